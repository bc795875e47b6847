/* @name offerSlot */
-- The trigger slots_offered writes the offer beside it; a duplicate ends in its error (slots_no_duplicate_offer). A visit that is not ahead
-- is not stored, and the clock says why.
WITH clock AS (
  SELECT clock_timestamp() AS now
), offered AS (
  INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
  SELECT :organizationId!::uuid, :id!::uuid, :propertyId!::uuid, :agentId!::uuid, :startTime!::timestamptz, :endTime!::timestamptz
  FROM clock WHERE :startTime! > clock.now
  RETURNING *
), event AS (
  INSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, agent_id)
  SELECT organization_id, 'slot.offered', 'agent', agent_id, id, agent_id FROM offered
)
SELECT clock.now AS "now!", offered.created_at AS "created_at?"
FROM clock LEFT JOIN offered ON true;

/* @name findSlots */
-- Several of one organization at once.
SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at
FROM slots
WHERE organization_id = :organizationId! AND id = ANY (:ids!::uuid[]);

/* @name findSlotsOfSeveral */
-- findSlots for several organizations, where one node has them all.
SELECT slots.organization_id, slots.id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at
FROM unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS wanted (organization_id, id)
JOIN slots ON slots.organization_id = wanted.organization_id AND slots.id = wanted.id;

/* @name listSlotsOfAgent */
-- Walks slots_by_agent from the cursor on; the row comparison is the keyset. PostgreSQL begins where the row comparison says, so it is
-- told of :from, too: else a first page would pass by all that was before it. Just before it, so that no row at :from is lost to afterId.
SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at
FROM slots
WHERE organization_id = :organizationId! AND agent_id = :agentId!
  AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')
  AND (start_time, id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)
  AND (:propertyId::uuid IS NULL OR property_id = :propertyId)
  AND (:status::slot_status IS NULL OR status = :status)
ORDER BY start_time, id
LIMIT :limit!::int;

/* @name listAvailableSlots */
-- Several lists of one organization at once; `place` says whose each row is. Property, organization and status are those asked for, so not sent.
-- Each walks slots_by_property, begun as in listSlotsOfAgent, and passes by what is booked or cancelled. A slot whose agent is on another
-- visit then keeps its status and is left out here, by bookings_by_agent. No visit is longer than 24 hours.
SELECT wanted.place::int AS "place!", slot.id AS "id!", slot.agent_id AS "agent_id!", slot.start_time AS "start_time!", slot.end_time AS "end_time!",
  slot.created_at AS "created_at!", slot.updated_at AS "updated_at!", now() AS "now!"
FROM unnest(:propertyIds!::uuid[], :froms!::timestamptz[], :tos!::timestamptz[], :afterStarts!::timestamptz[], :afterIds!::uuid[], :limits!::int[])
  WITH ORDINALITY AS wanted (property_id, from_time, to_time, after_start, after_id, most, place)
CROSS JOIN LATERAL (
  SELECT id, agent_id, start_time, end_time, created_at, updated_at
  FROM slots
  WHERE organization_id = :organizationId! AND property_id = wanted.property_id AND status = 'available'
    AND start_time > now() AND start_time >= wanted.from_time AND start_time < wanted.to_time
    AND (start_time, id) > (GREATEST(wanted.after_start, wanted.from_time - interval '1 millisecond'), wanted.after_id)
    AND NOT EXISTS (
      SELECT FROM bookings
      WHERE bookings.organization_id = slots.organization_id AND bookings.agent_id = slots.agent_id
        AND bookings.status = 'confirmed' AND NOT bookings.past
        AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
        AND bookings.end_time > slots.start_time
    )
  ORDER BY start_time, id
  LIMIT wanted.most
) AS slot
ORDER BY wanted.place, slot.start_time, slot.id;

/* @name listAvailableSlotsOfSeveral */
-- listAvailableSlots for several organizations, where one node has them all.
SELECT wanted.place::int AS "place!", slot.id AS "id!", slot.agent_id AS "agent_id!", slot.start_time AS "start_time!", slot.end_time AS "end_time!",
  slot.created_at AS "created_at!", slot.updated_at AS "updated_at!", now() AS "now!"
FROM unnest(:organizationIds!::uuid[], :propertyIds!::uuid[], :froms!::timestamptz[], :tos!::timestamptz[], :afterStarts!::timestamptz[], :afterIds!::uuid[], :limits!::int[])
  WITH ORDINALITY AS wanted (organization_id, property_id, from_time, to_time, after_start, after_id, most, place)
CROSS JOIN LATERAL (
  SELECT id, agent_id, start_time, end_time, created_at, updated_at
  FROM slots
  WHERE organization_id = wanted.organization_id AND property_id = wanted.property_id AND status = 'available'
    AND start_time > now() AND start_time >= wanted.from_time AND start_time < wanted.to_time
    AND (start_time, id) > (GREATEST(wanted.after_start, wanted.from_time - interval '1 millisecond'), wanted.after_id)
    AND NOT EXISTS (
      SELECT FROM bookings
      WHERE bookings.organization_id = slots.organization_id AND bookings.agent_id = slots.agent_id
        AND bookings.status = 'confirmed' AND NOT bookings.past
        AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
        AND bookings.end_time > slots.start_time
    )
  ORDER BY start_time, id
  LIMIT wanted.most
) AS slot
ORDER BY wanted.place, slot.start_time, slot.id;

/* @name listOverlappingProperties */
-- What a visit that was called off shows again in availability lists, by slots_by_agent. No visit is longer than 24 hours.
SELECT DISTINCT property_id
FROM slots
WHERE organization_id = :organizationId! AND agent_id = :agentId! AND status = 'available'
  AND start_time > :startTime!::timestamptz - interval '24 hours' AND start_time < :endTime!::timestamptz
  AND end_time > :startTime!::timestamptz;
