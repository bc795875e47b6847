/** Types generated for queries found in "src/postgresql/screening.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type risk_level = 'HIGH' | 'LOW' | 'MEDIUM';

export type DateOrString = Date | string;

export type DateOrStringArray = (DateOrString)[];

export type risk_levelArray = (risk_level)[];

export type stringArray = (string)[];

/** 'ClaimScreenings' parameters type */
export interface ClaimScreeningsParams {
  externalIds: stringArray;
  organizationId: string;
  saidAts: DateOrStringArray;
  screenedAts: DateOrStringArray;
}

/** 'ClaimScreenings' return type */
export interface ClaimScreeningsResult {
  external_id: string;
  organization_id: string;
}

/** 'ClaimScreenings' query type */
export interface ClaimScreeningsQuery {
  params: ClaimScreeningsParams;
  result: ClaimScreeningsResult;
}

const claimScreeningsIR: any = {"usedParamSet":{"organizationId":true,"externalIds":true,"screenedAts":true,"saidAts":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":466,"b":481}]},{"name":"externalIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":554,"b":566}]},{"name":"screenedAts","required":true,"transform":{"type":"scalar"},"locs":[{"a":577,"b":589}]},{"name":"saidAts","required":true,"transform":{"type":"scalar"},"locs":[{"a":607,"b":615}]}],"statement":"-- For screenings of different persons of one organization. Prevents two races: the row lock keeps other screenings of a person\n-- waiting until this transaction ends, and the condition lets only the newer one through, so that repeats and latecomers change\n-- nothing. In id order, so that two such statements, of two workers, take the persons they share in the same order.\nINSERT INTO screenings AS known (organization_id, external_id, screened_at, said_at)\nSELECT :organizationId!, claimed.external_id, claimed.screened_at, claimed.said_at\nFROM unnest(:externalIds!::uuid[], :screenedAts!::timestamptz[], :saidAts!::timestamptz[]) AS claimed (external_id, screened_at, said_at)\nORDER BY claimed.external_id\nON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at, said_at = excluded.said_at\nWHERE (known.screened_at, COALESCE(known.said_at, 'infinity')) < (excluded.screened_at, excluded.said_at)\nRETURNING organization_id, external_id"};

/**
 * Query generated from SQL:
 * ```
 * -- For screenings of different persons of one organization. Prevents two races: the row lock keeps other screenings of a person
 * -- waiting until this transaction ends, and the condition lets only the newer one through, so that repeats and latecomers change
 * -- nothing. In id order, so that two such statements, of two workers, take the persons they share in the same order.
 * INSERT INTO screenings AS known (organization_id, external_id, screened_at, said_at)
 * SELECT :organizationId!, claimed.external_id, claimed.screened_at, claimed.said_at
 * FROM unnest(:externalIds!::uuid[], :screenedAts!::timestamptz[], :saidAts!::timestamptz[]) AS claimed (external_id, screened_at, said_at)
 * ORDER BY claimed.external_id
 * ON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at, said_at = excluded.said_at
 * WHERE (known.screened_at, COALESCE(known.said_at, 'infinity')) < (excluded.screened_at, excluded.said_at)
 * RETURNING organization_id, external_id
 * ```
 */
export const claimScreenings = new PreparedQuery<ClaimScreeningsParams,ClaimScreeningsResult>(claimScreeningsIR);


/** 'ClaimScreeningsOfSeveral' parameters type */
export interface ClaimScreeningsOfSeveralParams {
  externalIds: stringArray;
  organizationIds: stringArray;
  saidAts: DateOrStringArray;
  screenedAts: DateOrStringArray;
}

/** 'ClaimScreeningsOfSeveral' return type */
export interface ClaimScreeningsOfSeveralResult {
  external_id: string;
  organization_id: string;
}

/** 'ClaimScreeningsOfSeveral' query type */
export interface ClaimScreeningsOfSeveralQuery {
  params: ClaimScreeningsOfSeveralParams;
  result: ClaimScreeningsOfSeveralResult;
}

const claimScreeningsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"externalIds":true,"screenedAts":true,"saidAts":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":393,"b":409}]},{"name":"externalIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":420,"b":432}]},{"name":"screenedAts","required":true,"transform":{"type":"scalar"},"locs":[{"a":443,"b":455}]},{"name":"saidAts","required":true,"transform":{"type":"scalar"},"locs":[{"a":473,"b":481}]}],"statement":"-- claimScreenings for several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the order of\n-- organization and id, as claimScreenings does within one.\nINSERT INTO screenings AS known (organization_id, external_id, screened_at, said_at)\nSELECT claimed.organization_id, claimed.external_id, claimed.screened_at, claimed.said_at\nFROM unnest(:organizationIds!::uuid[], :externalIds!::uuid[], :screenedAts!::timestamptz[], :saidAts!::timestamptz[])\n  AS claimed (organization_id, external_id, screened_at, said_at)\nORDER BY claimed.organization_id, claimed.external_id\nON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at, said_at = excluded.said_at\nWHERE (known.screened_at, COALESCE(known.said_at, 'infinity')) < (excluded.screened_at, excluded.said_at)\nRETURNING organization_id, external_id"};

/**
 * Query generated from SQL:
 * ```
 * -- claimScreenings for several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the order of
 * -- organization and id, as claimScreenings does within one.
 * INSERT INTO screenings AS known (organization_id, external_id, screened_at, said_at)
 * SELECT claimed.organization_id, claimed.external_id, claimed.screened_at, claimed.said_at
 * FROM unnest(:organizationIds!::uuid[], :externalIds!::uuid[], :screenedAts!::timestamptz[], :saidAts!::timestamptz[])
 *   AS claimed (organization_id, external_id, screened_at, said_at)
 * ORDER BY claimed.organization_id, claimed.external_id
 * ON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at, said_at = excluded.said_at
 * WHERE (known.screened_at, COALESCE(known.said_at, 'infinity')) < (excluded.screened_at, excluded.said_at)
 * RETURNING organization_id, external_id
 * ```
 */
export const claimScreeningsOfSeveral = new PreparedQuery<ClaimScreeningsOfSeveralParams,ClaimScreeningsOfSeveralResult>(claimScreeningsOfSeveralIR);


/** 'FindScreenedApplicants' parameters type */
export interface FindScreenedApplicantsParams {
  externalIds: stringArray;
  organizationId: string;
}

/** 'FindScreenedApplicants' return type */
export interface FindScreenedApplicantsResult {
  email: string;
  external_id: string;
  id: string;
  name: string;
  organization_id: string;
  risk_level: risk_level;
  supabase_user_id: string | null;
}

/** 'FindScreenedApplicants' query type */
export interface FindScreenedApplicantsQuery {
  params: FindScreenedApplicantsParams;
  result: FindScreenedApplicantsResult;
}

const findScreenedApplicantsIR: any = {"usedParamSet":{"organizationId":true,"externalIds":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":123,"b":138}]},{"name":"externalIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":163,"b":175}]}],"statement":"SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level\nFROM applicants\nWHERE organization_id = :organizationId! AND external_id = ANY (:externalIds!::uuid[])"};

/**
 * Query generated from SQL:
 * ```
 * SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level
 * FROM applicants
 * WHERE organization_id = :organizationId! AND external_id = ANY (:externalIds!::uuid[])
 * ```
 */
export const findScreenedApplicants = new PreparedQuery<FindScreenedApplicantsParams,FindScreenedApplicantsResult>(findScreenedApplicantsIR);


/** 'FindScreenedApplicantsOfSeveral' parameters type */
export interface FindScreenedApplicantsOfSeveralParams {
  externalIds: stringArray;
  organizationIds: stringArray;
}

/** 'FindScreenedApplicantsOfSeveral' return type */
export interface FindScreenedApplicantsOfSeveralResult {
  email: string;
  external_id: string;
  id: string;
  name: string;
  organization_id: string;
  risk_level: risk_level;
  supabase_user_id: string | null;
}

/** 'FindScreenedApplicantsOfSeveral' query type */
export interface FindScreenedApplicantsOfSeveralQuery {
  params: FindScreenedApplicantsOfSeveralParams;
  result: FindScreenedApplicantsOfSeveralResult;
}

const findScreenedApplicantsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"externalIds":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":117,"b":133}]},{"name":"externalIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":144,"b":156}]}],"statement":"SELECT applicants.organization_id, id, applicants.external_id, supabase_user_id, name, email, risk_level\nFROM unnest(:organizationIds!::uuid[], :externalIds!::uuid[]) AS wanted (organization_id, external_id)\nJOIN applicants ON applicants.organization_id = wanted.organization_id AND applicants.external_id = wanted.external_id"};

/**
 * Query generated from SQL:
 * ```
 * SELECT applicants.organization_id, id, applicants.external_id, supabase_user_id, name, email, risk_level
 * FROM unnest(:organizationIds!::uuid[], :externalIds!::uuid[]) AS wanted (organization_id, external_id)
 * JOIN applicants ON applicants.organization_id = wanted.organization_id AND applicants.external_id = wanted.external_id
 * ```
 */
export const findScreenedApplicantsOfSeveral = new PreparedQuery<FindScreenedApplicantsOfSeveralParams,FindScreenedApplicantsOfSeveralResult>(findScreenedApplicantsOfSeveralIR);


/** 'SaveScreenedApplicants' parameters type */
export interface SaveScreenedApplicantsParams {
  emailKeys: stringArray;
  emails: stringArray;
  eventTypes: stringArray;
  externalIds: stringArray;
  ids: stringArray;
  names: stringArray;
  organizationId: string;
  riskLevels: risk_levelArray;
  screenedAts: DateOrStringArray;
}

/** 'SaveScreenedApplicants' return type */
export type SaveScreenedApplicantsResult = void;

/** 'SaveScreenedApplicants' query type */
export interface SaveScreenedApplicantsQuery {
  params: SaveScreenedApplicantsParams;
  result: SaveScreenedApplicantsResult;
}

const saveScreenedApplicantsIR: any = {"usedParamSet":{"ids":true,"externalIds":true,"names":true,"emails":true,"riskLevels":true,"emailKeys":true,"screenedAts":true,"eventTypes":true,"organizationId":true},"params":[{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":364,"b":368}]},{"name":"externalIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":379,"b":391}]},{"name":"names","required":true,"transform":{"type":"scalar"},"locs":[{"a":402,"b":408}]},{"name":"emails","required":true,"transform":{"type":"scalar"},"locs":[{"a":419,"b":426}]},{"name":"riskLevels","required":true,"transform":{"type":"scalar"},"locs":[{"a":437,"b":448}]},{"name":"emailKeys","required":true,"transform":{"type":"scalar"},"locs":[{"a":465,"b":475}]},{"name":"screenedAts","required":true,"transform":{"type":"scalar"},"locs":[{"a":490,"b":502}]},{"name":"eventTypes","required":true,"transform":{"type":"scalar"},"locs":[{"a":520,"b":531}]},{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":753,"b":768}]}],"statement":"-- For persons of one organization whose screenings were claimed. The link to a sign-in is not touched: it may be made at this\n-- very moment. Of each person the applicant, then the identity, as linkApplicant does: whoever has the one waits for nobody's\n-- other. Of a change to what is known of them nobody is told.\nWITH screened AS (\n  SELECT * FROM unnest(\n    :ids!::uuid[], :externalIds!::uuid[], :names!::text[], :emails!::text[], :riskLevels!::risk_level[], :emailKeys!::text[],\n    :screenedAts!::timestamptz[], :eventTypes!::text[]\n  ) AS screened (id, external_id, name, email, risk_level, email_key, screened_at, event_type)\n), saved AS (\n  INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)\n  SELECT :organizationId!, id, external_id, name, email, risk_level FROM screened ORDER BY external_id\n  ON CONFLICT ON CONSTRAINT applicants_one_record_per_person\n  DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = excluded.updated_at\n  RETURNING organization_id, id, external_id\n), identity AS (\n  INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)\n  SELECT saved.organization_id, 'applicant', saved.id, screened.email_key, screened.screened_at\n  FROM saved JOIN screened USING (external_id)\n  ON CONFLICT (organization_id, role, record_id)\n  DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at\n), event AS (\n  INSERT INTO events (organization_id, type, actor_role, applicant_id)\n  SELECT saved.organization_id, screened.event_type, 'screening', saved.id\n  FROM saved JOIN screened USING (external_id)\n  RETURNING organization_id, id, type\n)\nINSERT INTO outbox (organization_id, event_id, kind, recipient)\nSELECT organization_id, id, 'applicant_registered', 'applicant' FROM event WHERE type = 'applicant.registered'"};

/**
 * Query generated from SQL:
 * ```
 * -- For persons of one organization whose screenings were claimed. The link to a sign-in is not touched: it may be made at this
 * -- very moment. Of each person the applicant, then the identity, as linkApplicant does: whoever has the one waits for nobody's
 * -- other. Of a change to what is known of them nobody is told.
 * WITH screened AS (
 *   SELECT * FROM unnest(
 *     :ids!::uuid[], :externalIds!::uuid[], :names!::text[], :emails!::text[], :riskLevels!::risk_level[], :emailKeys!::text[],
 *     :screenedAts!::timestamptz[], :eventTypes!::text[]
 *   ) AS screened (id, external_id, name, email, risk_level, email_key, screened_at, event_type)
 * ), saved AS (
 *   INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)
 *   SELECT :organizationId!, id, external_id, name, email, risk_level FROM screened ORDER BY external_id
 *   ON CONFLICT ON CONSTRAINT applicants_one_record_per_person
 *   DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = excluded.updated_at
 *   RETURNING organization_id, id, external_id
 * ), identity AS (
 *   INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)
 *   SELECT saved.organization_id, 'applicant', saved.id, screened.email_key, screened.screened_at
 *   FROM saved JOIN screened USING (external_id)
 *   ON CONFLICT (organization_id, role, record_id)
 *   DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at
 * ), event AS (
 *   INSERT INTO events (organization_id, type, actor_role, applicant_id)
 *   SELECT saved.organization_id, screened.event_type, 'screening', saved.id
 *   FROM saved JOIN screened USING (external_id)
 *   RETURNING organization_id, id, type
 * )
 * INSERT INTO outbox (organization_id, event_id, kind, recipient)
 * SELECT organization_id, id, 'applicant_registered', 'applicant' FROM event WHERE type = 'applicant.registered'
 * ```
 */
export const saveScreenedApplicants = new PreparedQuery<SaveScreenedApplicantsParams,SaveScreenedApplicantsResult>(saveScreenedApplicantsIR);


/** 'SaveScreenedApplicantsOfSeveral' parameters type */
export interface SaveScreenedApplicantsOfSeveralParams {
  emailKeys: stringArray;
  emails: stringArray;
  eventTypes: stringArray;
  externalIds: stringArray;
  ids: stringArray;
  names: stringArray;
  organizationIds: stringArray;
  riskLevels: risk_levelArray;
  screenedAts: DateOrStringArray;
}

/** 'SaveScreenedApplicantsOfSeveral' return type */
export type SaveScreenedApplicantsOfSeveralResult = void;

/** 'SaveScreenedApplicantsOfSeveral' query type */
export interface SaveScreenedApplicantsOfSeveralQuery {
  params: SaveScreenedApplicantsOfSeveralParams;
  result: SaveScreenedApplicantsOfSeveralResult;
}

const saveScreenedApplicantsOfSeveralIR: any = {"usedParamSet":{"organizationIds":true,"ids":true,"externalIds":true,"names":true,"emails":true,"riskLevels":true,"emailKeys":true,"screenedAts":true,"eventTypes":true},"params":[{"name":"organizationIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":173,"b":189}]},{"name":"ids","required":true,"transform":{"type":"scalar"},"locs":[{"a":200,"b":204}]},{"name":"externalIds","required":true,"transform":{"type":"scalar"},"locs":[{"a":215,"b":227}]},{"name":"names","required":true,"transform":{"type":"scalar"},"locs":[{"a":238,"b":244}]},{"name":"emails","required":true,"transform":{"type":"scalar"},"locs":[{"a":255,"b":262}]},{"name":"riskLevels","required":true,"transform":{"type":"scalar"},"locs":[{"a":273,"b":284}]},{"name":"emailKeys","required":true,"transform":{"type":"scalar"},"locs":[{"a":301,"b":311}]},{"name":"screenedAts","required":true,"transform":{"type":"scalar"},"locs":[{"a":326,"b":338}]},{"name":"eventTypes","required":true,"transform":{"type":"scalar"},"locs":[{"a":356,"b":367}]}],"statement":"-- saveScreenedApplicants for several organizations, where one node has them all: of each person the same, in the same order.\nWITH screened AS (\n  SELECT * FROM unnest(\n    :organizationIds!::uuid[], :ids!::uuid[], :externalIds!::uuid[], :names!::text[], :emails!::text[], :riskLevels!::risk_level[], :emailKeys!::text[],\n    :screenedAts!::timestamptz[], :eventTypes!::text[]\n  ) AS screened (organization_id, id, external_id, name, email, risk_level, email_key, screened_at, event_type)\n), saved AS (\n  INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)\n  SELECT organization_id, id, external_id, name, email, risk_level FROM screened ORDER BY organization_id, external_id\n  ON CONFLICT ON CONSTRAINT applicants_one_record_per_person\n  DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = excluded.updated_at\n  RETURNING organization_id, id, external_id\n), identity AS (\n  INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)\n  SELECT saved.organization_id, 'applicant', saved.id, screened.email_key, screened.screened_at\n  FROM saved JOIN screened USING (organization_id, external_id)\n  ON CONFLICT (organization_id, role, record_id)\n  DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at\n), event AS (\n  INSERT INTO events (organization_id, type, actor_role, applicant_id)\n  SELECT saved.organization_id, screened.event_type, 'screening', saved.id\n  FROM saved JOIN screened USING (organization_id, external_id)\n  RETURNING organization_id, id, type\n)\nINSERT INTO outbox (organization_id, event_id, kind, recipient)\nSELECT organization_id, id, 'applicant_registered', 'applicant' FROM event WHERE type = 'applicant.registered'"};

/**
 * Query generated from SQL:
 * ```
 * -- saveScreenedApplicants for several organizations, where one node has them all: of each person the same, in the same order.
 * WITH screened AS (
 *   SELECT * FROM unnest(
 *     :organizationIds!::uuid[], :ids!::uuid[], :externalIds!::uuid[], :names!::text[], :emails!::text[], :riskLevels!::risk_level[], :emailKeys!::text[],
 *     :screenedAts!::timestamptz[], :eventTypes!::text[]
 *   ) AS screened (organization_id, id, external_id, name, email, risk_level, email_key, screened_at, event_type)
 * ), saved AS (
 *   INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)
 *   SELECT organization_id, id, external_id, name, email, risk_level FROM screened ORDER BY organization_id, external_id
 *   ON CONFLICT ON CONSTRAINT applicants_one_record_per_person
 *   DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = excluded.updated_at
 *   RETURNING organization_id, id, external_id
 * ), identity AS (
 *   INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)
 *   SELECT saved.organization_id, 'applicant', saved.id, screened.email_key, screened.screened_at
 *   FROM saved JOIN screened USING (organization_id, external_id)
 *   ON CONFLICT (organization_id, role, record_id)
 *   DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at
 * ), event AS (
 *   INSERT INTO events (organization_id, type, actor_role, applicant_id)
 *   SELECT saved.organization_id, screened.event_type, 'screening', saved.id
 *   FROM saved JOIN screened USING (organization_id, external_id)
 *   RETURNING organization_id, id, type
 * )
 * INSERT INTO outbox (organization_id, event_id, kind, recipient)
 * SELECT organization_id, id, 'applicant_registered', 'applicant' FROM event WHERE type = 'applicant.registered'
 * ```
 */
export const saveScreenedApplicantsOfSeveral = new PreparedQuery<SaveScreenedApplicantsOfSeveralParams,SaveScreenedApplicantsOfSeveralResult>(saveScreenedApplicantsOfSeveralIR);


