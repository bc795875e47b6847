/** Types generated for queries found in "src/postgresql/idempotency.sql" */
import { PreparedQuery } from './prepared-query.ts';

/** 'LockIdempotencyKey' parameters type */
export interface LockIdempotencyKeyParams {
  lock: string;
}

/** 'LockIdempotencyKey' return type */
export interface LockIdempotencyKeyResult {
  locked: boolean;
}

/** 'LockIdempotencyKey' query type */
export interface LockIdempotencyKeyQuery {
  params: LockIdempotencyKeyParams;
  result: LockIdempotencyKeyResult;
}

const lockIdempotencyKeyIR: any = {"usedParamSet":{"lock":true},"params":[{"name":"lock","required":true,"transform":{"type":"scalar"},"locs":[{"a":356,"b":361}]}],"statement":"-- Prevents the race of two requests with one key: the later one is told so instead of waiting. The lock ends with the\n-- transaction, however that ends. A statement of its own: look-up and lock in one would look first, with the snapshot\n-- of the statement, and so miss the answer of a request that ended between the two.\nSELECT pg_try_advisory_xact_lock(:lock!::bigint) AS \"locked!\""};

/**
 * Query generated from SQL:
 * ```
 * -- Prevents the race of two requests with one key: the later one is told so instead of waiting. The lock ends with the
 * -- transaction, however that ends. A statement of its own: look-up and lock in one would look first, with the snapshot
 * -- of the statement, and so miss the answer of a request that ended between the two.
 * SELECT pg_try_advisory_xact_lock(:lock!::bigint) AS "locked!"
 * ```
 */
export const lockIdempotencyKey = new PreparedQuery<LockIdempotencyKeyParams,LockIdempotencyKeyResult>(lockIdempotencyKeyIR);


/** 'FindKeptAnswer' parameters type */
export interface FindKeptAnswerParams {
  key: string;
  userId: string;
}

/** 'FindKeptAnswer' return type */
export interface FindKeptAnswerResult {
  body: string;
  fingerprint: Buffer;
  location: string | null;
  status: number;
}

/** 'FindKeptAnswer' query type */
export interface FindKeptAnswerQuery {
  params: FindKeptAnswerParams;
  result: FindKeptAnswerResult;
}

const findKeptAnswerIR: any = {"usedParamSet":{"userId":true,"key":true},"params":[{"name":"userId","required":true,"transform":{"type":"scalar"},"locs":[{"a":81,"b":88}]},{"name":"key","required":true,"transform":{"type":"scalar"},"locs":[{"a":100,"b":104}]}],"statement":"SELECT fingerprint, status, location, body\nFROM idempotency_keys\nWHERE user_id = :userId! AND key = :key! AND expires_at > now()"};

/**
 * Query generated from SQL:
 * ```
 * SELECT fingerprint, status, location, body
 * FROM idempotency_keys
 * WHERE user_id = :userId! AND key = :key! AND expires_at > now()
 * ```
 */
export const findKeptAnswer = new PreparedQuery<FindKeptAnswerParams,FindKeptAnswerResult>(findKeptAnswerIR);


/** 'KeepAnswer' parameters type */
export interface KeepAnswerParams {
  body: string;
  fingerprint: Buffer;
  key: string;
  location?: string | null | void;
  status: number;
  userId: string;
}

/** 'KeepAnswer' return type */
export interface KeepAnswerResult {
  key: string;
}

/** 'KeepAnswer' query type */
export interface KeepAnswerQuery {
  params: KeepAnswerParams;
  result: KeepAnswerResult;
}

const keepAnswerIR: any = {"usedParamSet":{"userId":true,"key":true,"fingerprint":true,"status":true,"location":true,"body":true},"params":[{"name":"userId","required":true,"transform":{"type":"scalar"},"locs":[{"a":330,"b":337}]},{"name":"key","required":true,"transform":{"type":"scalar"},"locs":[{"a":340,"b":344}]},{"name":"fingerprint","required":true,"transform":{"type":"scalar"},"locs":[{"a":347,"b":359}]},{"name":"status","required":true,"transform":{"type":"scalar"},"locs":[{"a":362,"b":369}]},{"name":"location","required":false,"transform":{"type":"scalar"},"locs":[{"a":372,"b":380}]},{"name":"body","required":true,"transform":{"type":"scalar"},"locs":[{"a":383,"b":388}]}],"statement":"-- Replaces an answer that has expired and waits for its removal; one that holds is never replaced. One holds for 24 hours (the column's default), so it has\n-- expired when the new one will 24 hours later; Citus wants no clock here.\nINSERT INTO idempotency_keys AS kept (user_id, key, fingerprint, status, location, body)\nVALUES (:userId!, :key!, :fingerprint!, :status!, :location, :body!)\nON CONFLICT (user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,\n  location = excluded.location, body = excluded.body, expires_at = excluded.expires_at\nWHERE excluded.expires_at - kept.expires_at >= interval '24 hours'\nRETURNING key"};

/**
 * Query generated from SQL:
 * ```
 * -- Replaces an answer that has expired and waits for its removal; one that holds is never replaced. One holds for 24 hours (the column's default), so it has
 * -- expired when the new one will 24 hours later; Citus wants no clock here.
 * INSERT INTO idempotency_keys AS kept (user_id, key, fingerprint, status, location, body)
 * VALUES (:userId!, :key!, :fingerprint!, :status!, :location, :body!)
 * ON CONFLICT (user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
 *   location = excluded.location, body = excluded.body, expires_at = excluded.expires_at
 * WHERE excluded.expires_at - kept.expires_at >= interval '24 hours'
 * RETURNING key
 * ```
 */
export const keepAnswer = new PreparedQuery<KeepAnswerParams,KeepAnswerResult>(keepAnswerIR);


/** 'RemoveExpiredAnswers' parameters type */
export interface RemoveExpiredAnswersParams {
  limit: number;
}

/** 'RemoveExpiredAnswers' return type */
export interface RemoveExpiredAnswersResult {
  key: string;
}

/** 'RemoveExpiredAnswers' query type */
export interface RemoveExpiredAnswersQuery {
  params: RemoveExpiredAnswersParams;
  result: RemoveExpiredAnswersResult;
}

const removeExpiredAnswersIR: any = {"usedParamSet":{"limit":true},"params":[{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":736,"b":742}]}],"statement":"-- That the time is still the one that was found prevents the race with a request that replaces an expired answer meanwhile: the deletion\n-- waits for it, sees the row again and leaves it. That request holds nothing that this waits for and waits for nothing more itself (keepAnswer is\n-- its last statement), so the two do not deadlock. Two workers at once delete the same rows in the same order, and the later one finds\n-- nothing; should PostgreSQL ever choose another order for one of them, that round fails and the next one does it.\n-- No FOR UPDATE SKIP LOCKED: Citus locks rows of one user only.\nWITH expired AS (\n  SELECT user_id, key, expires_at\n  FROM idempotency_keys\n  WHERE expires_at <= now()\n  ORDER BY expires_at\n  LIMIT :limit!::int\n)\nDELETE FROM idempotency_keys USING expired\nWHERE idempotency_keys.user_id = expired.user_id AND idempotency_keys.key = expired.key AND idempotency_keys.expires_at = expired.expires_at\nRETURNING idempotency_keys.key"};

/**
 * Query generated from SQL:
 * ```
 * -- That the time is still the one that was found prevents the race with a request that replaces an expired answer meanwhile: the deletion
 * -- waits for it, sees the row again and leaves it. That request holds nothing that this waits for and waits for nothing more itself (keepAnswer is
 * -- its last statement), so the two do not deadlock. Two workers at once delete the same rows in the same order, and the later one finds
 * -- nothing; should PostgreSQL ever choose another order for one of them, that round fails and the next one does it.
 * -- No FOR UPDATE SKIP LOCKED: Citus locks rows of one user only.
 * WITH expired AS (
 *   SELECT user_id, key, expires_at
 *   FROM idempotency_keys
 *   WHERE expires_at <= now()
 *   ORDER BY expires_at
 *   LIMIT :limit!::int
 * )
 * DELETE FROM idempotency_keys USING expired
 * WHERE idempotency_keys.user_id = expired.user_id AND idempotency_keys.key = expired.key AND idempotency_keys.expires_at = expired.expires_at
 * RETURNING idempotency_keys.key
 * ```
 */
export const removeExpiredAnswers = new PreparedQuery<RemoveExpiredAnswersParams,RemoveExpiredAnswersResult>(removeExpiredAnswersIR);


