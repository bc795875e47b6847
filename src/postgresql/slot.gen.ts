/** Types generated for queries found in "src/postgresql/slot.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type slot_status = 'available' | 'booked' | 'cancelled';

export type DateOrString = Date | string;

export type DateOrStringArray = (DateOrString)[];

export type numberArray = (number)[];

export type stringArray = (string)[];

/** 'OfferSlot' parameters type */
export interface OfferSlotParams {
  agentId: string;
  endTime: DateOrString;
  id: string;
  organizationId: string;
  propertyId: string;
  startTime: DateOrString;
}

/** 'OfferSlot' return type */
export interface OfferSlotResult {
  created_at: Date | null;
  now: Date;
}

/** 'OfferSlot' query type */
export interface OfferSlotQuery {
  params: OfferSlotParams;
  result: OfferSlotResult;
}

const offerSlotIR: any = {"usedParamSet":{"organizationId":true,"id":true,"propertyId":true,"agentId":true,"startTime":true,"endTime":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":345,"b":360}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":369,"b":372}]},{"name":"propertyId","required":true,"transform":{"type":"scalar"},"locs":[{"a":381,"b":392}]},{"name":"agentId","required":true,"transform":{"type":"scalar"},"locs":[{"a":401,"b":409}]},{"name":"startTime","required":true,"transform":{"type":"scalar"},"locs":[{"a":418,"b":428},{"a":486,"b":496}]},{"name":"endTime","required":true,"transform":{"type":"scalar"},"locs":[{"a":444,"b":452}]}],"statement":"-- The trigger slots_offered writes the offer beside it; a duplicate ends in its error (slots_no_duplicate_offer). A visit that is not ahead\n-- is not stored, and the clock says why.\nWITH clock AS (\n  SELECT clock_timestamp() AS now\n), offered AS (\n  INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)\n  SELECT :organizationId!::uuid, :id!::uuid, :propertyId!::uuid, :agentId!::uuid, :startTime!::timestamptz, :endTime!::timestamptz\n  FROM clock WHERE :startTime! > clock.now\n  RETURNING *\n), event AS (\n  INSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, agent_id)\n  SELECT organization_id, 'slot.offered', 'agent', agent_id, id, agent_id FROM offered\n)\nSELECT clock.now AS \"now!\", offered.created_at AS \"created_at?\"\nFROM clock LEFT JOIN offered ON true"};

/**
 * Query generated from SQL:
 * ```
 * -- The trigger slots_offered writes the offer beside it; a duplicate ends in its error (slots_no_duplicate_offer). A visit that is not ahead
 * -- is not stored, and the clock says why.
 * WITH clock AS (
 *   SELECT clock_timestamp() AS now
 * ), offered AS (
 *   INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
 *   SELECT :organizationId!::uuid, :id!::uuid, :propertyId!::uuid, :agentId!::uuid, :startTime!::timestamptz, :endTime!::timestamptz
 *   FROM clock WHERE :startTime! > clock.now
 *   RETURNING *
 * ), event AS (
 *   INSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, agent_id)
 *   SELECT organization_id, 'slot.offered', 'agent', agent_id, id, agent_id FROM offered
 * )
 * SELECT clock.now AS "now!", offered.created_at AS "created_at?"
 * FROM clock LEFT JOIN offered ON true
 * ```
 */
export const offerSlot = new PreparedQuery<OfferSlotParams,OfferSlotResult>(offerSlotIR);


/** 'FindSlots' parameters type */
export interface FindSlotsParams {
  ids: stringArray;
  organizationId: string;
}

/** 'FindSlots' return type */
export interface FindSlotsResult {
  agent_id: string;
  booking_id: string | null;
  created_at: Date;
  end_time: Date;
  id: string;
  organization_id: string;
  property_id: string;
  start_time: Date;
  status: slot_status;
  updated_at: Date;
}

/** 'FindSlots' query type */
export interface FindSlotsQuery {
  params: FindSlotsParams;
  result: FindSlotsResult;
}

const findSlotsIR: any = {"usedParamSet":{"organizationId":true,"ids":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":191,"b":206}]},{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":222,"b":226}]}],"statement":"-- Several of one organization at once.\nSELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at\nFROM slots\nWHERE organization_id = :organizationId! AND id = ANY (:ids!::uuid[])"};

/**
 * Query generated from SQL:
 * ```
 * -- Several of one organization at once.
 * SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at
 * FROM slots
 * WHERE organization_id = :organizationId! AND id = ANY (:ids!::uuid[])
 * ```
 */
export const findSlots = new PreparedQuery<FindSlotsParams,FindSlotsResult>(findSlotsIR);


/** 'FindSlotsOfSeveral' parameters type */
export interface FindSlotsOfSeveralParams {
  ids: stringArray;
  organizationIds: stringArray;
}

/** 'FindSlotsOfSeveral' return type */
export interface FindSlotsOfSeveralResult {
  agent_id: string;
  booking_id: string | null;
  created_at: Date;
  end_time: Date;
  id: string;
  organization_id: string;
  property_id: string;
  start_time: Date;
  status: slot_status;
  updated_at: Date;
}

/** 'FindSlotsOfSeveral' query type */
export interface FindSlotsOfSeveralQuery {
  params: FindSlotsOfSeveralParams;
  result: FindSlotsOfSeveralResult;
}

const findSlotsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"ids":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":209,"b":225}]},{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":236,"b":240}]}],"statement":"-- findSlots for several organizations, where one node has them all.\nSELECT slots.organization_id, slots.id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at\nFROM unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS wanted (organization_id, id)\nJOIN slots ON slots.organization_id = wanted.organization_id AND slots.id = wanted.id"};

/**
 * Query generated from SQL:
 * ```
 * -- findSlots for several organizations, where one node has them all.
 * SELECT slots.organization_id, slots.id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at
 * FROM unnest(:organizationIds!::uuid[], :ids!::uuid[]) AS wanted (organization_id, id)
 * JOIN slots ON slots.organization_id = wanted.organization_id AND slots.id = wanted.id
 * ```
 */
export const findSlotsOfSeveral = new PreparedQuery<FindSlotsOfSeveralParams,FindSlotsOfSeveralResult>(findSlotsOfSeveralIR);


/** 'ListSlotsOfAgent' parameters type */
export interface ListSlotsOfAgentParams {
  afterId: string;
  afterStart: DateOrString;
  agentId: string;
  from?: DateOrString | null | void;
  limit: number;
  organizationId: string;
  propertyId?: string | null | void;
  status?: slot_status | null | void;
  to?: DateOrString | null | void;
}

/** 'ListSlotsOfAgent' return type */
export interface ListSlotsOfAgentResult {
  agent_id: string;
  booking_id: string | null;
  created_at: Date;
  end_time: Date;
  id: string;
  organization_id: string;
  property_id: string;
  start_time: Date;
  status: slot_status;
  updated_at: Date;
}

/** 'ListSlotsOfAgent' query type */
export interface ListSlotsOfAgentQuery {
  params: ListSlotsOfAgentParams;
  result: ListSlotsOfAgentResult;
}

const listSlotsOfAgentIR: any = {"usedParamSet":{"organizationId":true,"agentId":true,"from":true,"to":true,"afterStart":true,"afterId":true,"propertyId":true,"status":true,"limit":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":426,"b":441}]},{"name":"agentId","required":true,"transform":{"type":"scalar"},"locs":[{"a":458,"b":466}]},{"name":"from","required":false,"transform":{"type":"scalar"},"locs":[{"a":497,"b":501},{"a":648,"b":652}]},{"name":"to","required":false,"transform":{"type":"scalar"},"locs":[{"a":556,"b":558}]},{"name":"afterStart","required":true,"transform":{"type":"scalar"},"locs":[{"a":621,"b":632}]},{"name":"afterId","required":true,"transform":{"type":"scalar"},"locs":[{"a":696,"b":704}]},{"name":"propertyId","required":false,"transform":{"type":"scalar"},"locs":[{"a":720,"b":730},{"a":763,"b":773}]},{"name":"status","required":false,"transform":{"type":"scalar"},"locs":[{"a":783,"b":789},{"a":824,"b":830}]},{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":863,"b":869}]}],"statement":"-- Walks slots_by_agent from the cursor on; the row comparison is the keyset. PostgreSQL begins where the row comparison says, so it is\n-- told of :from, too: else a first page would pass by all that was before it. Just before it, so that no row at :from is lost to afterId.\nSELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at\nFROM slots\nWHERE organization_id = :organizationId! AND agent_id = :agentId!\n  AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')\n  AND (start_time, id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)\n  AND (:propertyId::uuid IS NULL OR property_id = :propertyId)\n  AND (:status::slot_status IS NULL OR status = :status)\nORDER BY start_time, id\nLIMIT :limit!::int"};

/**
 * Query generated from SQL:
 * ```
 * -- Walks slots_by_agent from the cursor on; the row comparison is the keyset. PostgreSQL begins where the row comparison says, so it is
 * -- told of :from, too: else a first page would pass by all that was before it. Just before it, so that no row at :from is lost to afterId.
 * SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at
 * FROM slots
 * WHERE organization_id = :organizationId! AND agent_id = :agentId!
 *   AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')
 *   AND (start_time, id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)
 *   AND (:propertyId::uuid IS NULL OR property_id = :propertyId)
 *   AND (:status::slot_status IS NULL OR status = :status)
 * ORDER BY start_time, id
 * LIMIT :limit!::int
 * ```
 */
export const listSlotsOfAgent = new PreparedQuery<ListSlotsOfAgentParams,ListSlotsOfAgentResult>(listSlotsOfAgentIR);


/** 'ListAvailableSlots' parameters type */
export interface ListAvailableSlotsParams {
  afterIds: stringArray;
  afterStarts: DateOrStringArray;
  froms: DateOrStringArray;
  limits: numberArray;
  organizationId: string;
  propertyIds: stringArray;
  tos: DateOrStringArray;
}

/** 'ListAvailableSlots' return type */
export interface ListAvailableSlotsResult {
  agent_id: string;
  created_at: Date;
  end_time: Date;
  id: string;
  now: Date;
  place: number;
  start_time: Date;
  updated_at: Date;
}

/** 'ListAvailableSlots' query type */
export interface ListAvailableSlotsQuery {
  params: ListAvailableSlotsParams;
  result: ListAvailableSlotsResult;
}

const listAvailableSlotsIR: any = {"usedParamSet":{"propertyIds":true,"froms":true,"tos":true,"afterStarts":true,"afterIds":true,"limits":true,"organizationId":true},"params":[{"name":"propertyIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":642,"b":654}]},{"name":"froms","required":true,"transform":{"type":"scalar"},"locs":[{"a":665,"b":671}]},{"name":"tos","required":true,"transform":{"type":"scalar"},"locs":[{"a":689,"b":693}]},{"name":"afterStarts","required":true,"transform":{"type":"scalar"},"locs":[{"a":711,"b":723}]},{"name":"afterIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":741,"b":750}]},{"name":"limits","required":true,"transform":{"type":"scalar"},"locs":[{"a":761,"b":768}]},{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1004,"b":1019}]}],"statement":"-- Several lists of one organization at once; `place` says whose each row is. Property, organization and status are those asked for, so not sent.\n-- Each walks slots_by_property, begun as in listSlotsOfAgent, and passes by what is booked or cancelled. A slot whose agent is on another\n-- visit then keeps its status and is left out here, by bookings_by_agent. No visit is longer than 24 hours.\nSELECT wanted.place::int AS \"place!\", slot.id AS \"id!\", slot.agent_id AS \"agent_id!\", slot.start_time AS \"start_time!\", slot.end_time AS \"end_time!\",\n  slot.created_at AS \"created_at!\", slot.updated_at AS \"updated_at!\", now() AS \"now!\"\nFROM unnest(:propertyIds!::uuid[], :froms!::timestamptz[], :tos!::timestamptz[], :afterStarts!::timestamptz[], :afterIds!::uuid[], :limits!::int[])\n  WITH ORDINALITY AS wanted (property_id, from_time, to_time, after_start, after_id, most, place)\nCROSS JOIN LATERAL (\n  SELECT id, agent_id, start_time, end_time, created_at, updated_at\n  FROM slots\n  WHERE organization_id = :organizationId! AND property_id = wanted.property_id AND status = 'available'\n    AND start_time > now() AND start_time >= wanted.from_time AND start_time < wanted.to_time\n    AND (start_time, id) > (GREATEST(wanted.after_start, wanted.from_time - interval '1 millisecond'), wanted.after_id)\n    AND NOT EXISTS (\n      SELECT FROM bookings\n      WHERE bookings.organization_id = slots.organization_id AND bookings.agent_id = slots.agent_id\n        AND bookings.status = 'confirmed' AND NOT bookings.past\n        AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time\n        AND bookings.end_time > slots.start_time\n    )\n  ORDER BY start_time, id\n  LIMIT wanted.most\n) AS slot\nORDER BY wanted.place, slot.start_time, slot.id"};

/**
 * Query generated from SQL:
 * ```
 * -- Several lists of one organization at once; `place` says whose each row is. Property, organization and status are those asked for, so not sent.
 * -- Each walks slots_by_property, begun as in listSlotsOfAgent, and passes by what is booked or cancelled. A slot whose agent is on another
 * -- visit then keeps its status and is left out here, by bookings_by_agent. No visit is longer than 24 hours.
 * SELECT wanted.place::int AS "place!", slot.id AS "id!", slot.agent_id AS "agent_id!", slot.start_time AS "start_time!", slot.end_time AS "end_time!",
 *   slot.created_at AS "created_at!", slot.updated_at AS "updated_at!", now() AS "now!"
 * FROM unnest(:propertyIds!::uuid[], :froms!::timestamptz[], :tos!::timestamptz[], :afterStarts!::timestamptz[], :afterIds!::uuid[], :limits!::int[])
 *   WITH ORDINALITY AS wanted (property_id, from_time, to_time, after_start, after_id, most, place)
 * CROSS JOIN LATERAL (
 *   SELECT id, agent_id, start_time, end_time, created_at, updated_at
 *   FROM slots
 *   WHERE organization_id = :organizationId! AND property_id = wanted.property_id AND status = 'available'
 *     AND start_time > now() AND start_time >= wanted.from_time AND start_time < wanted.to_time
 *     AND (start_time, id) > (GREATEST(wanted.after_start, wanted.from_time - interval '1 millisecond'), wanted.after_id)
 *     AND NOT EXISTS (
 *       SELECT FROM bookings
 *       WHERE bookings.organization_id = slots.organization_id AND bookings.agent_id = slots.agent_id
 *         AND bookings.status = 'confirmed' AND NOT bookings.past
 *         AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
 *         AND bookings.end_time > slots.start_time
 *     )
 *   ORDER BY start_time, id
 *   LIMIT wanted.most
 * ) AS slot
 * ORDER BY wanted.place, slot.start_time, slot.id
 * ```
 */
export const listAvailableSlots = new PreparedQuery<ListAvailableSlotsParams,ListAvailableSlotsResult>(listAvailableSlotsIR);


/** 'ListAvailableSlotsOfSeveral' parameters type */
export interface ListAvailableSlotsOfSeveralParams {
  afterIds: stringArray;
  afterStarts: DateOrStringArray;
  froms: DateOrStringArray;
  limits: numberArray;
  organizationIds: stringArray;
  propertyIds: stringArray;
  tos: DateOrStringArray;
}

/** 'ListAvailableSlotsOfSeveral' return type */
export interface ListAvailableSlotsOfSeveralResult {
  agent_id: string;
  created_at: Date;
  end_time: Date;
  id: string;
  now: Date;
  place: number;
  start_time: Date;
  updated_at: Date;
}

/** 'ListAvailableSlotsOfSeveral' query type */
export interface ListAvailableSlotsOfSeveralQuery {
  params: ListAvailableSlotsOfSeveralParams;
  result: ListAvailableSlotsOfSeveralResult;
}

const listAvailableSlotsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"propertyIds":true,"froms":true,"tos":true,"afterStarts":true,"afterIds":true,"limits":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":326,"b":342}]},{"name":"propertyIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":353,"b":365}]},{"name":"froms","required":true,"transform":{"type":"scalar"},"locs":[{"a":376,"b":382}]},{"name":"tos","required":true,"transform":{"type":"scalar"},"locs":[{"a":400,"b":404}]},{"name":"afterStarts","required":true,"transform":{"type":"scalar"},"locs":[{"a":422,"b":434}]},{"name":"afterIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":452,"b":461}]},{"name":"limits","required":true,"transform":{"type":"scalar"},"locs":[{"a":472,"b":479}]}],"statement":"-- listAvailableSlots for several organizations, where one node has them all.\nSELECT wanted.place::int AS \"place!\", slot.id AS \"id!\", slot.agent_id AS \"agent_id!\", slot.start_time AS \"start_time!\", slot.end_time AS \"end_time!\",\n  slot.created_at AS \"created_at!\", slot.updated_at AS \"updated_at!\", now() AS \"now!\"\nFROM unnest(:organizationIds!::uuid[], :propertyIds!::uuid[], :froms!::timestamptz[], :tos!::timestamptz[], :afterStarts!::timestamptz[], :afterIds!::uuid[], :limits!::int[])\n  WITH ORDINALITY AS wanted (organization_id, property_id, from_time, to_time, after_start, after_id, most, place)\nCROSS JOIN LATERAL (\n  SELECT id, agent_id, start_time, end_time, created_at, updated_at\n  FROM slots\n  WHERE organization_id = wanted.organization_id AND property_id = wanted.property_id AND status = 'available'\n    AND start_time > now() AND start_time >= wanted.from_time AND start_time < wanted.to_time\n    AND (start_time, id) > (GREATEST(wanted.after_start, wanted.from_time - interval '1 millisecond'), wanted.after_id)\n    AND NOT EXISTS (\n      SELECT FROM bookings\n      WHERE bookings.organization_id = slots.organization_id AND bookings.agent_id = slots.agent_id\n        AND bookings.status = 'confirmed' AND NOT bookings.past\n        AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time\n        AND bookings.end_time > slots.start_time\n    )\n  ORDER BY start_time, id\n  LIMIT wanted.most\n) AS slot\nORDER BY wanted.place, slot.start_time, slot.id"};

/**
 * Query generated from SQL:
 * ```
 * -- listAvailableSlots for several organizations, where one node has them all.
 * SELECT wanted.place::int AS "place!", slot.id AS "id!", slot.agent_id AS "agent_id!", slot.start_time AS "start_time!", slot.end_time AS "end_time!",
 *   slot.created_at AS "created_at!", slot.updated_at AS "updated_at!", now() AS "now!"
 * FROM unnest(:organizationIds!::uuid[], :propertyIds!::uuid[], :froms!::timestamptz[], :tos!::timestamptz[], :afterStarts!::timestamptz[], :afterIds!::uuid[], :limits!::int[])
 *   WITH ORDINALITY AS wanted (organization_id, property_id, from_time, to_time, after_start, after_id, most, place)
 * CROSS JOIN LATERAL (
 *   SELECT id, agent_id, start_time, end_time, created_at, updated_at
 *   FROM slots
 *   WHERE organization_id = wanted.organization_id AND property_id = wanted.property_id AND status = 'available'
 *     AND start_time > now() AND start_time >= wanted.from_time AND start_time < wanted.to_time
 *     AND (start_time, id) > (GREATEST(wanted.after_start, wanted.from_time - interval '1 millisecond'), wanted.after_id)
 *     AND NOT EXISTS (
 *       SELECT FROM bookings
 *       WHERE bookings.organization_id = slots.organization_id AND bookings.agent_id = slots.agent_id
 *         AND bookings.status = 'confirmed' AND NOT bookings.past
 *         AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
 *         AND bookings.end_time > slots.start_time
 *     )
 *   ORDER BY start_time, id
 *   LIMIT wanted.most
 * ) AS slot
 * ORDER BY wanted.place, slot.start_time, slot.id
 * ```
 */
export const listAvailableSlotsOfSeveral = new PreparedQuery<ListAvailableSlotsOfSeveralParams,ListAvailableSlotsOfSeveralResult>(listAvailableSlotsOfSeveralIR);


/** 'ListOverlappingProperties' parameters type */
export interface ListOverlappingPropertiesParams {
  agentId: string;
  endTime: DateOrString;
  organizationId: string;
  startTime: DateOrString;
}

/** 'ListOverlappingProperties' return type */
export interface ListOverlappingPropertiesResult {
  property_id: string;
}

/** 'ListOverlappingProperties' query type */
export interface ListOverlappingPropertiesQuery {
  params: ListOverlappingPropertiesParams;
  result: ListOverlappingPropertiesResult;
}

const listOverlappingPropertiesIR: any = {"usedParamSet":{"organizationId":true,"agentId":true,"startTime":true,"endTime":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":187,"b":202}]},{"name":"agentId","required":true,"transform":{"type":"scalar"},"locs":[{"a":219,"b":227}]},{"name":"startTime","required":true,"transform":{"type":"scalar"},"locs":[{"a":273,"b":283},{"a":377,"b":387}]},{"name":"endTime","required":true,"transform":{"type":"scalar"},"locs":[{"a":337,"b":345}]}],"statement":"-- What a visit that was called off shows again in availability lists, by slots_by_agent. No visit is longer than 24 hours.\nSELECT DISTINCT property_id\nFROM slots\nWHERE organization_id = :organizationId! AND agent_id = :agentId! AND status = 'available'\n  AND start_time > :startTime!::timestamptz - interval '24 hours' AND start_time < :endTime!::timestamptz\n  AND end_time > :startTime!::timestamptz"};

/**
 * Query generated from SQL:
 * ```
 * -- What a visit that was called off shows again in availability lists, by slots_by_agent. No visit is longer than 24 hours.
 * SELECT DISTINCT property_id
 * FROM slots
 * WHERE organization_id = :organizationId! AND agent_id = :agentId! AND status = 'available'
 *   AND start_time > :startTime!::timestamptz - interval '24 hours' AND start_time < :endTime!::timestamptz
 *   AND end_time > :startTime!::timestamptz
 * ```
 */
export const listOverlappingProperties = new PreparedQuery<ListOverlappingPropertiesParams,ListOverlappingPropertiesResult>(listOverlappingPropertiesIR);


