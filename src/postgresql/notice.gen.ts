/** Types generated for queries found in "src/postgresql/notice.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type booking_status = 'cancelled_by_agent' | 'cancelled_by_applicant' | 'confirmed';

export type slot_status = 'available' | 'booked' | 'cancelled';

/** 'FindNoticeFacts' parameters type */
export interface FindNoticeFactsParams {
  eventId: string;
  organizationId: string;
}

/** 'FindNoticeFacts' return type */
export interface FindNoticeFactsResult {
  address: string | null;
  agent_email: string | null;
  agent_name: string | null;
  applicant_email: string | null;
  applicant_name: string | null;
  booking_id: string | null;
  end_time: Date | null;
  notes: string | null;
  now: Date;
  property_id: string | null;
  slot_id: string | null;
  slot_status: slot_status | null;
  start_time: Date | null;
  status: booking_status | null;
  time_zone: string | null;
  title: string | null;
}

/** 'FindNoticeFacts' query type */
export interface FindNoticeFactsQuery {
  params: FindNoticeFactsParams;
  result: FindNoticeFactsResult;
}

const findNoticeFactsIR: any = {"usedParamSet":{"organizationId":true,"eventId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1287,"b":1302}]},{"name":"eventId","required":true,"transform":{"type":"scalar"},"locs":[{"a":1320,"b":1328}]}],"statement":"-- The facts as they are when the message is sent, not when it was written: names, addresses and the property may have\n-- been corrected since.\nSELECT bookings.id AS \"booking_id?\", bookings.slot_id AS \"slot_id?\", bookings.start_time AS \"start_time?\",\n  bookings.end_time AS \"end_time?\", bookings.notes AS \"notes?\", bookings.property_id AS \"property_id?\",\n  bookings.status AS \"status?\", slots.status AS \"slot_status?\",\n  properties.title AS \"title?\", properties.address AS \"address?\", properties.time_zone AS \"time_zone?\",\n  agents.name AS \"agent_name?\", agents.email AS \"agent_email?\",\n  applicants.name AS \"applicant_name?\", applicants.email AS \"applicant_email?\",\n  clock_timestamp() AS \"now!\"\nFROM events\nLEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id\nLEFT JOIN slots ON slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id\nLEFT JOIN properties ON properties.organization_id = bookings.organization_id AND properties.id = bookings.property_id\nLEFT JOIN agents ON agents.organization_id = bookings.organization_id AND agents.id = bookings.agent_id\nLEFT JOIN applicants ON applicants.organization_id = events.organization_id AND applicants.id = events.applicant_id\nWHERE events.organization_id = :organizationId! AND events.id = :eventId!"};

/**
 * Query generated from SQL:
 * ```
 * -- The facts as they are when the message is sent, not when it was written: names, addresses and the property may have
 * -- been corrected since.
 * SELECT bookings.id AS "booking_id?", bookings.slot_id AS "slot_id?", bookings.start_time AS "start_time?",
 *   bookings.end_time AS "end_time?", bookings.notes AS "notes?", bookings.property_id AS "property_id?",
 *   bookings.status AS "status?", slots.status AS "slot_status?",
 *   properties.title AS "title?", properties.address AS "address?", properties.time_zone AS "time_zone?",
 *   agents.name AS "agent_name?", agents.email AS "agent_email?",
 *   applicants.name AS "applicant_name?", applicants.email AS "applicant_email?",
 *   clock_timestamp() AS "now!"
 * FROM events
 * LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id
 * LEFT JOIN slots ON slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id
 * LEFT JOIN properties ON properties.organization_id = bookings.organization_id AND properties.id = bookings.property_id
 * LEFT JOIN agents ON agents.organization_id = bookings.organization_id AND agents.id = bookings.agent_id
 * LEFT JOIN applicants ON applicants.organization_id = events.organization_id AND applicants.id = events.applicant_id
 * WHERE events.organization_id = :organizationId! AND events.id = :eventId!
 * ```
 */
export const findNoticeFacts = new PreparedQuery<FindNoticeFactsParams,FindNoticeFactsResult>(findNoticeFactsIR);


/** 'FindVisitFacts' parameters type */
export interface FindVisitFactsParams {
  bookingId: string;
  organizationId: string;
}

/** 'FindVisitFacts' return type */
export interface FindVisitFactsResult {
  address: string | null;
  agent_email: string;
  agent_name: string;
  applicant_email: string;
  applicant_name: string;
  booking_id: string;
  end_time: Date;
  notes: string;
  property_id: string;
  slot_id: string;
  slot_status: slot_status;
  start_time: Date;
  status: booking_status;
  time_zone: string | null;
  title: string | null;
}

/** 'FindVisitFacts' query type */
export interface FindVisitFactsQuery {
  params: FindVisitFactsParams;
  result: FindVisitFactsResult;
}

const findVisitFactsIR: any = {"usedParamSet":{"organizationId":true,"bookingId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":941,"b":956}]},{"name":"bookingId","required":true,"transform":{"type":"scalar"},"locs":[{"a":976,"b":986}]}],"statement":"-- The same of one booking, whatever happened to it.\nSELECT bookings.id AS booking_id, bookings.slot_id, bookings.start_time, bookings.end_time, bookings.notes,\n  bookings.property_id, bookings.status, slots.status AS slot_status,\n  properties.title AS \"title?\", properties.address AS \"address?\", properties.time_zone AS \"time_zone?\",\n  agents.name AS agent_name, agents.email AS agent_email,\n  applicants.name AS applicant_name, applicants.email AS applicant_email\nFROM bookings\nJOIN slots ON slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id\nLEFT JOIN properties ON properties.organization_id = bookings.organization_id AND properties.id = bookings.property_id\nJOIN agents ON agents.organization_id = bookings.organization_id AND agents.id = bookings.agent_id\nJOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id\nWHERE bookings.organization_id = :organizationId! AND bookings.id = :bookingId!"};

/**
 * Query generated from SQL:
 * ```
 * -- The same of one booking, whatever happened to it.
 * SELECT bookings.id AS booking_id, bookings.slot_id, bookings.start_time, bookings.end_time, bookings.notes,
 *   bookings.property_id, bookings.status, slots.status AS slot_status,
 *   properties.title AS "title?", properties.address AS "address?", properties.time_zone AS "time_zone?",
 *   agents.name AS agent_name, agents.email AS agent_email,
 *   applicants.name AS applicant_name, applicants.email AS applicant_email
 * FROM bookings
 * JOIN slots ON slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id
 * LEFT JOIN properties ON properties.organization_id = bookings.organization_id AND properties.id = bookings.property_id
 * JOIN agents ON agents.organization_id = bookings.organization_id AND agents.id = bookings.agent_id
 * JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
 * WHERE bookings.organization_id = :organizationId! AND bookings.id = :bookingId!
 * ```
 */
export const findVisitFacts = new PreparedQuery<FindVisitFactsParams,FindVisitFactsResult>(findVisitFactsIR);


