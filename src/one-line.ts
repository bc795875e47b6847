/** Something that can be seen: not spaces and marks without a width alone. */
const SEEN = /[^\p{Z}\p{C}]/u;
/** Control characters, and Unicode's own line and paragraph separators. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** What keeps a text from being a line that people can read. */
export type LineFault = 'empty' | 'malformed' | 'too_long' | 'forbidden';

/** Judges a trimmed text as one line of at most `longest` characters, of which something can be seen; null when it is one. */
export function lineFault(text: string, longest: number): LineFault | null {
  if (!SEEN.test(text)) {
    return 'empty';
  }
  if (!text.isWellFormed()) {
    return 'malformed';
  }
  if ([...text].length > longest) {
    return 'too_long';
  }
  return FORBIDDEN.test(text) ? 'forbidden' : null;
}
