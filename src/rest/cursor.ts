import { invalidField } from '../errors.ts';
import type { PageRequest, Position } from '../page.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The place where a page ended, as the opaque text that clients send back; null at the end of the list. */
export function writeCursor(position: Position | null): string | null {
  return position === null
    ? null
    : Buffer.from(`${position.startTime.toISOString()} ${position.id}`).toString('base64url');
}

/** The place a cursor names. `invalid_argument` when it is not one of ours. */
export function readCursor(cursor: string): Position {
  const [time = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const startTime = new Date(time);
  if (Number.isNaN(startTime.getTime()) || startTime.toISOString() !== time || !UUID.test(id) || rest.length > 0) {
    throw invalidField('cursor', 'must be the next_cursor of an earlier page');
  }
  return { startTime, id };
}

/** The piece of a list that a query asks for. */
export function readPageRequest(query: {
  readonly from?: string;
  readonly to?: string;
  readonly cursor?: string;
  readonly limit: number;
}): PageRequest {
  return {
    from: query.from === undefined ? null : readInstant(query.from),
    to: query.to === undefined ? null : readInstant(query.to),
    after: query.cursor === undefined ? null : readCursor(query.cursor),
    limit: query.limit,
  };
}

/** A time of the contract (RFC 3339, checked by the validator) as an instant. RFC 3339 lets T and Z be lower case. */
export function readInstant(time: string): Date {
  return new Date(time.toUpperCase());
}
