/** Types generated for queries found in "src/postgresql/change-feed.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type booleanArray = (boolean)[];

export type stringArray = (string)[];

/** 'FindFeedPosition' parameters type */
export interface FindFeedPositionParams {
  depth: number;
}

/** 'FindFeedPosition' return type */
export interface FindFeedPositionResult {
  before: string;
  highest: string;
  id: string;
}

/** 'FindFeedPosition' query type */
export interface FindFeedPositionQuery {
  params: FindFeedPositionParams;
  result: FindFeedPositionResult;
}

const findFeedPositionIR: any = {"usedParamSet":{"depth":true},"params":[{"name":"depth","required":true,"transform":{"type":"scalar"},"locs":[{"a":363,"b":369},{"a":585,"b":591}]}],"statement":"-- Where the feed begins: the highest id there is, and the holes among the newest ids, whose rows may still be on their\n-- way. \"before\" is the id that stands before the hole. Walks events_by_id backwards. Where these are all the rows there\n-- are, the ids before the first of them count as a hole.\nWITH recent AS (\n  SELECT id FROM events ORDER BY id DESC LIMIT :depth!::int\n), neighbours AS (\n  SELECT id, lag(id) OVER (ORDER BY id) AS previous, count(*) OVER () AS size, max(id) OVER () AS highest FROM recent\n), spans AS (\n  SELECT id, highest, COALESCE(previous, CASE WHEN size < :depth! THEN 0 ELSE id - 1 END) AS before FROM neighbours\n)\nSELECT before AS \"before!\", id AS \"id!\", highest AS \"highest!\"\nFROM spans\nWHERE id - before > 1 OR id = highest\nORDER BY id"};

/**
 * Query generated from SQL:
 * ```
 * -- Where the feed begins: the highest id there is, and the holes among the newest ids, whose rows may still be on their
 * -- way. "before" is the id that stands before the hole. Walks events_by_id backwards. Where these are all the rows there
 * -- are, the ids before the first of them count as a hole.
 * WITH recent AS (
 *   SELECT id FROM events ORDER BY id DESC LIMIT :depth!::int
 * ), neighbours AS (
 *   SELECT id, lag(id) OVER (ORDER BY id) AS previous, count(*) OVER () AS size, max(id) OVER () AS highest FROM recent
 * ), spans AS (
 *   SELECT id, highest, COALESCE(previous, CASE WHEN size < :depth! THEN 0 ELSE id - 1 END) AS before FROM neighbours
 * )
 * SELECT before AS "before!", id AS "id!", highest AS "highest!"
 * FROM spans
 * WHERE id - before > 1 OR id = highest
 * ORDER BY id
 * ```
 */
export const findFeedPosition = new PreparedQuery<FindFeedPositionParams,FindFeedPositionResult>(findFeedPositionIR);


/** 'ListEvents' parameters type */
export interface ListEventsParams {
  after: string;
  limit: number;
  missing: stringArray;
}

/** 'ListEvents' return type */
export interface ListEventsResult {
  agent_id: string | null;
  applicant_id: string | null;
  booking_id: string | null;
  id: string;
  organization_id: string;
  property_id: string | null;
  slot_id: string | null;
  type: string;
}

/** 'ListEvents' query type */
export interface ListEventsQuery {
  params: ListEventsParams;
  result: ListEventsResult;
}

const listEventsIR: any = {"usedParamSet":{"after":true,"limit":true,"missing":true},"params":[{"name":"after","required":true,"transform":{"type":"scalar"},"locs":[{"a":591,"b":597}]},{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":617,"b":623}]},{"name":"missing","required":true,"transform":{"type":"scalar"},"locs":[{"a":764,"b":772}]}],"statement":"-- What was committed since the last look, of all organizations: one statement, events_by_id twice.\n-- Ids are given when a row is written and seen when its transaction commits, so they are not seen in their order: a look\n-- that asked for higher ids alone would never see a lower one that commits later. That is why the ids that are missing\n-- below the highest one seen are asked for again (change-position.ts). It locks nothing, and nothing waits for it.\nWITH fresh AS (\n  (SELECT id, organization_id, type, booking_id, applicant_id, agent_id, slot_id, property_id FROM events WHERE id > :after! ORDER BY id LIMIT :limit!::int)\n  UNION ALL\n  SELECT id, organization_id, type, booking_id, applicant_id, agent_id, slot_id, property_id FROM events WHERE id = ANY (:missing!::bigint[])\n)\nSELECT id AS \"id!\", organization_id AS \"organization_id!\", type AS \"type!\", booking_id, applicant_id, agent_id, slot_id, property_id\nFROM fresh\nORDER BY id"};

/**
 * Query generated from SQL:
 * ```
 * -- What was committed since the last look, of all organizations: one statement, events_by_id twice.
 * -- Ids are given when a row is written and seen when its transaction commits, so they are not seen in their order: a look
 * -- that asked for higher ids alone would never see a lower one that commits later. That is why the ids that are missing
 * -- below the highest one seen are asked for again (change-position.ts). It locks nothing, and nothing waits for it.
 * WITH fresh AS (
 *   (SELECT id, organization_id, type, booking_id, applicant_id, agent_id, slot_id, property_id FROM events WHERE id > :after! ORDER BY id LIMIT :limit!::int)
 *   UNION ALL
 *   SELECT id, organization_id, type, booking_id, applicant_id, agent_id, slot_id, property_id FROM events WHERE id = ANY (:missing!::bigint[])
 * )
 * SELECT id AS "id!", organization_id AS "organization_id!", type AS "type!", booking_id, applicant_id, agent_id, slot_id, property_id
 * FROM fresh
 * ORDER BY id
 * ```
 */
export const listEvents = new PreparedQuery<ListEventsParams,ListEventsResult>(listEventsIR);


/** 'ListTouchedSlots' parameters type */
export interface ListTouchedSlotsParams {
  eventIds: stringArray;
  ofBookings: booleanArray;
  organizationIds: stringArray;
  slotIds: stringArray;
}

/** 'ListTouchedSlots' return type */
export interface ListTouchedSlotsResult {
  event_id: string;
  id: string;
  overlaps: boolean;
  property_id: string;
}

/** 'ListTouchedSlots' query type */
export interface ListTouchedSlotsQuery {
  params: ListTouchedSlotsParams;
  result: ListTouchedSlotsResult;
}

const listTouchedSlotsIR: any = {"usedParamSet":{"eventIds":true,"organizationIds":true,"slotIds":true,"ofBookings":true},"params":[{"name":"eventIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":581,"b":590},{"a":863,"b":872}]},{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":603,"b":619},{"a":885,"b":901}]},{"name":"slotIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":630,"b":638},{"a":912,"b":920}]},{"name":"ofBookings","required":true,"transform":{"type":"scalar"},"locs":[{"a":931,"b":942}]}],"statement":"-- The slot of each event that has one, and those that its booking hides from the availability list, or its cancellation\n-- shows again: the agent's other offers at that time, by slots_by_agent. No visit is longer than 24 hours. Asked after listEvents, so\n-- what it finds is as new as the events or newer; of what happened in between another event tells. A statement of its own, because\n-- Citus joins events of all organizations to nothing but a list.\nSELECT fresh.event_id AS \"event_id!\", slots.id AS \"id!\", slots.property_id AS \"property_id!\", false AS \"overlaps!\"\nFROM unnest(:eventIds!::bigint[], :organizationIds!::uuid[], :slotIds!::uuid[]) AS fresh (event_id, organization_id, slot_id)\nJOIN slots ON slots.organization_id = fresh.organization_id AND slots.id = fresh.slot_id\nUNION ALL\nSELECT fresh.event_id, other.id, other.property_id, true\nFROM unnest(:eventIds!::bigint[], :organizationIds!::uuid[], :slotIds!::uuid[], :ofBookings!::boolean[]) AS fresh (event_id, organization_id, slot_id, of_booking)\nJOIN slots ON slots.organization_id = fresh.organization_id AND slots.id = fresh.slot_id\nJOIN slots AS other ON other.organization_id = slots.organization_id AND other.agent_id = slots.agent_id\n  AND other.start_time > slots.start_time - interval '24 hours' AND other.start_time < slots.end_time AND other.end_time > slots.start_time\n  AND other.id <> slots.id AND other.status = 'available'\nWHERE fresh.of_booking"};

/**
 * Query generated from SQL:
 * ```
 * -- The slot of each event that has one, and those that its booking hides from the availability list, or its cancellation
 * -- shows again: the agent's other offers at that time, by slots_by_agent. No visit is longer than 24 hours. Asked after listEvents, so
 * -- what it finds is as new as the events or newer; of what happened in between another event tells. A statement of its own, because
 * -- Citus joins events of all organizations to nothing but a list.
 * SELECT fresh.event_id AS "event_id!", slots.id AS "id!", slots.property_id AS "property_id!", false AS "overlaps!"
 * FROM unnest(:eventIds!::bigint[], :organizationIds!::uuid[], :slotIds!::uuid[]) AS fresh (event_id, organization_id, slot_id)
 * JOIN slots ON slots.organization_id = fresh.organization_id AND slots.id = fresh.slot_id
 * UNION ALL
 * SELECT fresh.event_id, other.id, other.property_id, true
 * FROM unnest(:eventIds!::bigint[], :organizationIds!::uuid[], :slotIds!::uuid[], :ofBookings!::boolean[]) AS fresh (event_id, organization_id, slot_id, of_booking)
 * JOIN slots ON slots.organization_id = fresh.organization_id AND slots.id = fresh.slot_id
 * JOIN slots AS other ON other.organization_id = slots.organization_id AND other.agent_id = slots.agent_id
 *   AND other.start_time > slots.start_time - interval '24 hours' AND other.start_time < slots.end_time AND other.end_time > slots.start_time
 *   AND other.id <> slots.id AND other.status = 'available'
 * WHERE fresh.of_booking
 * ```
 */
export const listTouchedSlots = new PreparedQuery<ListTouchedSlotsParams,ListTouchedSlotsResult>(listTouchedSlotsIR);


