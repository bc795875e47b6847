/* @name findFeedPosition */
-- Where the feed begins: the highest id there is, and the holes among the newest ids, whose rows may still be on their
-- way. "before" is the id that stands before the hole. Walks events_by_id backwards. Where these are all the rows there
-- are, the ids before the first of them count as a hole.
WITH recent AS (
  SELECT id FROM events ORDER BY id DESC LIMIT :depth!::int
), neighbours AS (
  SELECT id, lag(id) OVER (ORDER BY id) AS previous, count(*) OVER () AS size, max(id) OVER () AS highest FROM recent
), spans AS (
  SELECT id, highest, COALESCE(previous, CASE WHEN size < :depth! THEN 0 ELSE id - 1 END) AS before FROM neighbours
)
SELECT before AS "before!", id AS "id!", highest AS "highest!"
FROM spans
WHERE id - before > 1 OR id = highest
ORDER BY id;

/* @name listEvents */
-- What was committed since the last look, of all organizations: one statement, events_by_id twice.
-- Ids are given when a row is written and seen when its transaction commits, so they are not seen in their order: a look
-- that asked for higher ids alone would never see a lower one that commits later. That is why the ids that are missing
-- below the highest one seen are asked for again (change-position.ts). It locks nothing, and nothing waits for it.
WITH fresh AS (
  (SELECT id, organization_id, type, booking_id, applicant_id, agent_id, slot_id, property_id FROM events WHERE id > :after! ORDER BY id LIMIT :limit!::int)
  UNION ALL
  SELECT id, organization_id, type, booking_id, applicant_id, agent_id, slot_id, property_id FROM events WHERE id = ANY (:missing!::bigint[])
)
SELECT id AS "id!", organization_id AS "organization_id!", type AS "type!", booking_id, applicant_id, agent_id, slot_id, property_id
FROM fresh
ORDER BY id;

/* @name listTouchedSlots */
-- The slot of each event that has one, and those that its booking hides from the availability list, or its cancellation
-- shows again: the agent's other offers at that time, by slots_by_agent. No visit is longer than 24 hours. Asked after listEvents, so
-- what it finds is as new as the events or newer; of what happened in between another event tells. A statement of its own, because
-- Citus joins events of all organizations to nothing but a list.
SELECT fresh.event_id AS "event_id!", slots.id AS "id!", slots.property_id AS "property_id!", false AS "overlaps!"
FROM unnest(:eventIds!::bigint[], :organizationIds!::uuid[], :slotIds!::uuid[]) AS fresh (event_id, organization_id, slot_id)
JOIN slots ON slots.organization_id = fresh.organization_id AND slots.id = fresh.slot_id
UNION ALL
SELECT fresh.event_id, other.id, other.property_id, true
FROM unnest(:eventIds!::bigint[], :organizationIds!::uuid[], :slotIds!::uuid[], :ofBookings!::boolean[]) AS fresh (event_id, organization_id, slot_id, of_booking)
JOIN slots ON slots.organization_id = fresh.organization_id AND slots.id = fresh.slot_id
JOIN slots AS other ON other.organization_id = slots.organization_id AND other.agent_id = slots.agent_id
  AND other.start_time > slots.start_time - interval '24 hours' AND other.start_time < slots.end_time AND other.end_time > slots.start_time
  AND other.id <> slots.id AND other.status = 'available'
WHERE fresh.of_booking;
