/** Types generated for queries found in "src/postgresql/outbox.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type stringArray = (string)[];

/** 'MeasureOutbox' parameters type */
export type MeasureOutboxParams = void;

/** 'MeasureOutbox' return type */
export interface MeasureOutboxResult {
  oldest_seconds: number;
  pending: number;
}

/** 'MeasureOutbox' query type */
export interface MeasureOutboxQuery {
  params: MeasureOutboxParams;
  result: MeasureOutboxResult;
}

const measureOutboxIR: any = {"usedParamSet":{},"params":[],"statement":"SELECT count(*)::int AS \"pending!\", COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8 AS \"oldest_seconds!\"\nFROM outbox"};

/**
 * Query generated from SQL:
 * ```
 * SELECT count(*)::int AS "pending!", COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldest_seconds!"
 * FROM outbox
 * ```
 */
export const measureOutbox = new PreparedQuery<MeasureOutboxParams,MeasureOutboxResult>(measureOutboxIR);


/** 'TryLockMover' parameters type */
export interface TryLockMoverParams {
  key: string;
}

/** 'TryLockMover' return type */
export interface TryLockMoverResult {
  locked: boolean;
}

/** 'TryLockMover' query type */
export interface TryLockMoverQuery {
  params: TryLockMoverParams;
  result: TryLockMoverResult;
}

const tryLockMoverIR: any = {"usedParamSet":{"key":true},"params":[{"name":"key","required":true,"transform":{"type":"scalar"},"locs":[{"a":315,"b":319}]}],"statement":"-- Prevents the race of two movers that take two messages of one booking at once: pg-boss orders them by the start of\n-- the transaction that queued them, so each mover's transaction must start after the one before has ended. That is why\n-- a transaction around it takes this lock.\nSELECT pg_try_advisory_xact_lock(:key!) AS \"locked!\""};

/**
 * Query generated from SQL:
 * ```
 * -- Prevents the race of two movers that take two messages of one booking at once: pg-boss orders them by the start of
 * -- the transaction that queued them, so each mover's transaction must start after the one before has ended. That is why
 * -- a transaction around it takes this lock.
 * SELECT pg_try_advisory_xact_lock(:key!) AS "locked!"
 * ```
 */
export const tryLockMover = new PreparedQuery<TryLockMoverParams,TryLockMoverResult>(tryLockMoverIR);


/** 'ListOutbox' parameters type */
export interface ListOutboxParams {
  limit: number;
}

/** 'ListOutbox' return type */
export interface ListOutboxResult {
  about: string;
  booking_id: string | null;
  created_at: Date;
  event_id: string;
  id: string;
  kind: string;
  organization_id: string;
  recipient: string;
  start_time: Date | null;
}

/** 'ListOutbox' query type */
export interface ListOutboxQuery {
  params: ListOutboxParams;
  result: ListOutboxResult;
}

const listOutboxIR: any = {"usedParamSet":{"limit":true},"params":[{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":606,"b":612}]}],"statement":"-- What waits to be queued, in the order in which it happened. Nothing is locked: takeFromOutbox decides whose it is.\nSELECT outbox.organization_id, outbox.id, outbox.event_id, outbox.kind, outbox.recipient,\n  COALESCE(events.booking_id, events.applicant_id, outbox.id) AS \"about!\", events.booking_id,\n  bookings.start_time AS \"start_time?\", outbox.created_at\nFROM outbox\nJOIN events ON events.organization_id = outbox.organization_id AND events.id = outbox.event_id\nLEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id\nORDER BY outbox.event_id\nLIMIT :limit!::int"};

/**
 * Query generated from SQL:
 * ```
 * -- What waits to be queued, in the order in which it happened. Nothing is locked: takeFromOutbox decides whose it is.
 * SELECT outbox.organization_id, outbox.id, outbox.event_id, outbox.kind, outbox.recipient,
 *   COALESCE(events.booking_id, events.applicant_id, outbox.id) AS "about!", events.booking_id,
 *   bookings.start_time AS "start_time?", outbox.created_at
 * FROM outbox
 * JOIN events ON events.organization_id = outbox.organization_id AND events.id = outbox.event_id
 * LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id
 * ORDER BY outbox.event_id
 * LIMIT :limit!::int
 * ```
 */
export const listOutbox = new PreparedQuery<ListOutboxParams,ListOutboxResult>(listOutboxIR);


/** 'TakeFromOutbox' parameters type */
export interface TakeFromOutboxParams {
  ids: stringArray;
  organizationIds: stringArray;
}

/** 'TakeFromOutbox' return type */
export interface TakeFromOutboxResult {
  id: string;
}

/** 'TakeFromOutbox' query type */
export interface TakeFromOutboxQuery {
  params: TakeFromOutboxParams;
  result: TakeFromOutboxResult;
}

const takeFromOutboxIR: any = {"usedParamSet":{"organizationIds":true,"ids":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":422,"b":438}]},{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":449,"b":453}]}],"statement":"-- Takes what is still there and says which that is. The deletion locks: it prevents two workers from queueing one message twice, should they\n-- ever both be here, since the later one waits and gets nothing. Not FOR UPDATE SKIP LOCKED in listOutbox, as was first meant (decision 9): Citus\n-- locks rows of one organization only, and nobody waits here, since tryLockMover lets one mover in.\nDELETE FROM outbox\nUSING unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS wanted (organization_id, id)\nWHERE outbox.organization_id = wanted.organization_id AND outbox.id = wanted.id\nRETURNING outbox.id"};

/**
 * Query generated from SQL:
 * ```
 * -- Takes what is still there and says which that is. The deletion locks: it prevents two workers from queueing one message twice, should they
 * -- ever both be here, since the later one waits and gets nothing. Not FOR UPDATE SKIP LOCKED in listOutbox, as was first meant (decision 9): Citus
 * -- locks rows of one organization only, and nobody waits here, since tryLockMover lets one mover in.
 * DELETE FROM outbox
 * USING unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS wanted (organization_id, id)
 * WHERE outbox.organization_id = wanted.organization_id AND outbox.id = wanted.id
 * RETURNING outbox.id
 * ```
 */
export const takeFromOutbox = new PreparedQuery<TakeFromOutboxParams,TakeFromOutboxResult>(takeFromOutboxIR);


