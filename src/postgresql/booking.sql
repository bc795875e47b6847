/* @name bookSlot */
-- The whole of a booking in one statement: all of it or nothing, one round trip (docs/guarantees.md, promises 2, 3 and 7).
-- FOR UPDATE prevents the race of two bookings, or of a booking and a cancellation, for this slot: the later one
-- waits, then sees the condition again on the changed row and finds nothing. DO NOTHING prevents the deadlock of two
-- bookings that meet in bookings_agent_in_one_place or bookings_applicant_in_one_place: the later one waits for the
-- earlier one's end without holding what that one needs. FOR SHARE prevents the race with a screening that withdraws
-- eligibility while this waits for the slot: the applicant is read again once the slot is there. EXISTS, because Citus 13 cannot
-- read back what a join has locked. The clock is read outside the WITH query that locks, so when the lock is there and not before it. What
-- is written bears that time, not now(), which is when the statement began to wait: so of one slot nothing happens before what was done to it last.
WITH slot AS (
  SELECT organization_id, id, property_id, agent_id, start_time, end_time
  FROM slots
  WHERE organization_id = :organizationId! AND id = :slotId! AND status = 'available'
  FOR UPDATE
), applicant AS (
  SELECT id FROM applicants
  WHERE organization_id = :organizationId! AND id = :applicantId! AND risk_level <> 'HIGH' AND EXISTS (SELECT FROM slot)
  FOR SHARE
), ahead AS (
  SELECT slot.*, applicant.id AS applicant_id, clock_timestamp() AS now
  FROM slot CROSS JOIN applicant
), booking AS (
  INSERT INTO bookings
    (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)
  SELECT organization_id, :id!, id, applicant_id, agent_id, property_id, start_time, end_time, :notes!, now, now
  FROM ahead
  WHERE start_time > now
  ON CONFLICT DO NOTHING
  RETURNING *
), booked AS (
  UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at
  FROM booking
  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
  SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking
  RETURNING organization_id, id
), message AS (
  INSERT INTO outbox (organization_id, event_id, kind, recipient)
  SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
)
SELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,
  created_at, updated_at
FROM booking;

/* @name bookSlots */
-- bookSlot for several requests of one organization: one round trip and one commit for all. Each books or does not, by itself.
-- FOR UPDATE prevents the same race; SKIP LOCKED, because one slow holder of one slot must not keep all the others waiting:
-- whoever misses a slot for that asks again by bookSlot, which waits. In id order, so that two such statements, of two servers,
-- lock in the same order. FOR SHARE prevents the race of a booking and a withdrawal of eligibility. Of two requests here that
-- exclude each other the first in the list wins; DO NOTHING sees rows of its own statement, too. ARRAY, because Citus 13 fails on IN there.
WITH wanted AS (
  SELECT * FROM unnest(:ids!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[], :notes!::text[])
    WITH ORDINALITY AS wanted (id, slot_id, applicant_id, notes, place)
), slot AS (
  SELECT organization_id, id, property_id, agent_id, start_time, end_time
  FROM slots
  WHERE organization_id = :organizationId! AND id = ANY (:slotIds!::uuid[]) AND status = 'available'
  ORDER BY id
  FOR UPDATE SKIP LOCKED
), applicant AS (
  SELECT id FROM applicants
  WHERE organization_id = :organizationId! AND risk_level <> 'HIGH'
    AND id = ANY (ARRAY(SELECT wanted.applicant_id FROM wanted JOIN slot ON slot.id = wanted.slot_id))
  ORDER BY id
  FOR SHARE OF applicants SKIP LOCKED
), ahead AS (
  SELECT slot.*, wanted.id AS booking_id, wanted.notes, wanted.place, applicant.id AS applicant_id, clock_timestamp() AS now
  FROM wanted
  JOIN slot ON slot.id = wanted.slot_id
  JOIN applicant ON applicant.id = wanted.applicant_id
), booking AS (
  INSERT INTO bookings
    (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)
  SELECT organization_id, booking_id, id, applicant_id, agent_id, property_id, start_time, end_time, notes, now, now
  FROM ahead
  WHERE start_time > now
  ORDER BY place
  ON CONFLICT DO NOTHING
  RETURNING *
), booked AS (
  UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at
  FROM booking
  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
  SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking
  RETURNING organization_id, id
), message AS (
  INSERT INTO outbox (organization_id, event_id, kind, recipient)
  SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
)
SELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,
  created_at, updated_at
FROM booking;

/* @name bookSlotsOfSeveral */
-- bookSlots for requests of several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the order of
-- organization and id, as bookSlots does within one. A person's rows are their own organization's, so no request finds another's.
WITH wanted AS (
  SELECT * FROM unnest(:organizationIds!::uuid[], :ids!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[], :notes!::text[])
    WITH ORDINALITY AS wanted (organization_id, id, slot_id, applicant_id, notes, place)
), slot AS (
  SELECT slots.organization_id, slots.id, property_id, agent_id, start_time, end_time
  FROM (SELECT DISTINCT organization_id, slot_id FROM wanted) AS asked
  JOIN slots ON slots.organization_id = asked.organization_id AND slots.id = asked.slot_id AND status = 'available'
  ORDER BY slots.organization_id, slots.id
  FOR UPDATE OF slots SKIP LOCKED
), applicant AS (
  SELECT applicants.organization_id, applicants.id
  FROM (
    SELECT DISTINCT wanted.organization_id, wanted.applicant_id
    FROM wanted JOIN slot ON slot.organization_id = wanted.organization_id AND slot.id = wanted.slot_id
  ) AS asking
  JOIN applicants ON applicants.organization_id = asking.organization_id AND applicants.id = asking.applicant_id AND risk_level <> 'HIGH'
  ORDER BY applicants.organization_id, applicants.id
  FOR SHARE OF applicants SKIP LOCKED
), ahead AS (
  SELECT slot.*, wanted.id AS booking_id, wanted.notes, wanted.place, applicant.id AS applicant_id, clock_timestamp() AS now
  FROM wanted
  JOIN slot ON slot.organization_id = wanted.organization_id AND slot.id = wanted.slot_id
  JOIN applicant ON applicant.organization_id = wanted.organization_id AND applicant.id = wanted.applicant_id
), booking AS (
  INSERT INTO bookings
    (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)
  SELECT organization_id, booking_id, id, applicant_id, agent_id, property_id, start_time, end_time, notes, now, now
  FROM ahead
  WHERE start_time > now
  ORDER BY organization_id, place
  ON CONFLICT DO NOTHING
  RETURNING *
), booked AS (
  UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at
  FROM booking
  WHERE slots.organization_id = booking.organization_id AND slots.id = booking.slot_id
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
  SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking
  RETURNING organization_id, id
), message AS (
  INSERT INTO outbox (organization_id, event_id, kind, recipient)
  SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
)
SELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,
  created_at, updated_at
FROM booking;

/* @name findBookingSituations */
-- Why bookings of one organization were refused; `place` says whose each row is. Whoever is busy is found by bookings_by_agent and
-- bookings_by_applicant. No visit is longer than 24 hours.
SELECT wanted.place::int AS "place!", slots.status, slots.start_time, applicants.risk_level,
  EXISTS (
    SELECT FROM bookings
    WHERE bookings.organization_id = :organizationId! AND bookings.agent_id = slots.agent_id
      AND bookings.status = 'confirmed' AND NOT bookings.past AND bookings.slot_id <> slots.id
      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
      AND bookings.end_time > slots.start_time
  ) AS "agent_busy!",
  EXISTS (
    SELECT FROM bookings
    WHERE bookings.organization_id = :organizationId! AND bookings.applicant_id = applicants.id
      AND bookings.status = 'confirmed' AND NOT bookings.past
      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
      AND bookings.end_time > slots.start_time
  ) AS "applicant_busy!",
  clock_timestamp() AS "now!"
FROM unnest(:slotIds!::uuid[], :applicantIds!::uuid[]) WITH ORDINALITY AS wanted (slot_id, applicant_id, place)
JOIN slots ON slots.organization_id = :organizationId! AND slots.id = wanted.slot_id
JOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = wanted.applicant_id;

/* @name findBookingSituationsOfSeveral */
-- findBookingSituations for requests of several organizations, where one node has them all.
SELECT wanted.place::int AS "place!", slots.status, slots.start_time, applicants.risk_level,
  EXISTS (
    SELECT FROM bookings
    WHERE bookings.organization_id = wanted.organization_id AND bookings.agent_id = slots.agent_id
      AND bookings.status = 'confirmed' AND NOT bookings.past AND bookings.slot_id <> slots.id
      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
      AND bookings.end_time > slots.start_time
  ) AS "agent_busy!",
  EXISTS (
    SELECT FROM bookings
    WHERE bookings.organization_id = wanted.organization_id AND bookings.applicant_id = applicants.id
      AND bookings.status = 'confirmed' AND NOT bookings.past
      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
      AND bookings.end_time > slots.start_time
  ) AS "applicant_busy!",
  clock_timestamp() AS "now!"
FROM unnest(:organizationIds!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[])
  WITH ORDINALITY AS wanted (organization_id, slot_id, applicant_id, place)
JOIN slots ON slots.organization_id = wanted.organization_id AND slots.id = wanted.slot_id
JOIN applicants ON applicants.organization_id = wanted.organization_id AND applicants.id = wanted.applicant_id;

/* @name findBooking */
SELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
  status, notes, bookings.created_at, bookings.updated_at,
  applicants.name AS applicant_name, applicants.email AS applicant_email
FROM bookings
JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
WHERE bookings.organization_id = :organizationId! AND bookings.id = :id!;

/* @name listBookingsOfOrganization */
-- Walks bookings_by_start, begun as in listSlotsOfAgent.
SELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
  status, notes, bookings.created_at, bookings.updated_at,
  applicants.name AS applicant_name, applicants.email AS applicant_email
FROM bookings
JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
WHERE bookings.organization_id = :organizationId!
  AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')
  AND (start_time, bookings.id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)
  AND (:propertyId::uuid IS NULL OR property_id = :propertyId)
  AND (:status::booking_status IS NULL OR status = :status)
ORDER BY start_time, bookings.id
LIMIT :limit!::int;

/* @name listBookingsOfApplicant */
-- Walks bookings_by_applicant, begun as in listSlotsOfAgent.
SELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
  status, notes, bookings.created_at, bookings.updated_at,
  applicants.name AS applicant_name, applicants.email AS applicant_email
FROM bookings
JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
WHERE bookings.organization_id = :organizationId! AND bookings.applicant_id = :applicantId!
  AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')
  AND (start_time, bookings.id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)
  AND (:propertyId::uuid IS NULL OR property_id = :propertyId)
  AND (:status::booking_status IS NULL OR status = :status)
ORDER BY start_time, bookings.id
LIMIT :limit!::int;
