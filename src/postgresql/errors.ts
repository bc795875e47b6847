import { DatabaseError } from 'pg';
import { hasCode, VisitaError } from '../errors.ts';

// The only place that reads what PostgreSQL and its driver say, by SQLSTATE and constraint name, never by message.

/** SQLSTATEs that mean: not now. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NOT_NOW = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available (lock_timeout)
  '57014', // query_canceled (statement_timeout)
  '25006', // read_only_sql_transaction: a standby, or a full disk in some hosted services
  '25P03', // idle_in_transaction_session_timeout
  '3D000', // invalid_catalog_name: the database is being made or restored
]);

/** Classes that mean the same: connection, authorization, resources, operator intervention, system error. */
const NOT_NOW_CLASSES = new Set(['08', '28', '53', '57', '58']);

/** What a failed constraint means to a user, where it means anything: the others cannot be met through the API. */
const CONSTRAINTS = new Map<string, string>([
  ['slots_no_duplicate_offer', 'you already offer this property at an overlapping time'],
  ['bookings_one_holder', 'the slot is already booked'],
  ['bookings_agent_in_one_place', 'the agent is on another visit at that time'],
  ['bookings_applicant_in_one_place', 'you already have another visit at that time'],
]);

/** Citus passes on no constraint's name. Of the exclusions all but this one are met with DO NOTHING. */
const NAMELESS_EXCLUSION = 'slots_no_duplicate_offer';

/**
 * Reads an error that the driver threw. `unavailable` when the database cannot answer now, `conflict` for a
 * constraint that users can meet. Anything else is returned as it came.
 */
export function readDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) {
    return error;
  }
  if (!(error instanceof DatabaseError)) {
    // Not sent by the server, so there is no SQLSTATE: the connection could not be made, or broke, or timed out.
    return outOfReach(error);
  }
  const code = error.code ?? '';
  if (NOT_NOW.has(code) || NOT_NOW_CLASSES.has(code.slice(0, 2))) {
    return outOfReach(error);
  }
  const conflict = CONSTRAINTS.get(error.constraint ?? (code === '23P01' ? NAMELESS_EXCLUSION : ''));
  return conflict === undefined ? error : new VisitaError('conflict', conflict, { cause: error });
}

/**
 * Reads an error that kept a connection from being made: `unavailable`, whatever it says. A database that is closed for a restore
 * (55000) or to this role (42501) is as away as one that is down, though a statement with such an error is a mistake of ours.
 */
export function readConnectionError(error: unknown): VisitaError {
  return error instanceof VisitaError ? error : outOfReach(error instanceof Error ? error : new Error(String(error)));
}

/** Classes that leave nothing behind and may be one request's fault alone: data, integrity, a lost race, a lock not had. */
const UNDONE_CLASSES = new Set(['22', '23', '40', '55']);

/** True when the database answered that it did nothing, so that the statement's parts may be tried again one by one. */
export function isUndone(error: unknown): boolean {
  const cause = error instanceof VisitaError ? error.cause : error;
  return cause instanceof DatabaseError && UNDONE_CLASSES.has((cause.code ?? '').slice(0, 2));
}

const QUERY_CANCELED = '57014';

/**
 * True when a connection must not be used again after this error: it broke, or what it keeps prepared does not fit any more (0A000, 26000).
 * False when PostgreSQL refused what one request wanted, or gave it up, and for errors that are not the database's.
 */
export function isConnectionSpoilt(error: unknown): boolean {
  const cause = error instanceof VisitaError ? error.cause : error;
  return cause instanceof DatabaseError ? cause.code !== QUERY_CANCELED && !isUndone(cause) : hasCode(error, 'unavailable');
}

/** True when the database refused a value: of a statement that only reads, the one failure that is one request's fault alone. */
export function isValueRefused(error: unknown): boolean {
  return error instanceof DatabaseError && error.code?.startsWith('22') === true;
}

function outOfReach(cause: Error): VisitaError {
  return new VisitaError('unavailable', 'the database cannot be reached at the moment', { cause });
}
