/* @name lockIdempotencyKey */
-- Prevents the race of two requests with one key: the later one is told so instead of waiting. The lock ends with the
-- transaction, however that ends. A statement of its own: look-up and lock in one would look first, with the snapshot
-- of the statement, and so miss the answer of a request that ended between the two.
SELECT pg_try_advisory_xact_lock(:lock!::bigint) AS "locked!";

/* @name findKeptAnswer */
SELECT fingerprint, status, location, body
FROM idempotency_keys
WHERE user_id = :userId! AND key = :key! AND expires_at > now();

/* @name keepAnswer */
-- Replaces an answer that has expired and waits for its removal; one that holds is never replaced. One holds for 24 hours (the column's default), so it has
-- expired when the new one will 24 hours later; Citus wants no clock here.
INSERT INTO idempotency_keys AS kept (user_id, key, fingerprint, status, location, body)
VALUES (:userId!, :key!, :fingerprint!, :status!, :location, :body!)
ON CONFLICT (user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
  location = excluded.location, body = excluded.body, expires_at = excluded.expires_at
WHERE excluded.expires_at - kept.expires_at >= interval '24 hours'
RETURNING key;

/* @name removeExpiredAnswers */
-- That the time is still the one that was found prevents the race with a request that replaces an expired answer meanwhile: the deletion
-- waits for it, sees the row again and leaves it. That request holds nothing that this waits for and waits for nothing more itself (keepAnswer is
-- its last statement), so the two do not deadlock. Two workers at once delete the same rows in the same order, and the later one finds
-- nothing; should PostgreSQL ever choose another order for one of them, that round fails and the next one does it.
-- No FOR UPDATE SKIP LOCKED: Citus locks rows of one user only.
WITH expired AS (
  SELECT user_id, key, expires_at
  FROM idempotency_keys
  WHERE expires_at <= now()
  ORDER BY expires_at
  LIMIT :limit!::int
)
DELETE FROM idempotency_keys USING expired
WHERE idempotency_keys.user_id = expired.user_id AND idempotency_keys.key = expired.key AND idempotency_keys.expires_at = expired.expires_at
RETURNING idempotency_keys.key;
