/** Types generated for queries found in "src/postgresql/booking.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type booking_status = 'cancelled_by_agent' | 'cancelled_by_applicant' | 'confirmed';

export type risk_level = 'HIGH' | 'LOW' | 'MEDIUM';

export type slot_status = 'available' | 'booked' | 'cancelled';

export type DateOrString = Date | string;

export type stringArray = (string)[];

/** 'BookSlot' parameters type */
export interface BookSlotParams {
  applicantId: string;
  id: string;
  notes: string;
  organizationId: string;
  slotId: string;
}

/** 'BookSlot' return type */
export interface BookSlotResult {
  agent_id: string;
  applicant_id: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'BookSlot' query type */
export interface BookSlotQuery {
  params: BookSlotParams;
  result: BookSlotResult;
}

const bookSlotIR: any = {"usedParamSet":{"organizationId":true,"slotId":true,"applicantId":true,"id":true,"notes":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1138,"b":1153},{"a":1283,"b":1298},{"a":2020,"b":2035}]},{"name":"slotId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1164,"b":1171}]},{"name":"applicantId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1309,"b":1321}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":1699,"b":1702}]},{"name":"notes","required":true,"transform":{"type":"scalar"},"locs":[{"a":1768,"b":1774}]}],"statement":"-- The whole of a booking in one statement: all of it or nothing, one round trip (docs/guarantees.md, promises 2, 3 and 7).\n-- FOR UPDATE prevents the race of two bookings, or of a booking and a cancellation, for this slot: the later one\n-- waits, then sees the condition again on the changed row and finds nothing. DO NOTHING prevents the deadlock of two\n-- bookings that meet in bookings_agent_in_one_place or bookings_applicant_in_one_place: the later one waits for the\n-- earlier one's end without holding what that one needs. FOR SHARE prevents the race with a screening that withdraws\n-- eligibility while this waits for the slot: the applicant is read again once the slot is there. EXISTS, because Citus 13 cannot\n-- read back what a join has locked. The clock is read outside the WITH query that locks, so when the lock is there and not before it. What\n-- is written bears that time, not now(), which is when the statement began to wait: so of one slot nothing happens before what was done to it last.\nWITH slot AS (\n  SELECT organization_id, id, property_id, agent_id, start_time, end_time\n  FROM slots\n  WHERE organization_id = :organizationId! AND id = :slotId! AND status = 'available'\n  FOR UPDATE\n), applicant AS (\n  SELECT id FROM applicants\n  WHERE organization_id = :organizationId! AND id = :applicantId! AND risk_level <> 'HIGH' AND EXISTS (SELECT FROM slot)\n  FOR SHARE\n), ahead AS (\n  SELECT slot.*, applicant.id AS applicant_id, clock_timestamp() AS now\n  FROM slot CROSS JOIN applicant\n), booking AS (\n  INSERT INTO bookings\n    (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)\n  SELECT organization_id, :id!, id, applicant_id, agent_id, property_id, start_time, end_time, :notes!, now, now\n  FROM ahead\n  WHERE start_time > now\n  ON CONFLICT DO NOTHING\n  RETURNING *\n), booked AS (\n  UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at\n  FROM booking\n  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\n  SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking\n  RETURNING organization_id, id\n), message AS (\n  INSERT INTO outbox (organization_id, event_id, kind, recipient)\n  SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)\n)\nSELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,\n  created_at, updated_at\nFROM booking"};

/**
 * Query generated from SQL:
 * ```
 * -- The whole of a booking in one statement: all of it or nothing, one round trip (docs/guarantees.md, promises 2, 3 and 7).
 * -- FOR UPDATE prevents the race of two bookings, or of a booking and a cancellation, for this slot: the later one
 * -- waits, then sees the condition again on the changed row and finds nothing. DO NOTHING prevents the deadlock of two
 * -- bookings that meet in bookings_agent_in_one_place or bookings_applicant_in_one_place: the later one waits for the
 * -- earlier one's end without holding what that one needs. FOR SHARE prevents the race with a screening that withdraws
 * -- eligibility while this waits for the slot: the applicant is read again once the slot is there. EXISTS, because Citus 13 cannot
 * -- read back what a join has locked. The clock is read outside the WITH query that locks, so when the lock is there and not before it. What
 * -- is written bears that time, not now(), which is when the statement began to wait: so of one slot nothing happens before what was done to it last.
 * WITH slot AS (
 *   SELECT organization_id, id, property_id, agent_id, start_time, end_time
 *   FROM slots
 *   WHERE organization_id = :organizationId! AND id = :slotId! AND status = 'available'
 *   FOR UPDATE
 * ), applicant AS (
 *   SELECT id FROM applicants
 *   WHERE organization_id = :organizationId! AND id = :applicantId! AND risk_level <> 'HIGH' AND EXISTS (SELECT FROM slot)
 *   FOR SHARE
 * ), ahead AS (
 *   SELECT slot.*, applicant.id AS applicant_id, clock_timestamp() AS now
 *   FROM slot CROSS JOIN applicant
 * ), booking AS (
 *   INSERT INTO bookings
 *     (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)
 *   SELECT organization_id, :id!, id, applicant_id, agent_id, property_id, start_time, end_time, :notes!, now, now
 *   FROM ahead
 *   WHERE start_time > now
 *   ON CONFLICT DO NOTHING
 *   RETURNING *
 * ), booked AS (
 *   UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at
 *   FROM booking
 *   WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 *   SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking
 *   RETURNING organization_id, id
 * ), message AS (
 *   INSERT INTO outbox (organization_id, event_id, kind, recipient)
 *   SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
 * )
 * SELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,
 *   created_at, updated_at
 * FROM booking
 * ```
 */
export const bookSlot = new PreparedQuery<BookSlotParams,BookSlotResult>(bookSlotIR);


/** 'BookSlots' parameters type */
export interface BookSlotsParams {
  applicantIds: stringArray;
  ids: stringArray;
  notes: stringArray;
  organizationId: string;
  slotIds: stringArray;
}

/** 'BookSlots' return type */
export interface BookSlotsResult {
  agent_id: string;
  applicant_id: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'BookSlots' query type */
export interface BookSlotsQuery {
  params: BookSlotsParams;
  result: BookSlotsResult;
}

const bookSlotsIR: any = {"usedParamSet":{"ids":true,"slotIds":true,"applicantIds":true,"notes":true,"organizationId":true},"params":[{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":690,"b":694}]},{"name":"slotIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":705,"b":713},{"a":994,"b":1002}]},{"name":"applicantIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":724,"b":737}]},{"name":"notes","required":true,"transform":{"type":"scalar"},"locs":[{"a":748,"b":754}]},{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":963,"b":978},{"a":1149,"b":1164},{"a":2126,"b":2141}]}],"statement":"-- bookSlot for several requests of one organization: one round trip and one commit for all. Each books or does not, by itself.\n-- FOR UPDATE prevents the same race; SKIP LOCKED, because one slow holder of one slot must not keep all the others waiting:\n-- whoever misses a slot for that asks again by bookSlot, which waits. In id order, so that two such statements, of two servers,\n-- lock in the same order. FOR SHARE prevents the race of a booking and a withdrawal of eligibility. Of two requests here that\n-- exclude each other the first in the list wins; DO NOTHING sees rows of its own statement, too. ARRAY, because Citus 13 fails on IN there.\nWITH wanted AS (\n  SELECT * FROM unnest(:ids!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[], :notes!::text[])\n    WITH ORDINALITY AS wanted (id, slot_id, applicant_id, notes, place)\n), slot AS (\n  SELECT organization_id, id, property_id, agent_id, start_time, end_time\n  FROM slots\n  WHERE organization_id = :organizationId! AND id = ANY (:slotIds!::uuid[]) AND status = 'available'\n  ORDER BY id\n  FOR UPDATE SKIP LOCKED\n), applicant AS (\n  SELECT id FROM applicants\n  WHERE organization_id = :organizationId! AND risk_level <> 'HIGH'\n    AND id = ANY (ARRAY(SELECT wanted.applicant_id FROM wanted JOIN slot ON slot.id = wanted.slot_id))\n  ORDER BY id\n  FOR SHARE OF applicants SKIP LOCKED\n), ahead AS (\n  SELECT slot.*, wanted.id AS booking_id, wanted.notes, wanted.place, applicant.id AS applicant_id, clock_timestamp() AS now\n  FROM wanted\n  JOIN slot ON slot.id = wanted.slot_id\n  JOIN applicant ON applicant.id = wanted.applicant_id\n), booking AS (\n  INSERT INTO bookings\n    (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)\n  SELECT organization_id, booking_id, id, applicant_id, agent_id, property_id, start_time, end_time, notes, now, now\n  FROM ahead\n  WHERE start_time > now\n  ORDER BY place\n  ON CONFLICT DO NOTHING\n  RETURNING *\n), booked AS (\n  UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at\n  FROM booking\n  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\n  SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking\n  RETURNING organization_id, id\n), message AS (\n  INSERT INTO outbox (organization_id, event_id, kind, recipient)\n  SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)\n)\nSELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,\n  created_at, updated_at\nFROM booking"};

/**
 * Query generated from SQL:
 * ```
 * -- bookSlot for several requests of one organization: one round trip and one commit for all. Each books or does not, by itself.
 * -- FOR UPDATE prevents the same race; SKIP LOCKED, because one slow holder of one slot must not keep all the others waiting:
 * -- whoever misses a slot for that asks again by bookSlot, which waits. In id order, so that two such statements, of two servers,
 * -- lock in the same order. FOR SHARE prevents the race of a booking and a withdrawal of eligibility. Of two requests here that
 * -- exclude each other the first in the list wins; DO NOTHING sees rows of its own statement, too. ARRAY, because Citus 13 fails on IN there.
 * WITH wanted AS (
 *   SELECT * FROM unnest(:ids!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[], :notes!::text[])
 *     WITH ORDINALITY AS wanted (id, slot_id, applicant_id, notes, place)
 * ), slot AS (
 *   SELECT organization_id, id, property_id, agent_id, start_time, end_time
 *   FROM slots
 *   WHERE organization_id = :organizationId! AND id = ANY (:slotIds!::uuid[]) AND status = 'available'
 *   ORDER BY id
 *   FOR UPDATE SKIP LOCKED
 * ), applicant AS (
 *   SELECT id FROM applicants
 *   WHERE organization_id = :organizationId! AND risk_level <> 'HIGH'
 *     AND id = ANY (ARRAY(SELECT wanted.applicant_id FROM wanted JOIN slot ON slot.id = wanted.slot_id))
 *   ORDER BY id
 *   FOR SHARE OF applicants SKIP LOCKED
 * ), ahead AS (
 *   SELECT slot.*, wanted.id AS booking_id, wanted.notes, wanted.place, applicant.id AS applicant_id, clock_timestamp() AS now
 *   FROM wanted
 *   JOIN slot ON slot.id = wanted.slot_id
 *   JOIN applicant ON applicant.id = wanted.applicant_id
 * ), booking AS (
 *   INSERT INTO bookings
 *     (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)
 *   SELECT organization_id, booking_id, id, applicant_id, agent_id, property_id, start_time, end_time, notes, now, now
 *   FROM ahead
 *   WHERE start_time > now
 *   ORDER BY place
 *   ON CONFLICT DO NOTHING
 *   RETURNING *
 * ), booked AS (
 *   UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at
 *   FROM booking
 *   WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 *   SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking
 *   RETURNING organization_id, id
 * ), message AS (
 *   INSERT INTO outbox (organization_id, event_id, kind, recipient)
 *   SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
 * )
 * SELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,
 *   created_at, updated_at
 * FROM booking
 * ```
 */
export const bookSlots = new PreparedQuery<BookSlotsParams,BookSlotsResult>(bookSlotsIR);


/** 'BookSlotsOfSeveral' parameters type */
export interface BookSlotsOfSeveralParams {
  applicantIds: stringArray;
  ids: stringArray;
  notes: stringArray;
  organizationIds: stringArray;
  slotIds: stringArray;
}

/** 'BookSlotsOfSeveral' return type */
export interface BookSlotsOfSeveralResult {
  agent_id: string;
  applicant_id: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'BookSlotsOfSeveral' query type */
export interface BookSlotsOfSeveralQuery {
  params: BookSlotsOfSeveralParams;
  result: BookSlotsOfSeveralResult;
}

const bookSlotsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"ids":true,"slotIds":true,"applicantIds":true,"notes":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":323,"b":339}]},{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":350,"b":354}]},{"name":"slotIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":365,"b":373}]},{"name":"applicantIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":384,"b":397}]},{"name":"notes","required":true,"transform":{"type":"scalar"},"locs":[{"a":408,"b":414}]}],"statement":"-- bookSlots for requests of several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the order of\n-- organization and id, as bookSlots does within one. A person's rows are their own organization's, so no request finds another's.\nWITH wanted AS (\n  SELECT * FROM unnest(:organizationIds!::uuid[], :ids!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[], :notes!::text[])\n    WITH ORDINALITY AS wanted (organization_id, id, slot_id, applicant_id, notes, place)\n), slot AS (\n  SELECT slots.organization_id, slots.id, property_id, agent_id, start_time, end_time\n  FROM (SELECT DISTINCT organization_id, slot_id FROM wanted) AS asked\n  JOIN slots ON slots.organization_id = asked.organization_id AND slots.id = asked.slot_id AND status = 'available'\n  ORDER BY slots.organization_id, slots.id\n  FOR UPDATE OF slots SKIP LOCKED\n), applicant AS (\n  SELECT applicants.organization_id, applicants.id\n  FROM (\n    SELECT DISTINCT wanted.organization_id, wanted.applicant_id\n    FROM wanted JOIN slot ON slot.organization_id = wanted.organization_id AND slot.id = wanted.slot_id\n  ) AS asking\n  JOIN applicants ON applicants.organization_id = asking.organization_id AND applicants.id = asking.applicant_id AND risk_level <> 'HIGH'\n  ORDER BY applicants.organization_id, applicants.id\n  FOR SHARE OF applicants SKIP LOCKED\n), ahead AS (\n  SELECT slot.*, wanted.id AS booking_id, wanted.notes, wanted.place, applicant.id AS applicant_id, clock_timestamp() AS now\n  FROM wanted\n  JOIN slot ON slot.organization_id = wanted.organization_id AND slot.id = wanted.slot_id\n  JOIN applicant ON applicant.organization_id = wanted.organization_id AND applicant.id = wanted.applicant_id\n), booking AS (\n  INSERT INTO bookings\n    (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)\n  SELECT organization_id, booking_id, id, applicant_id, agent_id, property_id, start_time, end_time, notes, now, now\n  FROM ahead\n  WHERE start_time > now\n  ORDER BY organization_id, place\n  ON CONFLICT DO NOTHING\n  RETURNING *\n), booked AS (\n  UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at\n  FROM booking\n  WHERE slots.organization_id = booking.organization_id AND slots.id = booking.slot_id\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\n  SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking\n  RETURNING organization_id, id\n), message AS (\n  INSERT INTO outbox (organization_id, event_id, kind, recipient)\n  SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)\n)\nSELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,\n  created_at, updated_at\nFROM booking"};

/**
 * Query generated from SQL:
 * ```
 * -- bookSlots for requests of several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the order of
 * -- organization and id, as bookSlots does within one. A person's rows are their own organization's, so no request finds another's.
 * WITH wanted AS (
 *   SELECT * FROM unnest(:organizationIds!::uuid[], :ids!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[], :notes!::text[])
 *     WITH ORDINALITY AS wanted (organization_id, id, slot_id, applicant_id, notes, place)
 * ), slot AS (
 *   SELECT slots.organization_id, slots.id, property_id, agent_id, start_time, end_time
 *   FROM (SELECT DISTINCT organization_id, slot_id FROM wanted) AS asked
 *   JOIN slots ON slots.organization_id = asked.organization_id AND slots.id = asked.slot_id AND status = 'available'
 *   ORDER BY slots.organization_id, slots.id
 *   FOR UPDATE OF slots SKIP LOCKED
 * ), applicant AS (
 *   SELECT applicants.organization_id, applicants.id
 *   FROM (
 *     SELECT DISTINCT wanted.organization_id, wanted.applicant_id
 *     FROM wanted JOIN slot ON slot.organization_id = wanted.organization_id AND slot.id = wanted.slot_id
 *   ) AS asking
 *   JOIN applicants ON applicants.organization_id = asking.organization_id AND applicants.id = asking.applicant_id AND risk_level <> 'HIGH'
 *   ORDER BY applicants.organization_id, applicants.id
 *   FOR SHARE OF applicants SKIP LOCKED
 * ), ahead AS (
 *   SELECT slot.*, wanted.id AS booking_id, wanted.notes, wanted.place, applicant.id AS applicant_id, clock_timestamp() AS now
 *   FROM wanted
 *   JOIN slot ON slot.organization_id = wanted.organization_id AND slot.id = wanted.slot_id
 *   JOIN applicant ON applicant.organization_id = wanted.organization_id AND applicant.id = wanted.applicant_id
 * ), booking AS (
 *   INSERT INTO bookings
 *     (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes, created_at, updated_at)
 *   SELECT organization_id, booking_id, id, applicant_id, agent_id, property_id, start_time, end_time, notes, now, now
 *   FROM ahead
 *   WHERE start_time > now
 *   ORDER BY organization_id, place
 *   ON CONFLICT DO NOTHING
 *   RETURNING *
 * ), booked AS (
 *   UPDATE slots SET status = 'booked', booking_id = booking.id, updated_at = booking.created_at
 *   FROM booking
 *   WHERE slots.organization_id = booking.organization_id AND slots.id = booking.slot_id
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 *   SELECT organization_id, 'booking.confirmed', created_at, 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking
 *   RETURNING organization_id, id
 * ), message AS (
 *   INSERT INTO outbox (organization_id, event_id, kind, recipient)
 *   SELECT organization_id, id, 'booking_confirmed', recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
 * )
 * SELECT organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status, notes,
 *   created_at, updated_at
 * FROM booking
 * ```
 */
export const bookSlotsOfSeveral = new PreparedQuery<BookSlotsOfSeveralParams,BookSlotsOfSeveralResult>(bookSlotsOfSeveralIR);


/** 'FindBookingSituations' parameters type */
export interface FindBookingSituationsParams {
  applicantIds: stringArray;
  organizationId: string;
  slotIds: stringArray;
}

/** 'FindBookingSituations' return type */
export interface FindBookingSituationsResult {
  agent_busy: boolean;
  applicant_busy: boolean;
  now: Date;
  place: number;
  risk_level: risk_level;
  start_time: Date;
  status: slot_status;
}

/** 'FindBookingSituations' query type */
export interface FindBookingSituationsQuery {
  params: FindBookingSituationsParams;
  result: FindBookingSituationsResult;
}

const findBookingSituationsIR: any = {"usedParamSet":{"organizationId":true,"slotIds":true,"applicantIds":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":358,"b":373},{"a":763,"b":778},{"a":1249,"b":1264},{"a":1344,"b":1359}]},{"name":"slotIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":1111,"b":1119}]},{"name":"applicantIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":1130,"b":1143}]}],"statement":"-- Why bookings of one organization were refused; `place` says whose each row is. Whoever is busy is found by bookings_by_agent and\n-- bookings_by_applicant. No visit is longer than 24 hours.\nSELECT wanted.place::int AS \"place!\", slots.status, slots.start_time, applicants.risk_level,\n  EXISTS (\n    SELECT FROM bookings\n    WHERE bookings.organization_id = :organizationId! AND bookings.agent_id = slots.agent_id\n      AND bookings.status = 'confirmed' AND NOT bookings.past AND bookings.slot_id <> slots.id\n      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time\n      AND bookings.end_time > slots.start_time\n  ) AS \"agent_busy!\",\n  EXISTS (\n    SELECT FROM bookings\n    WHERE bookings.organization_id = :organizationId! AND bookings.applicant_id = applicants.id\n      AND bookings.status = 'confirmed' AND NOT bookings.past\n      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time\n      AND bookings.end_time > slots.start_time\n  ) AS \"applicant_busy!\",\n  clock_timestamp() AS \"now!\"\nFROM unnest(:slotIds!::uuid[], :applicantIds!::uuid[]) WITH ORDINALITY AS wanted (slot_id, applicant_id, place)\nJOIN slots ON slots.organization_id = :organizationId! AND slots.id = wanted.slot_id\nJOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = wanted.applicant_id"};

/**
 * Query generated from SQL:
 * ```
 * -- Why bookings of one organization were refused; `place` says whose each row is. Whoever is busy is found by bookings_by_agent and
 * -- bookings_by_applicant. No visit is longer than 24 hours.
 * SELECT wanted.place::int AS "place!", slots.status, slots.start_time, applicants.risk_level,
 *   EXISTS (
 *     SELECT FROM bookings
 *     WHERE bookings.organization_id = :organizationId! AND bookings.agent_id = slots.agent_id
 *       AND bookings.status = 'confirmed' AND NOT bookings.past AND bookings.slot_id <> slots.id
 *       AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
 *       AND bookings.end_time > slots.start_time
 *   ) AS "agent_busy!",
 *   EXISTS (
 *     SELECT FROM bookings
 *     WHERE bookings.organization_id = :organizationId! AND bookings.applicant_id = applicants.id
 *       AND bookings.status = 'confirmed' AND NOT bookings.past
 *       AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
 *       AND bookings.end_time > slots.start_time
 *   ) AS "applicant_busy!",
 *   clock_timestamp() AS "now!"
 * FROM unnest(:slotIds!::uuid[], :applicantIds!::uuid[]) WITH ORDINALITY AS wanted (slot_id, applicant_id, place)
 * JOIN slots ON slots.organization_id = :organizationId! AND slots.id = wanted.slot_id
 * JOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = wanted.applicant_id
 * ```
 */
export const findBookingSituations = new PreparedQuery<FindBookingSituationsParams,FindBookingSituationsResult>(findBookingSituationsIR);


/** 'FindBookingSituationsOfSeveral' parameters type */
export interface FindBookingSituationsOfSeveralParams {
  applicantIds: stringArray;
  organizationIds: stringArray;
  slotIds: stringArray;
}

/** 'FindBookingSituationsOfSeveral' return type */
export interface FindBookingSituationsOfSeveralResult {
  agent_busy: boolean;
  applicant_busy: boolean;
  now: Date;
  place: number;
  risk_level: risk_level;
  start_time: Date;
  status: slot_status;
}

/** 'FindBookingSituationsOfSeveral' query type */
export interface FindBookingSituationsOfSeveralQuery {
  params: FindBookingSituationsOfSeveralParams;
  result: FindBookingSituationsOfSeveralResult;
}

const findBookingSituationsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"slotIds":true,"applicantIds":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":1024,"b":1040}]},{"name":"slotIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":1051,"b":1059}]},{"name":"applicantIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":1070,"b":1083}]}],"statement":"-- findBookingSituations for requests of several organizations, where one node has them all.\nSELECT wanted.place::int AS \"place!\", slots.status, slots.start_time, applicants.risk_level,\n  EXISTS (\n    SELECT FROM bookings\n    WHERE bookings.organization_id = wanted.organization_id AND bookings.agent_id = slots.agent_id\n      AND bookings.status = 'confirmed' AND NOT bookings.past AND bookings.slot_id <> slots.id\n      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time\n      AND bookings.end_time > slots.start_time\n  ) AS \"agent_busy!\",\n  EXISTS (\n    SELECT FROM bookings\n    WHERE bookings.organization_id = wanted.organization_id AND bookings.applicant_id = applicants.id\n      AND bookings.status = 'confirmed' AND NOT bookings.past\n      AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time\n      AND bookings.end_time > slots.start_time\n  ) AS \"applicant_busy!\",\n  clock_timestamp() AS \"now!\"\nFROM unnest(:organizationIds!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[])\n  WITH ORDINALITY AS wanted (organization_id, slot_id, applicant_id, place)\nJOIN slots ON slots.organization_id = wanted.organization_id AND slots.id = wanted.slot_id\nJOIN applicants ON applicants.organization_id = wanted.organization_id AND applicants.id = wanted.applicant_id"};

/**
 * Query generated from SQL:
 * ```
 * -- findBookingSituations for requests of several organizations, where one node has them all.
 * SELECT wanted.place::int AS "place!", slots.status, slots.start_time, applicants.risk_level,
 *   EXISTS (
 *     SELECT FROM bookings
 *     WHERE bookings.organization_id = wanted.organization_id AND bookings.agent_id = slots.agent_id
 *       AND bookings.status = 'confirmed' AND NOT bookings.past AND bookings.slot_id <> slots.id
 *       AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
 *       AND bookings.end_time > slots.start_time
 *   ) AS "agent_busy!",
 *   EXISTS (
 *     SELECT FROM bookings
 *     WHERE bookings.organization_id = wanted.organization_id AND bookings.applicant_id = applicants.id
 *       AND bookings.status = 'confirmed' AND NOT bookings.past
 *       AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
 *       AND bookings.end_time > slots.start_time
 *   ) AS "applicant_busy!",
 *   clock_timestamp() AS "now!"
 * FROM unnest(:organizationIds!::uuid[], :slotIds!::uuid[], :applicantIds!::uuid[])
 *   WITH ORDINALITY AS wanted (organization_id, slot_id, applicant_id, place)
 * JOIN slots ON slots.organization_id = wanted.organization_id AND slots.id = wanted.slot_id
 * JOIN applicants ON applicants.organization_id = wanted.organization_id AND applicants.id = wanted.applicant_id
 * ```
 */
export const findBookingSituationsOfSeveral = new PreparedQuery<FindBookingSituationsOfSeveralParams,FindBookingSituationsOfSeveralResult>(findBookingSituationsOfSeveralIR);


/** 'FindBooking' parameters type */
export interface FindBookingParams {
  id: string;
  organizationId: string;
}

/** 'FindBooking' return type */
export interface FindBookingResult {
  agent_id: string;
  applicant_email: string;
  applicant_id: string;
  applicant_name: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'FindBooking' query type */
export interface FindBookingQuery {
  params: FindBookingParams;
  result: FindBookingResult;
}

const findBookingIR: any = {"usedParamSet":{"organizationId":true,"id":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":408,"b":423}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":443,"b":446}]}],"statement":"SELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,\n  status, notes, bookings.created_at, bookings.updated_at,\n  applicants.name AS applicant_name, applicants.email AS applicant_email\nFROM bookings\nJOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id\nWHERE bookings.organization_id = :organizationId! AND bookings.id = :id!"};

/**
 * Query generated from SQL:
 * ```
 * SELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
 *   status, notes, bookings.created_at, bookings.updated_at,
 *   applicants.name AS applicant_name, applicants.email AS applicant_email
 * FROM bookings
 * JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
 * WHERE bookings.organization_id = :organizationId! AND bookings.id = :id!
 * ```
 */
export const findBooking = new PreparedQuery<FindBookingParams,FindBookingResult>(findBookingIR);


/** 'ListBookingsOfOrganization' parameters type */
export interface ListBookingsOfOrganizationParams {
  afterId: string;
  afterStart: DateOrString;
  from?: DateOrString | null | void;
  limit: number;
  organizationId: string;
  propertyId?: string | null | void;
  status?: booking_status | null | void;
  to?: DateOrString | null | void;
}

/** 'ListBookingsOfOrganization' return type */
export interface ListBookingsOfOrganizationResult {
  agent_id: string;
  applicant_email: string;
  applicant_id: string;
  applicant_name: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'ListBookingsOfOrganization' query type */
export interface ListBookingsOfOrganizationQuery {
  params: ListBookingsOfOrganizationParams;
  result: ListBookingsOfOrganizationResult;
}

const listBookingsOfOrganizationIR: any = {"usedParamSet":{"organizationId":true,"from":true,"to":true,"afterStart":true,"afterId":true,"propertyId":true,"status":true,"limit":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":466,"b":481}]},{"name":"from","required":false,"transform":{"type":"scalar"},"locs":[{"a":512,"b":516},{"a":672,"b":676}]},{"name":"to","required":false,"transform":{"type":"scalar"},"locs":[{"a":571,"b":573}]},{"name":"afterStart","required":true,"transform":{"type":"scalar"},"locs":[{"a":645,"b":656}]},{"name":"afterId","required":true,"transform":{"type":"scalar"},"locs":[{"a":720,"b":728}]},{"name":"propertyId","required":false,"transform":{"type":"scalar"},"locs":[{"a":744,"b":754},{"a":787,"b":797}]},{"name":"status","required":false,"transform":{"type":"scalar"},"locs":[{"a":807,"b":813},{"a":851,"b":857}]},{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":899,"b":905}]}],"statement":"-- Walks bookings_by_start, begun as in listSlotsOfAgent.\nSELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,\n  status, notes, bookings.created_at, bookings.updated_at,\n  applicants.name AS applicant_name, applicants.email AS applicant_email\nFROM bookings\nJOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id\nWHERE bookings.organization_id = :organizationId!\n  AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')\n  AND (start_time, bookings.id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)\n  AND (:propertyId::uuid IS NULL OR property_id = :propertyId)\n  AND (:status::booking_status IS NULL OR status = :status)\nORDER BY start_time, bookings.id\nLIMIT :limit!::int"};

/**
 * Query generated from SQL:
 * ```
 * -- Walks bookings_by_start, begun as in listSlotsOfAgent.
 * SELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
 *   status, notes, bookings.created_at, bookings.updated_at,
 *   applicants.name AS applicant_name, applicants.email AS applicant_email
 * FROM bookings
 * JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
 * WHERE bookings.organization_id = :organizationId!
 *   AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')
 *   AND (start_time, bookings.id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)
 *   AND (:propertyId::uuid IS NULL OR property_id = :propertyId)
 *   AND (:status::booking_status IS NULL OR status = :status)
 * ORDER BY start_time, bookings.id
 * LIMIT :limit!::int
 * ```
 */
export const listBookingsOfOrganization = new PreparedQuery<ListBookingsOfOrganizationParams,ListBookingsOfOrganizationResult>(listBookingsOfOrganizationIR);


/** 'ListBookingsOfApplicant' parameters type */
export interface ListBookingsOfApplicantParams {
  afterId: string;
  afterStart: DateOrString;
  applicantId: string;
  from?: DateOrString | null | void;
  limit: number;
  organizationId: string;
  propertyId?: string | null | void;
  status?: booking_status | null | void;
  to?: DateOrString | null | void;
}

/** 'ListBookingsOfApplicant' return type */
export interface ListBookingsOfApplicantResult {
  agent_id: string;
  applicant_email: string;
  applicant_id: string;
  applicant_name: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'ListBookingsOfApplicant' query type */
export interface ListBookingsOfApplicantQuery {
  params: ListBookingsOfApplicantParams;
  result: ListBookingsOfApplicantResult;
}

const listBookingsOfApplicantIR: any = {"usedParamSet":{"organizationId":true,"applicantId":true,"from":true,"to":true,"afterStart":true,"afterId":true,"propertyId":true,"status":true,"limit":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":470,"b":485}]},{"name":"applicantId","required":true,"transform":{"type":"scalar"},"locs":[{"a":515,"b":527}]},{"name":"from","required":false,"transform":{"type":"scalar"},"locs":[{"a":558,"b":562},{"a":718,"b":722}]},{"name":"to","required":false,"transform":{"type":"scalar"},"locs":[{"a":617,"b":619}]},{"name":"afterStart","required":true,"transform":{"type":"scalar"},"locs":[{"a":691,"b":702}]},{"name":"afterId","required":true,"transform":{"type":"scalar"},"locs":[{"a":766,"b":774}]},{"name":"propertyId","required":false,"transform":{"type":"scalar"},"locs":[{"a":790,"b":800},{"a":833,"b":843}]},{"name":"status","required":false,"transform":{"type":"scalar"},"locs":[{"a":853,"b":859},{"a":897,"b":903}]},{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":945,"b":951}]}],"statement":"-- Walks bookings_by_applicant, begun as in listSlotsOfAgent.\nSELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,\n  status, notes, bookings.created_at, bookings.updated_at,\n  applicants.name AS applicant_name, applicants.email AS applicant_email\nFROM bookings\nJOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id\nWHERE bookings.organization_id = :organizationId! AND bookings.applicant_id = :applicantId!\n  AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')\n  AND (start_time, bookings.id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)\n  AND (:propertyId::uuid IS NULL OR property_id = :propertyId)\n  AND (:status::booking_status IS NULL OR status = :status)\nORDER BY start_time, bookings.id\nLIMIT :limit!::int"};

/**
 * Query generated from SQL:
 * ```
 * -- Walks bookings_by_applicant, begun as in listSlotsOfAgent.
 * SELECT bookings.organization_id, bookings.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
 *   status, notes, bookings.created_at, bookings.updated_at,
 *   applicants.name AS applicant_name, applicants.email AS applicant_email
 * FROM bookings
 * JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
 * WHERE bookings.organization_id = :organizationId! AND bookings.applicant_id = :applicantId!
 *   AND start_time >= COALESCE(:from::timestamptz, '-infinity') AND start_time < COALESCE(:to::timestamptz, 'infinity')
 *   AND (start_time, bookings.id) > (GREATEST(:afterStart!::timestamptz, :from::timestamptz - interval '1 millisecond'), :afterId!::uuid)
 *   AND (:propertyId::uuid IS NULL OR property_id = :propertyId)
 *   AND (:status::booking_status IS NULL OR status = :status)
 * ORDER BY start_time, bookings.id
 * LIMIT :limit!::int
 * ```
 */
export const listBookingsOfApplicant = new PreparedQuery<ListBookingsOfApplicantParams,ListBookingsOfApplicantResult>(listBookingsOfApplicantIR);


