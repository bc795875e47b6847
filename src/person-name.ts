import { lineFault } from './one-line.ts';

/** Of an agent's or an applicant's name, in characters. The contract's. */
export const LONGEST_PERSON_NAME = 200;

/** Somebody's name as they wrote it elsewhere, brought to one line that is not too long; null where nothing of it can be seen. */
export function personNameFrom(text: string): string | null {
  const line = text.toWellFormed().replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  // By code points: a cut by code units could leave half a character.
  const name = Array.from(line).slice(0, LONGEST_PERSON_NAME).join('').trim();
  return lineFault(name, LONGEST_PERSON_NAME) === null ? name : null;
}
