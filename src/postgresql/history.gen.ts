/** Types generated for queries found in "src/postgresql/history.sql" */
import { PreparedQuery } from './prepared-query.ts';

/** 'ListBookingHistory' parameters type */
export interface ListBookingHistoryParams {
  bookingId: string;
  organizationId: string;
}

/** 'ListBookingHistory' return type */
export interface ListBookingHistoryResult {
  actor_id: string | null;
  actor_name: string | null;
  actor_role: string;
  occurred_at: Date;
  type: string;
}

/** 'ListBookingHistory' query type */
export interface ListBookingHistoryQuery {
  params: ListBookingHistoryParams;
  result: ListBookingHistoryResult;
}

const listBookingHistoryIR: any = {"usedParamSet":{"organizationId":true,"bookingId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":558,"b":573}]},{"name":"bookingId","required":true,"transform":{"type":"scalar"},"locs":[{"a":599,"b":609}]}],"statement":"-- Walks events_of_booking. Who did it has a name as long as they are known; screening has none.\nSELECT events.type, events.occurred_at, events.actor_role, events.actor_id,\n  COALESCE(agents.name, applicants.name) AS \"actor_name?\"\nFROM events\nLEFT JOIN agents ON events.actor_role = 'agent' AND agents.organization_id = events.organization_id\n  AND agents.id = events.actor_id\nLEFT JOIN applicants ON events.actor_role = 'applicant' AND applicants.organization_id = events.organization_id\n  AND applicants.id = events.actor_id\nWHERE events.organization_id = :organizationId! AND events.booking_id = :bookingId!\nORDER BY events.id"};

/**
 * Query generated from SQL:
 * ```
 * -- Walks events_of_booking. Who did it has a name as long as they are known; screening has none.
 * SELECT events.type, events.occurred_at, events.actor_role, events.actor_id,
 *   COALESCE(agents.name, applicants.name) AS "actor_name?"
 * FROM events
 * LEFT JOIN agents ON events.actor_role = 'agent' AND agents.organization_id = events.organization_id
 *   AND agents.id = events.actor_id
 * LEFT JOIN applicants ON events.actor_role = 'applicant' AND applicants.organization_id = events.organization_id
 *   AND applicants.id = events.actor_id
 * WHERE events.organization_id = :organizationId! AND events.booking_id = :bookingId!
 * ORDER BY events.id
 * ```
 */
export const listBookingHistory = new PreparedQuery<ListBookingHistoryParams,ListBookingHistoryResult>(listBookingHistoryIR);


