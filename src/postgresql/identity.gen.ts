/** Types generated for queries found in "src/postgresql/identity.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type caller_role = 'agent' | 'applicant';

export type risk_level = 'HIGH' | 'LOW' | 'MEDIUM';

export type stringArray = (string)[];

/** 'FindIdentitiesOfUsers' parameters type */
export interface FindIdentitiesOfUsersParams {
  unlinkedEmailKeys: stringArray;
  userIds: stringArray;
}

/** 'FindIdentitiesOfUsers' return type */
export interface FindIdentitiesOfUsersResult {
  linked: boolean;
  organization_id: string;
  place: number;
  record_id: string;
  role: caller_role;
}

/** 'FindIdentitiesOfUsers' query type */
export interface FindIdentitiesOfUsersQuery {
  params: FindIdentitiesOfUsersParams;
  result: FindIdentitiesOfUsersResult;
}

const findIdentitiesOfUsersIR: any = {"usedParamSet":{"userIds":true,"unlinkedEmailKeys":true},"params":[{"name":"userIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":401,"b":409}]},{"name":"unlinkedEmailKeys","required":true,"transform":{"type":"scalar"},"locs":[{"a":420,"b":438}]}],"statement":"-- The one question that crosses organizations, asked once a request and for all that arrive together; `place` says whose each row is.\n-- Agents by age; applicants newest screening first.\nSELECT wanted.place::int AS \"place!\", identity.organization_id AS \"organization_id!\", identity.role AS \"role!\", identity.record_id AS \"record_id!\",\n  identity.supabase_user_id IS NOT NULL AS \"linked!\"\nFROM unnest(:userIds!::text[], :unlinkedEmailKeys!::text[]) WITH ORDINALITY AS wanted (user_id, email_key, place)\nCROSS JOIN LATERAL (\n  SELECT * FROM identities WHERE supabase_user_id = wanted.user_id\n  UNION ALL\n  SELECT * FROM identities WHERE supabase_user_id IS NULL AND identities.email_key = wanted.email_key\n) AS identity\nORDER BY wanted.place, identity.role, identity.screened_at DESC, identity.created_at, identity.organization_id"};

/**
 * Query generated from SQL:
 * ```
 * -- The one question that crosses organizations, asked once a request and for all that arrive together; `place` says whose each row is.
 * -- Agents by age; applicants newest screening first.
 * SELECT wanted.place::int AS "place!", identity.organization_id AS "organization_id!", identity.role AS "role!", identity.record_id AS "record_id!",
 *   identity.supabase_user_id IS NOT NULL AS "linked!"
 * FROM unnest(:userIds!::text[], :unlinkedEmailKeys!::text[]) WITH ORDINALITY AS wanted (user_id, email_key, place)
 * CROSS JOIN LATERAL (
 *   SELECT * FROM identities WHERE supabase_user_id = wanted.user_id
 *   UNION ALL
 *   SELECT * FROM identities WHERE supabase_user_id IS NULL AND identities.email_key = wanted.email_key
 * ) AS identity
 * ORDER BY wanted.place, identity.role, identity.screened_at DESC, identity.created_at, identity.organization_id
 * ```
 */
export const findIdentitiesOfUsers = new PreparedQuery<FindIdentitiesOfUsersParams,FindIdentitiesOfUsersResult>(findIdentitiesOfUsersIR);


/** 'LinkApplicant' parameters type */
export interface LinkApplicantParams {
  applicantId: string;
  emailKey: string;
  organizationId: string;
  userId: string;
}

/** 'LinkApplicant' return type */
export type LinkApplicantResult = void;

/** 'LinkApplicant' query type */
export interface LinkApplicantQuery {
  params: LinkApplicantParams;
  result: LinkApplicantResult;
}

const linkApplicantIR: any = {"usedParamSet":{"organizationId":true,"applicantId":true,"userId":true,"emailKey":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":404,"b":419},{"a":949,"b":964}]},{"name":"applicantId","required":true,"transform":{"type":"scalar"},"locs":[{"a":430,"b":442}]},{"name":"userId","required":true,"transform":{"type":"scalar"},"locs":[{"a":546,"b":553},{"a":867,"b":874}]},{"name":"emailKey","required":true,"transform":{"type":"scalar"},"locs":[{"a":737,"b":746}]}],"statement":"-- Prevents two races. FOR UPDATE: two users who claim one record at the same moment; the later one finds it linked.\n-- The e-mail, judged again on the row as it is after the lock: a screening that corrects it between the look-up and\n-- here. Locks in the order of saveScreenedApplicant: applicant, then identity.\nWITH unlinked AS (\n  SELECT organization_id, id FROM applicants\n  WHERE organization_id = :organizationId! AND id = :applicantId! AND supabase_user_id IS NULL\n  FOR UPDATE\n), identity AS (\n  UPDATE identities SET supabase_user_id = :userId!\n  FROM unlinked\n  WHERE identities.organization_id = unlinked.organization_id AND identities.role = 'applicant'\n    AND identities.record_id = unlinked.id AND identities.email_key = :emailKey!\n  RETURNING identities.organization_id, identities.record_id\n), linked AS (\n  UPDATE applicants SET supabase_user_id = :userId!, updated_at = now()\n  FROM identity\n  WHERE applicants.organization_id = :organizationId! AND applicants.id = identity.record_id\n  RETURNING applicants.organization_id, applicants.id\n), event AS (\n  INSERT INTO events (organization_id, type, actor_role, actor_id, applicant_id)\n  SELECT organization_id, 'applicant.linked', 'applicant', id, id FROM linked\n  RETURNING organization_id, id\n)\nINSERT INTO outbox (organization_id, event_id, kind, recipient)\nSELECT organization_id, id, 'applicant_linked', 'applicant' FROM event"};

/**
 * Query generated from SQL:
 * ```
 * -- Prevents two races. FOR UPDATE: two users who claim one record at the same moment; the later one finds it linked.
 * -- The e-mail, judged again on the row as it is after the lock: a screening that corrects it between the look-up and
 * -- here. Locks in the order of saveScreenedApplicant: applicant, then identity.
 * WITH unlinked AS (
 *   SELECT organization_id, id FROM applicants
 *   WHERE organization_id = :organizationId! AND id = :applicantId! AND supabase_user_id IS NULL
 *   FOR UPDATE
 * ), identity AS (
 *   UPDATE identities SET supabase_user_id = :userId!
 *   FROM unlinked
 *   WHERE identities.organization_id = unlinked.organization_id AND identities.role = 'applicant'
 *     AND identities.record_id = unlinked.id AND identities.email_key = :emailKey!
 *   RETURNING identities.organization_id, identities.record_id
 * ), linked AS (
 *   UPDATE applicants SET supabase_user_id = :userId!, updated_at = now()
 *   FROM identity
 *   WHERE applicants.organization_id = :organizationId! AND applicants.id = identity.record_id
 *   RETURNING applicants.organization_id, applicants.id
 * ), event AS (
 *   INSERT INTO events (organization_id, type, actor_role, actor_id, applicant_id)
 *   SELECT organization_id, 'applicant.linked', 'applicant', id, id FROM linked
 *   RETURNING organization_id, id
 * )
 * INSERT INTO outbox (organization_id, event_id, kind, recipient)
 * SELECT organization_id, id, 'applicant_linked', 'applicant' FROM event
 * ```
 */
export const linkApplicant = new PreparedQuery<LinkApplicantParams,LinkApplicantResult>(linkApplicantIR);


/** 'UnlinkApplicant' parameters type */
export interface UnlinkApplicantParams {
  applicantId: string;
  organizationId: string;
}

/** 'UnlinkApplicant' return type */
export interface UnlinkApplicantResult {
  id: string;
}

/** 'UnlinkApplicant' query type */
export interface UnlinkApplicantQuery {
  params: UnlinkApplicantParams;
  result: UnlinkApplicantResult;
}

const unlinkApplicantIR: any = {"usedParamSet":{"organizationId":true,"applicantId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":332,"b":347},{"a":764,"b":779}]},{"name":"applicantId","required":true,"transform":{"type":"scalar"},"locs":[{"a":358,"b":370}]}],"statement":"-- Undoes linkApplicant: the record is whoever's signs in next with its e-mail. FOR UPDATE prevents the race with a screening or a second\n-- command that changes the record at the same moment. Locks in the same order: applicant, then identity.\nWITH linked AS (\n  SELECT organization_id, id FROM applicants\n  WHERE organization_id = :organizationId! AND id = :applicantId! AND supabase_user_id IS NOT NULL\n  FOR UPDATE\n), identity AS (\n  UPDATE identities SET supabase_user_id = NULL\n  FROM linked\n  WHERE identities.organization_id = linked.organization_id AND identities.role = 'applicant' AND identities.record_id = linked.id\n), unlinked AS (\n  UPDATE applicants SET supabase_user_id = NULL, updated_at = now()\n  FROM linked\n  WHERE applicants.organization_id = :organizationId! AND applicants.id = linked.id\n  RETURNING applicants.organization_id, applicants.id\n)\nINSERT INTO events (organization_id, type, actor_role, applicant_id)\nSELECT organization_id, 'applicant.unlinked', 'agent', id FROM unlinked\nRETURNING id"};

/**
 * Query generated from SQL:
 * ```
 * -- Undoes linkApplicant: the record is whoever's signs in next with its e-mail. FOR UPDATE prevents the race with a screening or a second
 * -- command that changes the record at the same moment. Locks in the same order: applicant, then identity.
 * WITH linked AS (
 *   SELECT organization_id, id FROM applicants
 *   WHERE organization_id = :organizationId! AND id = :applicantId! AND supabase_user_id IS NOT NULL
 *   FOR UPDATE
 * ), identity AS (
 *   UPDATE identities SET supabase_user_id = NULL
 *   FROM linked
 *   WHERE identities.organization_id = linked.organization_id AND identities.role = 'applicant' AND identities.record_id = linked.id
 * ), unlinked AS (
 *   UPDATE applicants SET supabase_user_id = NULL, updated_at = now()
 *   FROM linked
 *   WHERE applicants.organization_id = :organizationId! AND applicants.id = linked.id
 *   RETURNING applicants.organization_id, applicants.id
 * )
 * INSERT INTO events (organization_id, type, actor_role, applicant_id)
 * SELECT organization_id, 'applicant.unlinked', 'agent', id FROM unlinked
 * RETURNING id
 * ```
 */
export const unlinkApplicant = new PreparedQuery<UnlinkApplicantParams,UnlinkApplicantResult>(unlinkApplicantIR);


/** 'AddAgent' parameters type */
export interface AddAgentParams {
  email: string;
  emailKey: string;
  id: string;
  name: string;
  organizationId: string;
  role: string;
  userId: string;
}

/** 'AddAgent' return type */
export type AddAgentResult = void;

/** 'AddAgent' query type */
export interface AddAgentQuery {
  params: AddAgentParams;
  result: AddAgentResult;
}

const addAgentIR: any = {"usedParamSet":{"organizationId":true,"id":true,"userId":true,"name":true,"email":true,"role":true,"emailKey":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":193,"b":208}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":211,"b":214}]},{"name":"userId","required":true,"transform":{"type":"scalar"},"locs":[{"a":217,"b":224}]},{"name":"name","required":true,"transform":{"type":"scalar"},"locs":[{"a":227,"b":232}]},{"name":"email","required":true,"transform":{"type":"scalar"},"locs":[{"a":235,"b":241}]},{"name":"role","required":true,"transform":{"type":"scalar"},"locs":[{"a":244,"b":249}]},{"name":"emailKey","required":true,"transform":{"type":"scalar"},"locs":[{"a":531,"b":540}]}],"statement":"-- DO NOTHING prevents a second record when a user signs in twice at the same moment.\nWITH joined AS (\n  INSERT INTO agents (organization_id, id, supabase_user_id, name, email, role)\n  VALUES (:organizationId!, :id!, :userId!, :name!, :email!, :role!)\n  ON CONFLICT ON CONSTRAINT agents_one_record_per_user DO NOTHING\n  RETURNING organization_id, id, supabase_user_id\n), identity AS (\n  INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)\n  SELECT organization_id, 'agent', id, supabase_user_id, :emailKey! FROM joined\n)\nINSERT INTO events (organization_id, type, actor_role, actor_id, agent_id)\nSELECT organization_id, 'agent.joined', 'agent', id, id FROM joined"};

/**
 * Query generated from SQL:
 * ```
 * -- DO NOTHING prevents a second record when a user signs in twice at the same moment.
 * WITH joined AS (
 *   INSERT INTO agents (organization_id, id, supabase_user_id, name, email, role)
 *   VALUES (:organizationId!, :id!, :userId!, :name!, :email!, :role!)
 *   ON CONFLICT ON CONSTRAINT agents_one_record_per_user DO NOTHING
 *   RETURNING organization_id, id, supabase_user_id
 * ), identity AS (
 *   INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)
 *   SELECT organization_id, 'agent', id, supabase_user_id, :emailKey! FROM joined
 * )
 * INSERT INTO events (organization_id, type, actor_role, actor_id, agent_id)
 * SELECT organization_id, 'agent.joined', 'agent', id, id FROM joined
 * ```
 */
export const addAgent = new PreparedQuery<AddAgentParams,AddAgentResult>(addAgentIR);


/** 'FindAgent' parameters type */
export interface FindAgentParams {
  id: string;
  organizationId: string;
}

/** 'FindAgent' return type */
export interface FindAgentResult {
  created_at: Date;
  email: string;
  id: string;
  name: string;
  organization_id: string;
  role: string;
  supabase_user_id: string;
}

/** 'FindAgent' query type */
export interface FindAgentQuery {
  params: FindAgentParams;
  result: FindAgentResult;
}

const findAgentIR: any = {"usedParamSet":{"organizationId":true,"id":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":112,"b":127}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":138,"b":141}]}],"statement":"SELECT organization_id, id, supabase_user_id, name, email, role, created_at\nFROM agents\nWHERE organization_id = :organizationId! AND id = :id!"};

/**
 * Query generated from SQL:
 * ```
 * SELECT organization_id, id, supabase_user_id, name, email, role, created_at
 * FROM agents
 * WHERE organization_id = :organizationId! AND id = :id!
 * ```
 */
export const findAgent = new PreparedQuery<FindAgentParams,FindAgentResult>(findAgentIR);


/** 'FindApplicant' parameters type */
export interface FindApplicantParams {
  id: string;
  organizationId: string;
}

/** 'FindApplicant' return type */
export interface FindApplicantResult {
  created_at: Date;
  email: string;
  external_id: string;
  id: string;
  name: string;
  organization_id: string;
  risk_level: risk_level;
  supabase_user_id: string | null;
}

/** 'FindApplicant' query type */
export interface FindApplicantQuery {
  params: FindApplicantParams;
  result: FindApplicantResult;
}

const findApplicantIR: any = {"usedParamSet":{"organizationId":true,"id":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":135,"b":150}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":161,"b":164}]}],"statement":"SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level, created_at\nFROM applicants\nWHERE organization_id = :organizationId! AND id = :id!"};

/**
 * Query generated from SQL:
 * ```
 * SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level, created_at
 * FROM applicants
 * WHERE organization_id = :organizationId! AND id = :id!
 * ```
 */
export const findApplicant = new PreparedQuery<FindApplicantParams,FindApplicantResult>(findApplicantIR);


