const ABSOLUTE = /^https?:\/\/[^/?#]*/i;

/**
 * The path that a request names, as the router takes it: a target may be a whole address, and a path may have letters escaped (RFC 9112,
 * section 3.2; RFC 3986, section 6.2.2). Null where it cannot be decoded: then it leads nowhere.
 */
export function pathOf(target: string): string | null {
  // Nearly always; asked of every request.
  if (target.startsWith('/') && !/[?#%]/.test(target)) {
    return target;
  }
  const inOriginForm = target.startsWith('/') ? target : target.replace(ABSOLUTE, '');
  const [path = ''] = inOriginForm.split(/[?#]/, 1);
  if (!path.includes('%')) {
    return path;
  }
  try {
    return decodeURI(path);
  } catch {
    return null;
  }
}
