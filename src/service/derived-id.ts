import { createHash } from 'node:crypto';

/** A UUID that is the same whenever it is made of the same text (RFC 9562, version 8: made by a custom rule). */
export function idDerivedFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
