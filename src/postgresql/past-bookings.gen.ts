/** Types generated for queries found in "src/postgresql/past-bookings.sql" */
import { PreparedQuery } from './prepared-query.ts';

/** 'ListOrganizations' parameters type */
export type ListOrganizationsParams = void;

/** 'ListOrganizations' return type */
export interface ListOrganizationsResult {
  organization_id: string;
}

/** 'ListOrganizations' query type */
export interface ListOrganizationsQuery {
  params: ListOrganizationsParams;
  result: ListOrganizationsResult;
}

const listOrganizationsIR: any = {"usedParamSet":{},"params":[],"statement":"-- Every agency has an agent. The table is whole on every node of a cluster.\nSELECT DISTINCT organization_id FROM identities WHERE role = 'agent' ORDER BY organization_id"};

/**
 * Query generated from SQL:
 * ```
 * -- Every agency has an agent. The table is whole on every node of a cluster.
 * SELECT DISTINCT organization_id FROM identities WHERE role = 'agent' ORDER BY organization_id
 * ```
 */
export const listOrganizations = new PreparedQuery<ListOrganizationsParams,ListOrganizationsResult>(listOrganizationsIR);


/** 'SetPastBookingsAside' parameters type */
export interface SetPastBookingsAsideParams {
  limit: number;
  organizationId: string;
}

/** 'SetPastBookingsAside' return type */
export interface SetPastBookingsAsideResult {
  id: string;
}

/** 'SetPastBookingsAside' query type */
export interface SetPastBookingsAsideQuery {
  params: SetPastBookingsAsideParams;
  result: SetPastBookingsAsideResult;
}

const setPastBookingsAsideIR: any = {"usedParamSet":{"organizationId":true,"limit":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":632,"b":647},{"a":762,"b":777},{"a":965,"b":980}]},{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":843,"b":849}]}],"statement":"-- Takes visits that ended a day ago out of the indexes of the exclusions: nothing can clash with them. By bookings_by_agent, which holds\n-- those alone that are not set aside. A clock that is ahead for a while must set nothing aside that is still to come, or two could be at one place\n-- when it is put right: the time is that of the organization's thousandth newest event, so a thousand changes have been made since then.\n-- SKIP LOCKED prevents two servers from waiting for each other, and any wait for a row while rows are held (docs/guarantees.md, promise 7).\nWITH over AS (\n  SELECT id FROM bookings\n  WHERE organization_id = :organizationId! AND status = 'confirmed' AND NOT past\n    AND end_time < (SELECT occurred_at FROM events WHERE organization_id = :organizationId! ORDER BY id DESC OFFSET 999 LIMIT 1) - interval '1 day'\n  LIMIT :limit!::int\n  FOR NO KEY UPDATE SKIP LOCKED\n)\nUPDATE bookings SET past = true\nFROM over\nWHERE bookings.organization_id = :organizationId! AND bookings.id = over.id\nRETURNING bookings.id"};

/**
 * Query generated from SQL:
 * ```
 * -- Takes visits that ended a day ago out of the indexes of the exclusions: nothing can clash with them. By bookings_by_agent, which holds
 * -- those alone that are not set aside. A clock that is ahead for a while must set nothing aside that is still to come, or two could be at one place
 * -- when it is put right: the time is that of the organization's thousandth newest event, so a thousand changes have been made since then.
 * -- SKIP LOCKED prevents two servers from waiting for each other, and any wait for a row while rows are held (docs/guarantees.md, promise 7).
 * WITH over AS (
 *   SELECT id FROM bookings
 *   WHERE organization_id = :organizationId! AND status = 'confirmed' AND NOT past
 *     AND end_time < (SELECT occurred_at FROM events WHERE organization_id = :organizationId! ORDER BY id DESC OFFSET 999 LIMIT 1) - interval '1 day'
 *   LIMIT :limit!::int
 *   FOR NO KEY UPDATE SKIP LOCKED
 * )
 * UPDATE bookings SET past = true
 * FROM over
 * WHERE bookings.organization_id = :organizationId! AND bookings.id = over.id
 * RETURNING bookings.id
 * ```
 */
export const setPastBookingsAside = new PreparedQuery<SetPastBookingsAsideParams,SetPastBookingsAsideResult>(setPastBookingsAsideIR);


