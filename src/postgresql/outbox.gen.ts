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


/** 'TakeFromOutbox' parameters type */
export interface TakeFromOutboxParams {
  limit: number;
}

/** 'TakeFromOutbox' return type */
export interface TakeFromOutboxResult {
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

/** 'TakeFromOutbox' query type */
export interface TakeFromOutboxQuery {
  params: TakeFromOutboxParams;
  result: TakeFromOutboxResult;
}

const takeFromOutboxIR: any = {"usedParamSet":{"limit":true},"params":[{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":588,"b":594}]}],"statement":"-- SKIP LOCKED prevents two workers from queueing one message twice, should they ever both be here.\nSELECT outbox.organization_id, outbox.id, outbox.event_id, outbox.kind, outbox.recipient,\n  COALESCE(events.booking_id, events.applicant_id, outbox.id) AS \"about!\", events.booking_id,\n  bookings.start_time AS \"start_time?\", outbox.created_at\nFROM outbox\nJOIN events ON events.organization_id = outbox.organization_id AND events.id = outbox.event_id\nLEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id\nORDER BY outbox.event_id\nLIMIT :limit!::int\nFOR UPDATE OF outbox SKIP LOCKED"};

/**
 * Query generated from SQL:
 * ```
 * -- SKIP LOCKED prevents two workers from queueing one message twice, should they ever both be here.
 * SELECT outbox.organization_id, outbox.id, outbox.event_id, outbox.kind, outbox.recipient,
 *   COALESCE(events.booking_id, events.applicant_id, outbox.id) AS "about!", events.booking_id,
 *   bookings.start_time AS "start_time?", outbox.created_at
 * FROM outbox
 * JOIN events ON events.organization_id = outbox.organization_id AND events.id = outbox.event_id
 * LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id
 * ORDER BY outbox.event_id
 * LIMIT :limit!::int
 * FOR UPDATE OF outbox SKIP LOCKED
 * ```
 */
export const takeFromOutbox = new PreparedQuery<TakeFromOutboxParams,TakeFromOutboxResult>(takeFromOutboxIR);


/** 'DeleteFromOutbox' parameters type */
export interface DeleteFromOutboxParams {
  ids: stringArray;
  organizationIds: stringArray;
}

/** 'DeleteFromOutbox' return type */
export type DeleteFromOutboxResult = void;

/** 'DeleteFromOutbox' query type */
export interface DeleteFromOutboxQuery {
  params: DeleteFromOutboxParams;
  result: DeleteFromOutboxResult;
}

const deleteFromOutboxIR: any = {"usedParamSet":{"organizationIds":true,"ids":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":32,"b":48}]},{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":59,"b":63}]}],"statement":"DELETE FROM outbox\nUSING unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS moved (organization_id, id)\nWHERE outbox.organization_id = moved.organization_id AND outbox.id = moved.id"};

/**
 * Query generated from SQL:
 * ```
 * DELETE FROM outbox
 * USING unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS moved (organization_id, id)
 * WHERE outbox.organization_id = moved.organization_id AND outbox.id = moved.id
 * ```
 */
export const deleteFromOutbox = new PreparedQuery<DeleteFromOutboxParams,DeleteFromOutboxResult>(deleteFromOutboxIR);


