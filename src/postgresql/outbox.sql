/* @name measureOutbox */
SELECT count(*)::int AS "pending!", COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldest_seconds!"
FROM outbox;

/* @name tryLockMover */
-- Prevents the race of two movers that take two messages of one booking at once: pg-boss orders them by the start of
-- the transaction that queued them, so each mover's transaction must start after the one before has ended. That is why
-- a transaction around it takes this lock.
SELECT pg_try_advisory_xact_lock(:key!) AS "locked!";

/* @name listOutbox */
-- What waits to be queued, in the order in which it happened. Nothing is locked: takeFromOutbox decides whose it is.
SELECT outbox.organization_id, outbox.id, outbox.event_id, outbox.kind, outbox.recipient,
  COALESCE(events.booking_id, events.applicant_id, outbox.id) AS "about!", events.booking_id,
  bookings.start_time AS "start_time?", outbox.created_at
FROM outbox
JOIN events ON events.organization_id = outbox.organization_id AND events.id = outbox.event_id
LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id
ORDER BY outbox.event_id
LIMIT :limit!::int;

/* @name takeFromOutbox */
-- Takes what is still there and says which that is. The deletion locks: it prevents two workers from queueing one message twice, should they
-- ever both be here, since the later one waits and gets nothing. Not FOR UPDATE SKIP LOCKED in listOutbox, as was first meant (decision 9): Citus
-- locks rows of one organization only, and nobody waits here, since tryLockMover lets one mover in.
DELETE FROM outbox
USING unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS wanted (organization_id, id)
WHERE outbox.organization_id = wanted.organization_id AND outbox.id = wanted.id
RETURNING outbox.id;
