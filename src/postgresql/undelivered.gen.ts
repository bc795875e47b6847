/** Types generated for queries found in "src/postgresql/undelivered.sql" */
import { PreparedQuery } from './prepared-query.ts';

/** 'CountUndelivered' parameters type */
export type CountUndeliveredParams = void;

/** 'CountUndelivered' return type */
export interface CountUndeliveredResult {
  count: number;
}

/** 'CountUndelivered' query type */
export interface CountUndeliveredQuery {
  params: CountUndeliveredParams;
  result: CountUndeliveredResult;
}

const countUndeliveredIR: any = {"usedParamSet":{},"params":[],"statement":"SELECT count(*)::int AS \"count!\" FROM undelivered_messages"};

/**
 * Query generated from SQL:
 * ```
 * SELECT count(*)::int AS "count!" FROM undelivered_messages
 * ```
 */
export const countUndelivered = new PreparedQuery<CountUndeliveredParams,CountUndeliveredResult>(countUndeliveredIR);


/** 'AddUndelivered' parameters type */
export interface AddUndeliveredParams {
  attempts: string;
  eventId: string;
  id: string;
  kind: string;
  organizationId: string;
  reason: string;
  recipient: string;
}

/** 'AddUndelivered' return type */
export type AddUndeliveredResult = void;

/** 'AddUndelivered' query type */
export interface AddUndeliveredQuery {
  params: AddUndeliveredParams;
  result: AddUndeliveredResult;
}

const addUndeliveredIR: any = {"usedParamSet":{"organizationId":true,"id":true,"eventId":true,"kind":true,"recipient":true,"reason":true,"attempts":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":108,"b":123}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":126,"b":129}]},{"name":"eventId","required":true,"transform":{"type":"scalar"},"locs":[{"a":132,"b":140}]},{"name":"kind","required":true,"transform":{"type":"scalar"},"locs":[{"a":143,"b":148}]},{"name":"recipient","required":true,"transform":{"type":"scalar"},"locs":[{"a":151,"b":161}]},{"name":"reason","required":true,"transform":{"type":"scalar"},"locs":[{"a":164,"b":171}]},{"name":"attempts","required":true,"transform":{"type":"scalar"},"locs":[{"a":174,"b":183}]}],"statement":"INSERT INTO undelivered_messages (organization_id, id, event_id, kind, recipient, reason, attempts)\nVALUES (:organizationId!, :id!, :eventId!, :kind!, :recipient!, :reason!, :attempts!)\nON CONFLICT (organization_id, id) DO NOTHING"};

/**
 * Query generated from SQL:
 * ```
 * INSERT INTO undelivered_messages (organization_id, id, event_id, kind, recipient, reason, attempts)
 * VALUES (:organizationId!, :id!, :eventId!, :kind!, :recipient!, :reason!, :attempts!)
 * ON CONFLICT (organization_id, id) DO NOTHING
 * ```
 */
export const addUndelivered = new PreparedQuery<AddUndeliveredParams,AddUndeliveredResult>(addUndeliveredIR);


/** 'ListUndelivered' parameters type */
export interface ListUndeliveredParams {
  limit: number;
}

/** 'ListUndelivered' return type */
export interface ListUndeliveredResult {
  attempts: number;
  event_id: string;
  failed_at: Date;
  id: string;
  kind: string;
  organization_id: string;
  reason: string;
  recipient: string;
}

/** 'ListUndelivered' query type */
export interface ListUndeliveredQuery {
  params: ListUndeliveredParams;
  result: ListUndeliveredResult;
}

const listUndeliveredIR: any = {"usedParamSet":{"limit":true},"params":[{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":158,"b":164}]}],"statement":"SELECT organization_id, id, event_id, kind, recipient, reason, attempts::int AS \"attempts!\", failed_at\nFROM undelivered_messages\nORDER BY failed_at, id\nLIMIT :limit!::int"};

/**
 * Query generated from SQL:
 * ```
 * SELECT organization_id, id, event_id, kind, recipient, reason, attempts::int AS "attempts!", failed_at
 * FROM undelivered_messages
 * ORDER BY failed_at, id
 * LIMIT :limit!::int
 * ```
 */
export const listUndelivered = new PreparedQuery<ListUndeliveredParams,ListUndeliveredResult>(listUndeliveredIR);


/** 'RequeueUndelivered' parameters type */
export interface RequeueUndeliveredParams {
  id?: string | null | void;
}

/** 'RequeueUndelivered' return type */
export interface RequeueUndeliveredResult {
  requeued: number;
  taken: number;
}

/** 'RequeueUndelivered' query type */
export interface RequeueUndeliveredQuery {
  params: RequeueUndeliveredParams;
  result: RequeueUndeliveredResult;
}

const requeueUndeliveredIR: any = {"usedParamSet":{"id":true},"params":[{"name":"id","required":false,"transform":{"type":"scalar"},"locs":[{"a":287,"b":289},{"a":313,"b":315}]}],"statement":"-- Puts messages back into the outbox under the same ids: one, or with null all of them. What is no longer true is not\n-- said any more: a confirmation of a booking that was called off since, a reminder of a visit that has begun.\nWITH taken AS (\n  DELETE FROM undelivered_messages WHERE :id::uuid IS NULL OR id = :id\n  RETURNING *\n), current AS (\n  SELECT taken.*\n  FROM taken\n  JOIN events ON events.organization_id = taken.organization_id AND events.id = taken.event_id\n  LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id\n  WHERE taken.kind NOT IN ('booking_confirmed', 'visit_reminder')\n    OR (bookings.status = 'confirmed' AND bookings.start_time > now())\n), message AS (\n  INSERT INTO outbox (organization_id, id, event_id, kind, recipient)\n  SELECT organization_id, id, event_id, kind, recipient FROM current\n)\nSELECT (SELECT count(*) FROM taken)::int AS \"taken!\", (SELECT count(*) FROM current)::int AS \"requeued!\""};

/**
 * Query generated from SQL:
 * ```
 * -- Puts messages back into the outbox under the same ids: one, or with null all of them. What is no longer true is not
 * -- said any more: a confirmation of a booking that was called off since, a reminder of a visit that has begun.
 * WITH taken AS (
 *   DELETE FROM undelivered_messages WHERE :id::uuid IS NULL OR id = :id
 *   RETURNING *
 * ), current AS (
 *   SELECT taken.*
 *   FROM taken
 *   JOIN events ON events.organization_id = taken.organization_id AND events.id = taken.event_id
 *   LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id
 *   WHERE taken.kind NOT IN ('booking_confirmed', 'visit_reminder')
 *     OR (bookings.status = 'confirmed' AND bookings.start_time > now())
 * ), message AS (
 *   INSERT INTO outbox (organization_id, id, event_id, kind, recipient)
 *   SELECT organization_id, id, event_id, kind, recipient FROM current
 * )
 * SELECT (SELECT count(*) FROM taken)::int AS "taken!", (SELECT count(*) FROM current)::int AS "requeued!"
 * ```
 */
export const requeueUndelivered = new PreparedQuery<RequeueUndeliveredParams,RequeueUndeliveredResult>(requeueUndeliveredIR);


