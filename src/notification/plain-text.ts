// Marks and overrides of the writing direction: they can make a line read as something it does not say (CVE-2021-42574).
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const CONTROLS_BUT_BREAKS = /(?![\n\t])\p{Cc}/gu;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/gu;

/** Text from outside as one line: no line breaks, control characters or direction overrides, no space around it. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(DIRECTION, '').replace(CONTROLS, ' ').replace(/\s+/gu, ' ').trim();
}

/** Text from outside with its line breaks as `\n` and its tabs; every other control character and override is gone. */
export function manyLines(text: string): string {
  return text.toWellFormed().replace(DIRECTION, '').replace(LINE_BREAKS, '\n').replace(CONTROLS_BUT_BREAKS, '').trim();
}

/** At most `length` characters as people count them; what was cut off shows as an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('').trimEnd()}…`;
}

/** Text as HTML, safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
