/** Types generated for queries found in "src/postgresql/cancellation.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type booking_status = 'cancelled_by_agent' | 'cancelled_by_applicant' | 'confirmed';

export type slot_status = 'available' | 'booked' | 'cancelled';

export type DateOrString = Date | string;

export type booking_statusArray = (booking_status)[];

export type stringArray = (string)[];

/** 'ReleaseBooking' parameters type */
export interface ReleaseBookingParams {
  actorId: string;
  actorRole: string;
  applicantId?: string | null | void;
  bookingId: string;
  organizationId: string;
  status: booking_status;
}

/** 'ReleaseBooking' return type */
export interface ReleaseBookingResult {
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

/** 'ReleaseBooking' query type */
export interface ReleaseBookingQuery {
  params: ReleaseBookingParams;
  result: ReleaseBookingResult;
}

const releaseBookingIR: any = {"usedParamSet":{"organizationId":true,"bookingId":true,"applicantId":true,"status":true,"actorRole":true,"actorId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1032,"b":1047},{"a":1158,"b":1173},{"a":1526,"b":1541},{"a":1777,"b":1792},{"a":2870,"b":2885}]},{"name":"bookingId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1066,"b":1076},{"a":1193,"b":1203},{"a":1561,"b":1571}]},{"name":"applicantId","required":false,"transform":{"type":"scalar"},"locs":[{"a":1210,"b":1221},{"a":1255,"b":1266}]},{"name":"status","required":true,"transform":{"type":"scalar"},"locs":[{"a":1445,"b":1452}]},{"name":"actorRole","required":true,"transform":{"type":"scalar"},"locs":[{"a":2024,"b":2034},{"a":2170,"b":2180}]},{"name":"actorId","required":true,"transform":{"type":"scalar"},"locs":[{"a":2037,"b":2045},{"a":2183,"b":2191}]}],"statement":"-- Calls a booking off and frees its slot in one statement: all of it or nothing, one round trip (docs/guarantees.md, promise 2).\n-- FOR UPDATE prevents the race with a booking or another cancellation of this slot: the later one waits, then sees the condition\n-- again on the changed row and finds nothing. Slot, then booking, as everywhere (docs/guarantees.md, promise 7). The clock is read outside\n-- the WITH query that locks, and against its row, so when the lock is there and not before it; in a query of its own, since\n-- Citus wants no clock in what changes rows. A booking never moves to another slot, nor to another applicant, so reading both before the\n-- lock is safe; and whoever asks for another's booking locks nothing and waits for nobody.\n-- That the booking is of that slot need not be asked: the slot says so (slots_booking_is_confirmed), and asked for by slot\n-- PostgreSQL may look it up in an exclusion's index, at ten times the cost.\nWITH slot AS (\n  SELECT id, start_time FROM slots\n  WHERE organization_id = :organizationId! AND booking_id = :bookingId!\n    AND id = (\n      SELECT slot_id FROM bookings\n      WHERE organization_id = :organizationId! AND bookings.id = :bookingId! AND (:applicantId::uuid IS NULL OR applicant_id = :applicantId)\n    )\n  FOR UPDATE\n), ahead AS (\n  SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now\n), booking AS (\n  UPDATE bookings SET status = :status!, updated_at = ahead.now\n  FROM ahead\n  WHERE bookings.organization_id = :organizationId! AND bookings.id = :bookingId! AND status = 'confirmed'\n  RETURNING bookings.*\n), released AS (\n  UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at\n  FROM booking\n  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\n  SELECT organization_id, 'booking.' || status, updated_at, :actorRole!, :actorId!::uuid, slot_id, id, applicant_id, agent_id FROM booking\n  UNION ALL\n  SELECT organization_id, 'slot.released', updated_at, :actorRole!, :actorId!::uuid, slot_id, NULL, NULL, agent_id FROM booking\n  RETURNING organization_id, id, booking_id\n), message AS (\n  INSERT INTO outbox (organization_id, event_id, kind, recipient)\n  SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient\n  FROM event JOIN booking ON booking.id = event.booking_id, (VALUES ('applicant'), ('agent')) AS told (recipient)\n)\nSELECT booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,\n  status, notes, booking.created_at, booking.updated_at,\n  applicants.name AS applicant_name, applicants.email AS applicant_email\nFROM booking\nJOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = booking.applicant_id"};

/**
 * Query generated from SQL:
 * ```
 * -- Calls a booking off and frees its slot in one statement: all of it or nothing, one round trip (docs/guarantees.md, promise 2).
 * -- FOR UPDATE prevents the race with a booking or another cancellation of this slot: the later one waits, then sees the condition
 * -- again on the changed row and finds nothing. Slot, then booking, as everywhere (docs/guarantees.md, promise 7). The clock is read outside
 * -- the WITH query that locks, and against its row, so when the lock is there and not before it; in a query of its own, since
 * -- Citus wants no clock in what changes rows. A booking never moves to another slot, nor to another applicant, so reading both before the
 * -- lock is safe; and whoever asks for another's booking locks nothing and waits for nobody.
 * -- That the booking is of that slot need not be asked: the slot says so (slots_booking_is_confirmed), and asked for by slot
 * -- PostgreSQL may look it up in an exclusion's index, at ten times the cost.
 * WITH slot AS (
 *   SELECT id, start_time FROM slots
 *   WHERE organization_id = :organizationId! AND booking_id = :bookingId!
 *     AND id = (
 *       SELECT slot_id FROM bookings
 *       WHERE organization_id = :organizationId! AND bookings.id = :bookingId! AND (:applicantId::uuid IS NULL OR applicant_id = :applicantId)
 *     )
 *   FOR UPDATE
 * ), ahead AS (
 *   SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now
 * ), booking AS (
 *   UPDATE bookings SET status = :status!, updated_at = ahead.now
 *   FROM ahead
 *   WHERE bookings.organization_id = :organizationId! AND bookings.id = :bookingId! AND status = 'confirmed'
 *   RETURNING bookings.*
 * ), released AS (
 *   UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at
 *   FROM booking
 *   WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 *   SELECT organization_id, 'booking.' || status, updated_at, :actorRole!, :actorId!::uuid, slot_id, id, applicant_id, agent_id FROM booking
 *   UNION ALL
 *   SELECT organization_id, 'slot.released', updated_at, :actorRole!, :actorId!::uuid, slot_id, NULL, NULL, agent_id FROM booking
 *   RETURNING organization_id, id, booking_id
 * ), message AS (
 *   INSERT INTO outbox (organization_id, event_id, kind, recipient)
 *   SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient
 *   FROM event JOIN booking ON booking.id = event.booking_id, (VALUES ('applicant'), ('agent')) AS told (recipient)
 * )
 * SELECT booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
 *   status, notes, booking.created_at, booking.updated_at,
 *   applicants.name AS applicant_name, applicants.email AS applicant_email
 * FROM booking
 * JOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = booking.applicant_id
 * ```
 */
export const releaseBooking = new PreparedQuery<ReleaseBookingParams,ReleaseBookingResult>(releaseBookingIR);


/** 'ReleaseBookings' parameters type */
export interface ReleaseBookingsParams {
  actorIds: stringArray;
  actorRoles: stringArray;
  applicantIds: stringArray;
  bookingIds: stringArray;
  organizationId: string;
  statuses: booking_statusArray;
}

/** 'ReleaseBookings' return type */
export interface ReleaseBookingsResult {
  agent_id: string;
  applicant_email: string;
  applicant_id: string;
  applicant_name: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  place: number;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'ReleaseBookings' query type */
export interface ReleaseBookingsQuery {
  params: ReleaseBookingsParams;
  result: ReleaseBookingsResult;
}

const releaseBookingsIR: any = {"usedParamSet":{"bookingIds":true,"applicantIds":true,"statuses":true,"actorRoles":true,"actorIds":true,"organizationId":true},"params":[{"name":"bookingIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":590,"b":601},{"a":927,"b":938}]},{"name":"applicantIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":612,"b":625}]},{"name":"statuses","required":true,"transform":{"type":"scalar"},"locs":[{"a":636,"b":645}]},{"name":"actorRoles","required":true,"transform":{"type":"scalar"},"locs":[{"a":666,"b":677}]},{"name":"actorIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":688,"b":697}]},{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":888,"b":903},{"a":1086,"b":1101},{"a":1528,"b":1543},{"a":1935,"b":1950},{"a":3044,"b":3059}]}],"statement":"-- releaseBooking for several requests of one organization: one round trip and one commit for all. Each succeeds or does not, by itself.\n-- FOR UPDATE prevents the same race; SKIP LOCKED, because one slow holder of one slot must not keep all the others waiting: whoever\n-- misses a slot for that is told under the lock, and waits for it there. In id order, so that two such statements, of two servers,\n-- lock in the same order. Of two requests here for one booking, one is let through; `place` says which. ARRAY, because Citus 13 fails on IN there.\nWITH wanted AS (\n  SELECT * FROM unnest(:bookingIds!::uuid[], :applicantIds!::text[], :statuses!::booking_status[], :actorRoles!::text[], :actorIds!::uuid[])\n    WITH ORDINALITY AS wanted (booking_id, applicant_id, status, actor_role, actor_id, place)\n), slot AS (\n  SELECT id, booking_id, start_time FROM slots\n  WHERE organization_id = :organizationId! AND booking_id = ANY (:bookingIds!::uuid[])\n    AND id = ANY (ARRAY(\n      SELECT slot_id FROM bookings JOIN wanted ON wanted.booking_id = bookings.id\n      WHERE organization_id = :organizationId! AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)\n    ))\n  ORDER BY id\n  FOR UPDATE SKIP LOCKED\n), ahead AS (\n  SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now\n), booking AS (\n  UPDATE bookings SET status = wanted.status, updated_at = ahead.now\n  FROM ahead JOIN wanted ON wanted.booking_id = ahead.booking_id\n  WHERE bookings.organization_id = :organizationId! AND bookings.id = ahead.booking_id\n    AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)\n    AND bookings.status = 'confirmed'\n  RETURNING bookings.*, wanted.place, wanted.actor_role, wanted.actor_id\n), released AS (\n  UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at\n  FROM booking\n  WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\n  SELECT organization_id, 'booking.' || status, updated_at, actor_role, actor_id, slot_id, id, applicant_id, agent_id FROM booking\n  UNION ALL\n  SELECT organization_id, 'slot.released', updated_at, actor_role, actor_id, slot_id, NULL, NULL, agent_id FROM booking\n  RETURNING organization_id, id, booking_id\n), message AS (\n  INSERT INTO outbox (organization_id, event_id, kind, recipient)\n  SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient\n  FROM event JOIN booking ON booking.id = event.booking_id, (VALUES ('applicant'), ('agent')) AS told (recipient)\n)\nSELECT booking.place::int AS \"place!\", booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,\n  status, notes, booking.created_at, booking.updated_at,\n  applicants.name AS applicant_name, applicants.email AS applicant_email\nFROM booking\nJOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = booking.applicant_id"};

/**
 * Query generated from SQL:
 * ```
 * -- releaseBooking for several requests of one organization: one round trip and one commit for all. Each succeeds or does not, by itself.
 * -- FOR UPDATE prevents the same race; SKIP LOCKED, because one slow holder of one slot must not keep all the others waiting: whoever
 * -- misses a slot for that is told under the lock, and waits for it there. In id order, so that two such statements, of two servers,
 * -- lock in the same order. Of two requests here for one booking, one is let through; `place` says which. ARRAY, because Citus 13 fails on IN there.
 * WITH wanted AS (
 *   SELECT * FROM unnest(:bookingIds!::uuid[], :applicantIds!::text[], :statuses!::booking_status[], :actorRoles!::text[], :actorIds!::uuid[])
 *     WITH ORDINALITY AS wanted (booking_id, applicant_id, status, actor_role, actor_id, place)
 * ), slot AS (
 *   SELECT id, booking_id, start_time FROM slots
 *   WHERE organization_id = :organizationId! AND booking_id = ANY (:bookingIds!::uuid[])
 *     AND id = ANY (ARRAY(
 *       SELECT slot_id FROM bookings JOIN wanted ON wanted.booking_id = bookings.id
 *       WHERE organization_id = :organizationId! AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)
 *     ))
 *   ORDER BY id
 *   FOR UPDATE SKIP LOCKED
 * ), ahead AS (
 *   SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now
 * ), booking AS (
 *   UPDATE bookings SET status = wanted.status, updated_at = ahead.now
 *   FROM ahead JOIN wanted ON wanted.booking_id = ahead.booking_id
 *   WHERE bookings.organization_id = :organizationId! AND bookings.id = ahead.booking_id
 *     AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)
 *     AND bookings.status = 'confirmed'
 *   RETURNING bookings.*, wanted.place, wanted.actor_role, wanted.actor_id
 * ), released AS (
 *   UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at
 *   FROM booking
 *   WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 *   SELECT organization_id, 'booking.' || status, updated_at, actor_role, actor_id, slot_id, id, applicant_id, agent_id FROM booking
 *   UNION ALL
 *   SELECT organization_id, 'slot.released', updated_at, actor_role, actor_id, slot_id, NULL, NULL, agent_id FROM booking
 *   RETURNING organization_id, id, booking_id
 * ), message AS (
 *   INSERT INTO outbox (organization_id, event_id, kind, recipient)
 *   SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient
 *   FROM event JOIN booking ON booking.id = event.booking_id, (VALUES ('applicant'), ('agent')) AS told (recipient)
 * )
 * SELECT booking.place::int AS "place!", booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
 *   status, notes, booking.created_at, booking.updated_at,
 *   applicants.name AS applicant_name, applicants.email AS applicant_email
 * FROM booking
 * JOIN applicants ON applicants.organization_id = :organizationId! AND applicants.id = booking.applicant_id
 * ```
 */
export const releaseBookings = new PreparedQuery<ReleaseBookingsParams,ReleaseBookingsResult>(releaseBookingsIR);


/** 'ReleaseBookingsOfSeveral' parameters type */
export interface ReleaseBookingsOfSeveralParams {
  actorIds: stringArray;
  actorRoles: stringArray;
  applicantIds: stringArray;
  bookingIds: stringArray;
  organizationIds: stringArray;
  statuses: booking_statusArray;
}

/** 'ReleaseBookingsOfSeveral' return type */
export interface ReleaseBookingsOfSeveralResult {
  agent_id: string;
  applicant_email: string;
  applicant_id: string;
  applicant_name: string;
  created_at: Date;
  end_time: Date;
  id: string;
  notes: string;
  organization_id: string;
  place: number;
  property_id: string;
  slot_id: string;
  start_time: Date;
  status: booking_status;
  updated_at: Date;
}

/** 'ReleaseBookingsOfSeveral' query type */
export interface ReleaseBookingsOfSeveralQuery {
  params: ReleaseBookingsOfSeveralParams;
  result: ReleaseBookingsOfSeveralResult;
}

const releaseBookingsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"bookingIds":true,"applicantIds":true,"statuses":true,"actorRoles":true,"actorIds":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":263,"b":279}]},{"name":"bookingIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":290,"b":301}]},{"name":"applicantIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":312,"b":325}]},{"name":"statuses","required":true,"transform":{"type":"scalar"},"locs":[{"a":336,"b":345}]},{"name":"actorRoles","required":true,"transform":{"type":"scalar"},"locs":[{"a":366,"b":377}]},{"name":"actorIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":388,"b":397}]}],"statement":"-- releaseBookings for requests of several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the\n-- order of organization and id, as releaseBookings does within one.\nWITH wanted AS (\n  SELECT * FROM unnest(\n    :organizationIds!::uuid[], :bookingIds!::uuid[], :applicantIds!::text[], :statuses!::booking_status[], :actorRoles!::text[], :actorIds!::uuid[]\n  ) WITH ORDINALITY AS wanted (organization_id, booking_id, applicant_id, status, actor_role, actor_id, place)\n), slot AS (\n  SELECT slots.organization_id, slots.booking_id, slots.start_time\n  FROM (\n    SELECT DISTINCT bookings.organization_id, bookings.id, bookings.slot_id\n    FROM wanted JOIN bookings ON bookings.organization_id = wanted.organization_id AND bookings.id = wanted.booking_id\n    WHERE wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id\n  ) AS asked\n  JOIN slots ON slots.organization_id = asked.organization_id AND slots.id = asked.slot_id AND slots.booking_id = asked.id\n  ORDER BY slots.organization_id, slots.id\n  FOR UPDATE OF slots SKIP LOCKED\n), ahead AS (\n  SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now\n), booking AS (\n  UPDATE bookings SET status = wanted.status, updated_at = ahead.now\n  FROM ahead JOIN wanted ON wanted.organization_id = ahead.organization_id AND wanted.booking_id = ahead.booking_id\n  WHERE bookings.organization_id = ahead.organization_id AND bookings.id = ahead.booking_id\n    AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)\n    AND bookings.status = 'confirmed'\n  RETURNING bookings.*, wanted.place, wanted.actor_role, wanted.actor_id\n), released AS (\n  UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at\n  FROM booking\n  WHERE slots.organization_id = booking.organization_id AND slots.id = booking.slot_id\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\n  SELECT organization_id, 'booking.' || status, updated_at, actor_role, actor_id, slot_id, id, applicant_id, agent_id FROM booking\n  UNION ALL\n  SELECT organization_id, 'slot.released', updated_at, actor_role, actor_id, slot_id, NULL, NULL, agent_id FROM booking\n  RETURNING organization_id, id, booking_id\n), message AS (\n  INSERT INTO outbox (organization_id, event_id, kind, recipient)\n  SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient\n  FROM event JOIN booking ON booking.organization_id = event.organization_id AND booking.id = event.booking_id,\n    (VALUES ('applicant'), ('agent')) AS told (recipient)\n)\nSELECT booking.place::int AS \"place!\", booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,\n  status, notes, booking.created_at, booking.updated_at,\n  applicants.name AS applicant_name, applicants.email AS applicant_email\nFROM booking\nJOIN applicants ON applicants.organization_id = booking.organization_id AND applicants.id = booking.applicant_id"};

/**
 * Query generated from SQL:
 * ```
 * -- releaseBookings for requests of several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the
 * -- order of organization and id, as releaseBookings does within one.
 * WITH wanted AS (
 *   SELECT * FROM unnest(
 *     :organizationIds!::uuid[], :bookingIds!::uuid[], :applicantIds!::text[], :statuses!::booking_status[], :actorRoles!::text[], :actorIds!::uuid[]
 *   ) WITH ORDINALITY AS wanted (organization_id, booking_id, applicant_id, status, actor_role, actor_id, place)
 * ), slot AS (
 *   SELECT slots.organization_id, slots.booking_id, slots.start_time
 *   FROM (
 *     SELECT DISTINCT bookings.organization_id, bookings.id, bookings.slot_id
 *     FROM wanted JOIN bookings ON bookings.organization_id = wanted.organization_id AND bookings.id = wanted.booking_id
 *     WHERE wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id
 *   ) AS asked
 *   JOIN slots ON slots.organization_id = asked.organization_id AND slots.id = asked.slot_id AND slots.booking_id = asked.id
 *   ORDER BY slots.organization_id, slots.id
 *   FOR UPDATE OF slots SKIP LOCKED
 * ), ahead AS (
 *   SELECT * FROM (SELECT *, clock_timestamp() AS now FROM slot) AS locked WHERE start_time > now
 * ), booking AS (
 *   UPDATE bookings SET status = wanted.status, updated_at = ahead.now
 *   FROM ahead JOIN wanted ON wanted.organization_id = ahead.organization_id AND wanted.booking_id = ahead.booking_id
 *   WHERE bookings.organization_id = ahead.organization_id AND bookings.id = ahead.booking_id
 *     AND (wanted.applicant_id = '' OR bookings.applicant_id::text = wanted.applicant_id)
 *     AND bookings.status = 'confirmed'
 *   RETURNING bookings.*, wanted.place, wanted.actor_role, wanted.actor_id
 * ), released AS (
 *   UPDATE slots SET status = 'available', booking_id = NULL, updated_at = booking.updated_at
 *   FROM booking
 *   WHERE slots.organization_id = booking.organization_id AND slots.id = booking.slot_id
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 *   SELECT organization_id, 'booking.' || status, updated_at, actor_role, actor_id, slot_id, id, applicant_id, agent_id FROM booking
 *   UNION ALL
 *   SELECT organization_id, 'slot.released', updated_at, actor_role, actor_id, slot_id, NULL, NULL, agent_id FROM booking
 *   RETURNING organization_id, id, booking_id
 * ), message AS (
 *   INSERT INTO outbox (organization_id, event_id, kind, recipient)
 *   SELECT event.organization_id, event.id, 'booking_' || booking.status, recipient
 *   FROM event JOIN booking ON booking.organization_id = event.organization_id AND booking.id = event.booking_id,
 *     (VALUES ('applicant'), ('agent')) AS told (recipient)
 * )
 * SELECT booking.place::int AS "place!", booking.organization_id, booking.id, slot_id, applicant_id, agent_id, property_id, start_time, end_time,
 *   status, notes, booking.created_at, booking.updated_at,
 *   applicants.name AS applicant_name, applicants.email AS applicant_email
 * FROM booking
 * JOIN applicants ON applicants.organization_id = booking.organization_id AND applicants.id = booking.applicant_id
 * ```
 */
export const releaseBookingsOfSeveral = new PreparedQuery<ReleaseBookingsOfSeveralParams,ReleaseBookingsOfSeveralResult>(releaseBookingsOfSeveralIR);


/** 'LockSlot' parameters type */
export interface LockSlotParams {
  organizationId: string;
  slotId: string;
}

/** 'LockSlot' return type */
export interface LockSlotResult {
  agent_id: string;
  booking_id: string | null;
  created_at: Date;
  end_time: Date;
  id: string;
  now: Date;
  organization_id: string;
  property_id: string;
  start_time: Date;
  status: slot_status;
  updated_at: Date;
}

/** 'LockSlot' query type */
export interface LockSlotQuery {
  params: LockSlotParams;
  result: LockSlotResult;
}

const lockSlotIR: any = {"usedParamSet":{"organizationId":true,"slotId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":401,"b":416}]},{"name":"slotId","required":true,"transform":{"type":"scalar"},"locs":[{"a":427,"b":434}]}],"statement":"-- FOR UPDATE prevents the race of a cancellation with a booking or another cancellation of the same slot: whoever\n-- changes a slot or its booking holds the slot first (docs/guarantees.md, promise 7), so the order is the same everywhere.\n-- The clock is read outside the WITH query that locks, so when the lock is there and not before it.\nWITH slot AS (\n  SELECT * FROM slots WHERE organization_id = :organizationId! AND id = :slotId! FOR UPDATE\n)\nSELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at,\n  clock_timestamp() AS \"now!\"\nFROM slot"};

/**
 * Query generated from SQL:
 * ```
 * -- FOR UPDATE prevents the race of a cancellation with a booking or another cancellation of the same slot: whoever
 * -- changes a slot or its booking holds the slot first (docs/guarantees.md, promise 7), so the order is the same everywhere.
 * -- The clock is read outside the WITH query that locks, so when the lock is there and not before it.
 * WITH slot AS (
 *   SELECT * FROM slots WHERE organization_id = :organizationId! AND id = :slotId! FOR UPDATE
 * )
 * SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at,
 *   clock_timestamp() AS "now!"
 * FROM slot
 * ```
 */
export const lockSlot = new PreparedQuery<LockSlotParams,LockSlotResult>(lockSlotIR);


/** 'LockSlotOfBooking' parameters type */
export interface LockSlotOfBookingParams {
  applicantId?: string | null | void;
  bookingId: string;
  organizationId: string;
}

/** 'LockSlotOfBooking' return type */
export interface LockSlotOfBookingResult {
  agent_id: string;
  booking_id: string | null;
  created_at: Date;
  end_time: Date;
  id: string;
  now: Date;
  organization_id: string;
  property_id: string;
  start_time: Date;
  status: slot_status;
  updated_at: Date;
}

/** 'LockSlotOfBooking' query type */
export interface LockSlotOfBookingQuery {
  params: LockSlotOfBookingParams;
  result: LockSlotOfBookingResult;
}

const lockSlotOfBookingIR: any = {"usedParamSet":{"organizationId":true,"bookingId":true,"applicantId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":288,"b":303},{"a":385,"b":400}]},{"name":"bookingId","required":true,"transform":{"type":"scalar"},"locs":[{"a":420,"b":430}]},{"name":"applicantId","required":false,"transform":{"type":"scalar"},"locs":[{"a":437,"b":448},{"a":482,"b":493}]}],"statement":"-- As lockSlot, for a slot known by one of its bookings. A booking never moves to another slot or applicant, so reading it before\n-- the lock is safe; its status is read again after the lock. Another's booking locks nothing.\nWITH slot AS (\n  SELECT * FROM slots\n  WHERE organization_id = :organizationId!\n    AND id = (\n      SELECT slot_id FROM bookings\n      WHERE organization_id = :organizationId! AND bookings.id = :bookingId! AND (:applicantId::uuid IS NULL OR applicant_id = :applicantId)\n    )\n  FOR UPDATE\n)\nSELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at,\n  clock_timestamp() AS \"now!\"\nFROM slot"};

/**
 * Query generated from SQL:
 * ```
 * -- As lockSlot, for a slot known by one of its bookings. A booking never moves to another slot or applicant, so reading it before
 * -- the lock is safe; its status is read again after the lock. Another's booking locks nothing.
 * WITH slot AS (
 *   SELECT * FROM slots
 *   WHERE organization_id = :organizationId!
 *     AND id = (
 *       SELECT slot_id FROM bookings
 *       WHERE organization_id = :organizationId! AND bookings.id = :bookingId! AND (:applicantId::uuid IS NULL OR applicant_id = :applicantId)
 *     )
 *   FOR UPDATE
 * )
 * SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at,
 *   clock_timestamp() AS "now!"
 * FROM slot
 * ```
 */
export const lockSlotOfBooking = new PreparedQuery<LockSlotOfBookingParams,LockSlotOfBookingResult>(lockSlotOfBookingIR);


/** 'SaveSlot' parameters type */
export interface SaveSlotParams {
  actorId: string;
  actorRole: string;
  at: DateOrString;
  bookingId?: string | null | void;
  eventType: string;
  id: string;
  organizationId: string;
  status: slot_status;
}

/** 'SaveSlot' return type */
export interface SaveSlotResult {
  updated_at: Date;
}

/** 'SaveSlot' query type */
export interface SaveSlotQuery {
  params: SaveSlotParams;
  result: SaveSlotResult;
}

const saveSlotIR: any = {"usedParamSet":{"status":true,"bookingId":true,"at":true,"organizationId":true,"id":true,"eventType":true,"actorRole":true,"actorId":true},"params":[{"name":"status","required":true,"transform":{"type":"scalar"},"locs":[{"a":253,"b":260}]},{"name":"bookingId","required":false,"transform":{"type":"scalar"},"locs":[{"a":276,"b":285}]},{"name":"at","required":true,"transform":{"type":"scalar"},"locs":[{"a":322,"b":325}]},{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":367,"b":382}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":393,"b":396}]},{"name":"eventType","required":true,"transform":{"type":"scalar"},"locs":[{"a":591,"b":601}]},{"name":"actorRole","required":true,"transform":{"type":"scalar"},"locs":[{"a":616,"b":626}]},{"name":"actorId","required":true,"transform":{"type":"scalar"},"locs":[{"a":629,"b":637}]}],"statement":"-- Nobody is told of a slot; who had booked it is told by saveBooking. :at is what the clock said when the slot was locked, to the millisecond\n-- only, so what was done to it last may seem a fraction later.\nWITH changed AS (\n  UPDATE slots SET status = :status!, booking_id = :bookingId, updated_at = GREATEST(updated_at, :at!::timestamptz)\n  WHERE organization_id = :organizationId! AND id = :id!\n  RETURNING organization_id, id, agent_id, updated_at\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, agent_id)\n  SELECT organization_id, :eventType!, updated_at, :actorRole!, :actorId!, id, agent_id FROM changed\n)\nSELECT updated_at AS \"updated_at!\" FROM changed"};

/**
 * Query generated from SQL:
 * ```
 * -- Nobody is told of a slot; who had booked it is told by saveBooking. :at is what the clock said when the slot was locked, to the millisecond
 * -- only, so what was done to it last may seem a fraction later.
 * WITH changed AS (
 *   UPDATE slots SET status = :status!, booking_id = :bookingId, updated_at = GREATEST(updated_at, :at!::timestamptz)
 *   WHERE organization_id = :organizationId! AND id = :id!
 *   RETURNING organization_id, id, agent_id, updated_at
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, agent_id)
 *   SELECT organization_id, :eventType!, updated_at, :actorRole!, :actorId!, id, agent_id FROM changed
 * )
 * SELECT updated_at AS "updated_at!" FROM changed
 * ```
 */
export const saveSlot = new PreparedQuery<SaveSlotParams,SaveSlotResult>(saveSlotIR);


/** 'SaveBooking' parameters type */
export interface SaveBookingParams {
  actorId: string;
  actorRole: string;
  at: DateOrString;
  eventType: string;
  id: string;
  messageKind: string;
  organizationId: string;
  status: booking_status;
}

/** 'SaveBooking' return type */
export interface SaveBookingResult {
  updated_at: Date;
}

/** 'SaveBooking' query type */
export interface SaveBookingQuery {
  params: SaveBookingParams;
  result: SaveBookingResult;
}

const saveBookingIR: any = {"usedParamSet":{"status":true,"at":true,"organizationId":true,"id":true,"eventType":true,"actorRole":true,"actorId":true,"messageKind":true},"params":[{"name":"status","required":true,"transform":{"type":"scalar"},"locs":[{"a":49,"b":56}]},{"name":"at","required":true,"transform":{"type":"scalar"},"locs":[{"a":93,"b":96}]},{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":138,"b":153}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":164,"b":167}]},{"name":"eventType","required":true,"transform":{"type":"scalar"},"locs":[{"a":411,"b":421}]},{"name":"actorRole","required":true,"transform":{"type":"scalar"},"locs":[{"a":436,"b":446}]},{"name":"actorId","required":true,"transform":{"type":"scalar"},"locs":[{"a":449,"b":457}]},{"name":"messageKind","required":true,"transform":{"type":"scalar"},"locs":[{"a":653,"b":665}]}],"statement":"WITH changed AS (\n  UPDATE bookings SET status = :status!, updated_at = GREATEST(updated_at, :at!::timestamptz)\n  WHERE organization_id = :organizationId! AND id = :id!\n  RETURNING organization_id, id, slot_id, applicant_id, agent_id, updated_at\n), event AS (\n  INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\n  SELECT organization_id, :eventType!, updated_at, :actorRole!, :actorId!, slot_id, id, applicant_id, agent_id FROM changed\n  RETURNING organization_id, id\n), message AS (\n  INSERT INTO outbox (organization_id, event_id, kind, recipient)\n  SELECT organization_id, id, :messageKind!, recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)\n)\nSELECT updated_at AS \"updated_at!\" FROM changed"};

/**
 * Query generated from SQL:
 * ```
 * WITH changed AS (
 *   UPDATE bookings SET status = :status!, updated_at = GREATEST(updated_at, :at!::timestamptz)
 *   WHERE organization_id = :organizationId! AND id = :id!
 *   RETURNING organization_id, id, slot_id, applicant_id, agent_id, updated_at
 * ), event AS (
 *   INSERT INTO events (organization_id, type, occurred_at, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 *   SELECT organization_id, :eventType!, updated_at, :actorRole!, :actorId!, slot_id, id, applicant_id, agent_id FROM changed
 *   RETURNING organization_id, id
 * ), message AS (
 *   INSERT INTO outbox (organization_id, event_id, kind, recipient)
 *   SELECT organization_id, id, :messageKind!, recipient FROM event, (VALUES ('applicant'), ('agent')) AS told (recipient)
 * )
 * SELECT updated_at AS "updated_at!" FROM changed
 * ```
 */
export const saveBooking = new PreparedQuery<SaveBookingParams,SaveBookingResult>(saveBookingIR);


