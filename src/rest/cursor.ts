import { invalidField, type VisitaError } from '../errors.ts';
import type { PageRequest, Position, PropertyPageRequest, PropertyPosition } from '../page.ts';
import { isUuid } from '../uuid.ts';

// The years that our own times have; PostgreSQL does not know every year that Date does.
const TIME = /^\d{4}-/;

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
  const isTime = TIME.test(time) && !Number.isNaN(startTime.getTime()) && startTime.toISOString() === time;
  if (!isTime || !isUuid(id) || rest.length > 0) {
    throw foreignCursor();
  }
  return { startTime, id };
}

/** As `writeCursor`, for a list of properties. */
export function writePropertyCursor(position: PropertyPosition | null): string | null {
  return position === null ? null : Buffer.from(`${position.id} ${position.organizationId}`).toString('base64url');
}

/** As `readCursor`, for a list of properties. */
function readPropertyCursor(cursor: string): PropertyPosition {
  const [id = '', organizationId = '', ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!isUuid(id) || !isUuid(organizationId) || rest.length > 0) {
    throw foreignCursor();
  }
  return { id, organizationId };
}

/** The piece of a list that a query asks for. `invalid_argument` for a cursor that is not ours or an endless limit. */
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
    limit: readLimit(query.limit),
  };
}

/** As `readPageRequest`, for a list of properties. */
export function readPropertyPageRequest(query: { readonly cursor?: string; readonly limit: number }): PropertyPageRequest {
  return { after: query.cursor === undefined ? null : readPropertyCursor(query.cursor), limit: readLimit(query.limit) };
}

// ajv reads 1e999 as Infinity, and holds no bound against it.
function readLimit(limit: number): number {
  if (!Number.isFinite(limit)) {
    throw invalidField('limit', 'must be a number from 1 to 100');
  }
  return limit;
}

function foreignCursor(): VisitaError {
  return invalidField('cursor', 'must be the next_cursor of an earlier page');
}

/** A time of the contract (RFC 3339, checked by the validator) as an instant. RFC 3339 lets T and Z be lower case. */
export function readInstant(time: string): Date {
  return new Date(time.toUpperCase());
}
