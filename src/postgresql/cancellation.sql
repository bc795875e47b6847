/* @name releaseBooking */
-- Calls a booking off and frees its slot in one statement: all of it or nothing, one round trip (docs/guarantees.md, promise 2).
-- FOR UPDATE prevents the race with a booking or another cancellation of this slot: the later one waits, then sees the condition
-- again on the changed row and finds nothing. Slot, then booking, as everywhere (docs/guarantees.md, promise 7). The clock is read outside
-- the WITH query that locks, and against its row, so when the lock is there and not before it; in a query of its own, since
-- Citus wants no clock in what changes rows. A booking never moves to another slot, nor to another applicant, so reading both before the
-- lock is safe; and whoever asks for another's booking locks nothing and waits for nobody.
-- That the booking is of that slot need not be asked: the slot says so (slots_booking_is_confirmed), and asked for by slot
-- PostgreSQL may look it up in an exclusion's index, at ten times the cost.
WITH slot AS (
  SELECT id, start_time FROM slots
  WHERE organization_id = :organizationId! AND booking_id = :bookingId!
    AND id = (
      SELECT slot_id FROM bookings
      WHERE organization_id = :organizationId! AND bookings.id = :bookingId! AND (:applicantId::uuid IS NULL OR applicant_id = :applicantId)
    )
  FOR UPDATE
), ahead AS (
  SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now
), booking AS (
  UPDATE bookings SET status = :status!, updated_at = ahead.now
  FROM ahead
  WHERE bookings.organization_id = :organizationId! AND bookings.id = :bookingId! AND status = 'confirmed'
  RETURNING bookings.*
), released AS (
  UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at
  FROM booking
  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
  SELECT organization_id, 'booking.' || status, updated_at, :actorRole!, :actorId!::uuid, slot_id, id, applicant_id, agent_id FROM booking
  UNION ALL
  SELECT organization_id, 'slot.released', updated_at, :actorRole!, :actorId!::uuid, slot_id, NULL, NULL, agent_id FROM booking
  RETURNING organization_id, id, booking_id
), message AS (
  INSERT INTO outbox (organization_id, event_id, kind, recipient)
  SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient
  FROM event JOIN booking ON booking.id = event.booking_id, (VALUES ('applicant'), ('agent')) AS told (recipient)
)
SELECT booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
  status, notes, booking.created_at, booking.updated_at,
  applicants.name AS applicant_name, applicants.email AS applicant_email
FROM booking
JOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = booking.applicant_id;

/* @name releaseBookings */
-- releaseBooking for several requests of one organization: one round trip and one commit for all. Each succeeds or does not, by itself.
-- FOR UPDATE prevents the same race; SKIP LOCKED, because one slow holder of one slot must not keep all the others waiting: whoever
-- misses a slot for that is told under the lock, and waits for it there. In id order, so that two such statements, of two servers,
-- lock in the same order. Of two requests here for one booking, one is let through; `place` says which. ARRAY, because Citus 13 fails on IN there.
WITH wanted AS (
  SELECT * FROM unnest(:bookingIds!::uuid[], :applicantIds!::text[], :statuses!::booking_status[], :actorRoles!::text[], :actorIds!::uuid[])
    WITH ORDINALITY AS wanted (booking_id, applicant_id, status, actor_role, actor_id, place)
), slot AS (
  SELECT id, booking_id, start_time FROM slots
  WHERE organization_id = :organizationId! AND booking_id = ANY (:bookingIds!::uuid[])
    AND id = ANY (ARRAY(
      SELECT slot_id FROM bookings JOIN wanted ON wanted.booking_id = bookings.id
      WHERE organization_id = :organizationId! AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)
    ))
  ORDER BY id
  FOR UPDATE SKIP LOCKED
), ahead AS (
  SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now
), booking AS (
  UPDATE bookings SET status = wanted.status, updated_at = ahead.now
  FROM ahead JOIN wanted ON wanted.booking_id = ahead.booking_id
  WHERE bookings.organization_id = :organizationId! AND bookings.id = ahead.booking_id
    AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)
    AND bookings.status = 'confirmed'
  RETURNING bookings.*, wanted.place, wanted.actor_role, wanted.actor_id
), released AS (
  UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at
  FROM booking
  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
  SELECT organization_id, 'booking.' || status, updated_at, actor_role, actor_id, slot_id, id, applicant_id, agent_id FROM booking
  UNION ALL
  SELECT organization_id, 'slot.released', updated_at, actor_role, actor_id, slot_id, NULL, NULL, agent_id FROM booking
  RETURNING organization_id, id, booking_id
), message AS (
  INSERT INTO outbox (organization_id, event_id, kind, recipient)
  SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient
  FROM event JOIN booking ON booking.id = event.booking_id, (VALUES ('applicant'), ('agent')) AS told (recipient)
)
SELECT booking.place::int AS "place!", booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
  status, notes, booking.created_at, booking.updated_at,
  applicants.name AS applicant_name, applicants.email AS applicant_email
FROM booking
JOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = booking.applicant_id;

/* @name releaseBookingsOfSeveral */
-- releaseBookings for requests of several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the
-- order of organization and id, as releaseBookings does within one.
WITH wanted AS (
  SELECT * FROM unnest(
    :organizationIds!::uuid[], :bookingIds!::uuid[], :applicantIds!::text[], :statuses!::booking_status[], :actorRoles!::text[], :actorIds!::uuid[]
  ) WITH ORDINALITY AS wanted (organization_id, booking_id, applicant_id, status, actor_role, actor_id, place)
), slot AS (
  SELECT slots.organization_id, slots.booking_id, slots.start_time
  FROM (
    SELECT DISTINCT bookings.organization_id, bookings.id, bookings.slot_id
    FROM wanted JOIN bookings ON bookings.organization_id = wanted.organization_id AND bookings.id = wanted.booking_id
    WHERE wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id
  ) AS asked
  JOIN slots ON slots.organization_id = asked.organization_id AND slots.id = asked.slot_id AND slots.booking_id = asked.id
  ORDER BY slots.organization_id, slots.id
  FOR UPDATE OF slots SKIP LOCKED
), ahead AS (
  SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now
), booking AS (
  UPDATE bookings SET status = wanted.status, updated_at = ahead.now
  FROM ahead JOIN wanted ON wanted.organization_id = ahead.organization_id AND wanted.booking_id = ahead.booking_id
  WHERE bookings.organization_id = ahead.organization_id AND bookings.id = ahead.booking_id
    AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)
    AND bookings.status = 'confirmed'
  RETURNING bookings.*, wanted.place, wanted.actor_role, wanted.actor_id
), released AS (
  UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at
  FROM booking
  WHERE slots.organization_id = booking.organization_id AND slots.id = booking.slot_id
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
  SELECT organization_id, 'booking.' || status, updated_at, actor_role, actor_id, slot_id, id, applicant_id, agent_id FROM booking
  UNION ALL
  SELECT organization_id, 'slot.released', updated_at, actor_role, actor_id, slot_id, NULL, NULL, agent_id FROM booking
  RETURNING organization_id, id, booking_id
), message AS (
  INSERT INTO outbox (organization_id, event_id, kind, recipient)
  SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient
  FROM event JOIN booking ON booking.organization_id = event.organization_id AND booking.id = event.booking_id,
    (VALUES ('applicant'), ('agent')) AS told (recipient)
)
SELECT booking.place::int AS "place!", booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
  status, notes, booking.created_at, booking.updated_at,
  applicants.name AS applicant_name, applicants.email AS applicant_email
FROM booking
JOIN applicants ON applicants.organization_id = booking.organization_id AND applicants.id = booking.applicant_id;

/* @name lockSlot */
-- FOR UPDATE prevents the race of a cancellation with a booking or another cancellation of the same slot: whoever
-- changes a slot or its booking holds the slot first (docs/guarantees.md, promise 7), so the order is the same everywhere.
-- The clock is read outside the WITH query that locks, so when the lock is there and not before it.
WITH slot AS (
  SELECT * FROM slots WHERE organization_id = :organizationId! AND id = :slotId! FOR UPDATE
)
SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at,
  clock_timestamp() AS "now!"
FROM slot;

/* @name lockSlotOfBooking */
-- As lockSlot, for a slot known by one of its bookings. A booking never moves to another slot or applicant, so reading it before
-- the lock is safe; its status is read again after the lock. Another's booking locks nothing.
WITH slot AS (
  SELECT * FROM slots
  WHERE organization_id = :organizationId!
    AND id = (
      SELECT slot_id FROM bookings
      WHERE organization_id = :organizationId! AND bookings.id = :bookingId! AND (:applicantId::uuid IS NULL OR applicant_id = :applicantId)
    )
  FOR UPDATE
)
SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at,
  clock_timestamp() AS "now!"
FROM slot;

/* @name saveSlot */
-- Nobody is told of a slot; who had booked it is told by saveBooking. :at is what the clock said when the slot was locked, to the millisecond
-- only, so what was done to it last may seem a fraction later.
WITH changed AS (
  UPDATE slots SET status = :status!, booking_id = :bookingId, updated_at = GREATEST(updated_at, :at!::timestamptz)
  WHERE organization_id = :organizationId! AND id = :id!
  RETURNING organization_id, id, agent_id, updated_at
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, agent_id)
  SELECT organization_id, :eventType!, updated_at, :actorRole!, :actorId!, id, agent_id FROM changed
)
SELECT updated_at AS "updated_at!" FROM changed;

/* @name saveBooking */
WITH changed AS (
  UPDATE bookings SET status = :status!, updated_at = GREATEST(updated_at, :at!::timestamptz)
  WHERE organization_id = :organizationId! AND id = :id!
  RETURNING organization_id, id, slot_id, applicant_id, agent_id, updated_at
), event AS (
  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
  SELECT organization_id, :eventType!, updated_at, :actorRole!, :actorId!, slot_id, id, applicant_id, agent_id FROM changed
  RETURNING organization_id, id
), message AS (
  INSERT INTO outbox (organization_id, event_id, kind, recipient)
  SELECT organization_id, id, :messageKind!, recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
)
SELECT updated_at AS "updated_at!" FROM changed;
