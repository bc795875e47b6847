/* @name countUndelivered */
SELECT count(*)::int AS "count!" FROM undelivered_messages;

/* @name addUndelivered */
INSERT INTO undelivered_messages (organization_id, id, event_id, kind, recipient, reason, attempts)
VALUES (:organizationId!, :id!, :eventId!, :kind!, :recipient!, :reason!, :attempts!)
ON CONFLICT (organization_id, id) DO NOTHING;

/* @name listUndelivered */
SELECT organization_id, id, event_id, kind, recipient, reason, attempts::int AS "attempts!", failed_at
FROM undelivered_messages
ORDER BY failed_at, id
LIMIT :limit!::int;

/* @name requeueUndelivered */
-- Puts messages back into the outbox under the same ids: one, or with null all of them. What is no longer true is not
-- said any more: a confirmation of a booking that was called off since, a reminder of a visit that has begun.
WITH taken AS (
  DELETE FROM undelivered_messages WHERE :id::uuid IS NULL OR id = :id
  RETURNING *
), current AS (
  SELECT taken.*
  FROM taken
  JOIN events ON events.organization_id = taken.organization_id AND events.id = taken.event_id
  LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id
  WHERE taken.kind NOT IN ('booking_confirmed', 'visit_reminder')
    OR (bookings.status = 'confirmed' AND bookings.start_time > now())
), message AS (
  INSERT INTO outbox (organization_id, id, event_id, kind, recipient)
  SELECT organization_id, id, event_id, kind, recipient FROM current
)
SELECT (SELECT count(*) FROM taken)::int AS "taken!", (SELECT count(*) FROM current)::int AS "requeued!";
