/* @name measureOutbox */
SELECT count(*)::int AS "pending!", COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldest_seconds!"
FROM outbox;
