/* @name listOrganizations */
-- Every agency has an agent. The table is whole on every node of a cluster.
SELECT DISTINCT organization_id FROM identities WHERE role = 'agent' ORDER BY organization_id;

/* @name setPastBookingsAside */
-- Takes visits that ended a day ago out of the indexes of the exclusions: nothing can clash with them. By bookings_by_agent, which holds
-- those alone that are not set aside. A clock that is ahead for a while must set nothing aside that is still to come, or two could be at one place
-- when it is put right: the time is that of the organization's thousandth newest event, so a thousand changes have been made since then.
-- SKIP LOCKED prevents two servers from waiting for each other, and any wait for a row while rows are held (docs/guarantees.md, promise 7).
WITH over AS (
  SELECT id FROM bookings
  WHERE organization_id = :organizationId! AND status = 'confirmed' AND NOT past
    AND end_time < (SELECT occurred_at FROM events WHERE organization_id = :organizationId! ORDER BY id DESC OFFSET 999 LIMIT 1) - interval '1 day'
  LIMIT :limit!::int
  FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE bookings SET past = true
FROM over
WHERE bookings.organization_id = :organizationId! AND bookings.id = over.id
RETURNING bookings.id;
