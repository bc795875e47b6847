/** The API's own limit, in characters (code points). */
export const LONGEST_NOTE = 2_000;

// Control characters, but for line breaks and tabs: the API refuses them, and nobody types them on purpose.
const FORBIDDEN = /(?![\n\t])\p{Cc}/gu;

/** A note as the API takes it: pasted text may bring what nobody sees. */
export function cleanNote(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll(FORBIDDEN, '');
}

/** How many characters there is room for; below zero it is too long. */
export function roomInNote(note: string): number {
  return LONGEST_NOTE - [...note].length;
}
