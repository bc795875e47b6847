/** Types generated for queries found in "src/postgresql/demo.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type risk_level = 'HIGH' | 'LOW' | 'MEDIUM';

export type DateOrString = Date | string;

export type DateOrStringArray = (DateOrString)[];

/** 'HasDemo' parameters type */
export interface HasDemoParams {
  organizationId: string;
}

/** 'HasDemo' return type */
export interface HasDemoResult {
  exists: boolean;
}

/** 'HasDemo' query type */
export interface HasDemoQuery {
  params: HasDemoParams;
  result: HasDemoResult;
}

const hasDemoIR: any = {"usedParamSet":{"organizationId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":58,"b":73}]}],"statement":"SELECT EXISTS (SELECT FROM agents WHERE organization_id = :organizationId!) AS \"exists!\""};

/**
 * Query generated from SQL:
 * ```
 * SELECT EXISTS (SELECT FROM agents WHERE organization_id = :organizationId!) AS "exists!"
 * ```
 */
export const hasDemo = new PreparedQuery<HasDemoParams,HasDemoResult>(hasDemoIR);


/** 'AddDemoAgent' parameters type */
export interface AddDemoAgentParams {
  email: string;
  id: string;
  name: string;
  organizationId: string;
  userId: string;
}

/** 'AddDemoAgent' return type */
export type AddDemoAgentResult = void;

/** 'AddDemoAgent' query type */
export interface AddDemoAgentQuery {
  params: AddDemoAgentParams;
  result: AddDemoAgentResult;
}

const addDemoAgentIR: any = {"usedParamSet":{"organizationId":true,"id":true,"userId":true,"name":true,"email":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":100,"b":115}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":118,"b":121}]},{"name":"userId","required":true,"transform":{"type":"scalar"},"locs":[{"a":124,"b":131}]},{"name":"name","required":true,"transform":{"type":"scalar"},"locs":[{"a":134,"b":139}]},{"name":"email","required":true,"transform":{"type":"scalar"},"locs":[{"a":142,"b":148}]}],"statement":"WITH agent AS (\n  INSERT INTO agents (organization_id, id, supabase_user_id, name, email)\n  VALUES (:organizationId!, :id!, :userId!, :name!, :email!)\n  RETURNING *\n), event AS (\n  INSERT INTO events (organization_id, type, actor_role, actor_id, agent_id)\n  SELECT organization_id, 'agent.joined', 'agent', id, id FROM agent\n)\nINSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)\nSELECT organization_id, 'agent', id, supabase_user_id, lower(email) FROM agent"};

/**
 * Query generated from SQL:
 * ```
 * WITH agent AS (
 *   INSERT INTO agents (organization_id, id, supabase_user_id, name, email)
 *   VALUES (:organizationId!, :id!, :userId!, :name!, :email!)
 *   RETURNING *
 * ), event AS (
 *   INSERT INTO events (organization_id, type, actor_role, actor_id, agent_id)
 *   SELECT organization_id, 'agent.joined', 'agent', id, id FROM agent
 * )
 * INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)
 * SELECT organization_id, 'agent', id, supabase_user_id, lower(email) FROM agent
 * ```
 */
export const addDemoAgent = new PreparedQuery<AddDemoAgentParams,AddDemoAgentResult>(addDemoAgentIR);


/** 'AddDemoApplicant' parameters type */
export interface AddDemoApplicantParams {
  email: string;
  id: string;
  name: string;
  organizationId: string;
  riskLevel: risk_level;
}

/** 'AddDemoApplicant' return type */
export type AddDemoApplicantResult = void;

/** 'AddDemoApplicant' query type */
export interface AddDemoApplicantQuery {
  params: AddDemoApplicantParams;
  result: AddDemoApplicantResult;
}

const addDemoApplicantIR: any = {"usedParamSet":{"organizationId":true,"id":true,"name":true,"email":true,"riskLevel":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":97,"b":112},{"a":241,"b":256}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":115,"b":118},{"a":259,"b":262},{"a":265,"b":268}]},{"name":"name","required":true,"transform":{"type":"scalar"},"locs":[{"a":271,"b":276}]},{"name":"email","required":true,"transform":{"type":"scalar"},"locs":[{"a":279,"b":285}]},{"name":"riskLevel","required":true,"transform":{"type":"scalar"},"locs":[{"a":288,"b":298}]}],"statement":"WITH screening AS (\n  INSERT INTO screenings (organization_id, external_id, screened_at) VALUES (:organizationId!, :id!, now())\n), applicant AS (\n  INSERT INTO applicants (organization_id, id, external_id, name, email, risk_level)\n  VALUES (:organizationId!, :id!, :id!, :name!, :email!, :riskLevel!)\n  RETURNING *\n), event AS (\n  INSERT INTO events (organization_id, type, actor_role, applicant_id)\n  SELECT organization_id, 'applicant.registered', 'screening', id FROM applicant\n)\nINSERT INTO identities (organization_id, role, record_id, email_key, screened_at)\nSELECT organization_id, 'applicant', id, lower(email), now() FROM applicant"};

/**
 * Query generated from SQL:
 * ```
 * WITH screening AS (
 *   INSERT INTO screenings (organization_id, external_id, screened_at) VALUES (:organizationId!, :id!, now())
 * ), applicant AS (
 *   INSERT INTO applicants (organization_id, id, external_id, name, email, risk_level)
 *   VALUES (:organizationId!, :id!, :id!, :name!, :email!, :riskLevel!)
 *   RETURNING *
 * ), event AS (
 *   INSERT INTO events (organization_id, type, actor_role, applicant_id)
 *   SELECT organization_id, 'applicant.registered', 'screening', id FROM applicant
 * )
 * INSERT INTO identities (organization_id, role, record_id, email_key, screened_at)
 * SELECT organization_id, 'applicant', id, lower(email), now() FROM applicant
 * ```
 */
export const addDemoApplicant = new PreparedQuery<AddDemoApplicantParams,AddDemoApplicantResult>(addDemoApplicantIR);


/** 'AddDemoProperty' parameters type */
export interface AddDemoPropertyParams {
  address: string;
  agentId: string;
  id: string;
  organizationId: string;
  title: string;
}

/** 'AddDemoProperty' return type */
export type AddDemoPropertyResult = void;

/** 'AddDemoProperty' query type */
export interface AddDemoPropertyQuery {
  params: AddDemoPropertyParams;
  result: AddDemoPropertyResult;
}

const addDemoPropertyIR: any = {"usedParamSet":{"organizationId":true,"id":true,"title":true,"address":true,"agentId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":158,"b":173}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":176,"b":179}]},{"name":"title","required":true,"transform":{"type":"scalar"},"locs":[{"a":182,"b":188}]},{"name":"address","required":true,"transform":{"type":"scalar"},"locs":[{"a":191,"b":199}]},{"name":"agentId","required":true,"transform":{"type":"scalar"},"locs":[{"a":405,"b":413}]}],"statement":"WITH property AS (\n  INSERT INTO properties\n    (organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at)\n  VALUES (:organizationId!, :id!, :title!, :address!, 'Europe/Lisbon', now(), now(), now())\n  RETURNING organization_id, id\n)\nINSERT INTO events (organization_id, type, actor_role, actor_id, property_id)\nSELECT organization_id, 'property.created', 'agent', :agentId!::uuid, id FROM property"};

/**
 * Query generated from SQL:
 * ```
 * WITH property AS (
 *   INSERT INTO properties
 *     (organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at)
 *   VALUES (:organizationId!, :id!, :title!, :address!, 'Europe/Lisbon', now(), now(), now())
 *   RETURNING organization_id, id
 * )
 * INSERT INTO events (organization_id, type, actor_role, actor_id, property_id)
 * SELECT organization_id, 'property.created', 'agent', :agentId!::uuid, id FROM property
 * ```
 */
export const addDemoProperty = new PreparedQuery<AddDemoPropertyParams,AddDemoPropertyResult>(addDemoPropertyIR);


/** 'AddDemoSlots' parameters type */
export interface AddDemoSlotsParams {
  agentId: string;
  organizationId: string;
  propertyId: string;
  timesOfDay: DateOrStringArray;
}

/** 'AddDemoSlots' return type */
export type AddDemoSlotsResult = void;

/** 'AddDemoSlots' query type */
export interface AddDemoSlotsQuery {
  params: AddDemoSlotsParams;
  result: AddDemoSlotsResult;
}

const addDemoSlotsIR: any = {"usedParamSet":{"organizationId":true,"propertyId":true,"agentId":true,"timesOfDay":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":210,"b":225}]},{"name":"propertyId","required":true,"transform":{"type":"scalar"},"locs":[{"a":253,"b":264}]},{"name":"agentId","required":true,"transform":{"type":"scalar"},"locs":[{"a":273,"b":281}]},{"name":"timesOfDay","required":true,"transform":{"type":"scalar"},"locs":[{"a":376,"b":387}]}],"statement":"-- Half an hour each, on each of the next seven days but Sundays, at these times of day in Lisbon.\nWITH slot AS (\n  INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)\n  SELECT :organizationId!::uuid, gen_random_uuid(), :propertyId!::uuid, :agentId!::uuid, start, start + interval '30 minutes'\n  FROM generate_series(1, 7) AS days,\n    unnest(:timesOfDay!::time[]) AS time_of_day,\n    LATERAL (SELECT ((now() AT TIME ZONE 'Europe/Lisbon')::date + days + time_of_day) AT TIME ZONE 'Europe/Lisbon') AS visit (start)\n  WHERE extract(isodow FROM (now() AT TIME ZONE 'Europe/Lisbon')::date + days) < 7\n  RETURNING *\n)\nINSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, agent_id)\nSELECT organization_id, 'slot.offered', 'agent', agent_id, id, agent_id FROM slot"};

/**
 * Query generated from SQL:
 * ```
 * -- Half an hour each, on each of the next seven days but Sundays, at these times of day in Lisbon.
 * WITH slot AS (
 *   INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
 *   SELECT :organizationId!::uuid, gen_random_uuid(), :propertyId!::uuid, :agentId!::uuid, start, start + interval '30 minutes'
 *   FROM generate_series(1, 7) AS days,
 *     unnest(:timesOfDay!::time[]) AS time_of_day,
 *     LATERAL (SELECT ((now() AT TIME ZONE 'Europe/Lisbon')::date + days + time_of_day) AT TIME ZONE 'Europe/Lisbon') AS visit (start)
 *   WHERE extract(isodow FROM (now() AT TIME ZONE 'Europe/Lisbon')::date + days) < 7
 *   RETURNING *
 * )
 * INSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, agent_id)
 * SELECT organization_id, 'slot.offered', 'agent', agent_id, id, agent_id FROM slot
 * ```
 */
export const addDemoSlots = new PreparedQuery<AddDemoSlotsParams,AddDemoSlotsResult>(addDemoSlotsIR);


/** 'AddDemoBooking' parameters type */
export interface AddDemoBookingParams {
  applicantId: string;
  notes: string;
  nth: number;
  organizationId: string;
  propertyId: string;
}

/** 'AddDemoBooking' return type */
export type AddDemoBookingResult = void;

/** 'AddDemoBooking' query type */
export interface AddDemoBookingQuery {
  params: AddDemoBookingParams;
  result: AddDemoBookingResult;
}

const addDemoBookingIR: any = {"usedParamSet":{"organizationId":true,"propertyId":true,"nth":true,"applicantId":true,"notes":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":114,"b":129},{"a":636,"b":651}]},{"name":"propertyId","required":true,"transform":{"type":"scalar"},"locs":[{"a":149,"b":160}]},{"name":"nth","required":true,"transform":{"type":"scalar"},"locs":[{"a":216,"b":220}]},{"name":"applicantId","required":true,"transform":{"type":"scalar"},"locs":[{"a":420,"b":432}]},{"name":"notes","required":true,"transform":{"type":"scalar"},"locs":[{"a":480,"b":486}]}],"statement":"-- Books the property's nth slot of the demo week.\nWITH slot AS (\n  SELECT * FROM slots\n  WHERE organization_id = :organizationId! AND property_id = :propertyId! AND status = 'available'\n  ORDER BY start_time OFFSET :nth!::int LIMIT 1\n), booking AS (\n  INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes)\n  SELECT organization_id, gen_random_uuid(), id, :applicantId!, agent_id, property_id, start_time, end_time, :notes!\n  FROM slot\n  RETURNING *\n), booked AS (\n  UPDATE slots SET status = 'booked', booking_id = booking.id\n  FROM booking WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id\n)\nINSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)\nSELECT organization_id, 'booking.confirmed', 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking"};

/**
 * Query generated from SQL:
 * ```
 * -- Books the property's nth slot of the demo week.
 * WITH slot AS (
 *   SELECT * FROM slots
 *   WHERE organization_id = :organizationId! AND property_id = :propertyId! AND status = 'available'
 *   ORDER BY start_time OFFSET :nth!::int LIMIT 1
 * ), booking AS (
 *   INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes)
 *   SELECT organization_id, gen_random_uuid(), id, :applicantId!, agent_id, property_id, start_time, end_time, :notes!
 *   FROM slot
 *   RETURNING *
 * ), booked AS (
 *   UPDATE slots SET status = 'booked', booking_id = booking.id
 *   FROM booking WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
 * )
 * INSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
 * SELECT organization_id, 'booking.confirmed', 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking
 * ```
 */
export const addDemoBooking = new PreparedQuery<AddDemoBookingParams,AddDemoBookingResult>(addDemoBookingIR);


