/** How a check ends that could not look (EX_UNAVAILABLE of sysexits.h): neither held nor broken. Its output says why. */
export const NOT_CHECKED = 69;
