/** Types generated for queries found in "src/postgresql/screening.sql" */
import { PreparedQuery } from '@pgtyped/runtime';

export type risk_level = 'HIGH' | 'LOW' | 'MEDIUM';

export type DateOrString = Date | string;

/** 'ClaimScreening' parameters type */
export interface ClaimScreeningParams {
  externalId: string;
  organizationId: string;
  screenedAt: DateOrString;
}

/** 'ClaimScreening' return type */
export interface ClaimScreeningResult {
  external_id: string;
}

/** 'ClaimScreening' query type */
export interface ClaimScreeningQuery {
  params: ClaimScreeningParams;
  result: ClaimScreeningResult;
}

const claimScreeningIR: any = {"usedParamSet":{"organizationId":true,"externalId":true,"screenedAt":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":295,"b":310}]},{"name":"externalId","required":true,"transform":{"type":"scalar"},"locs":[{"a":313,"b":324}]},{"name":"screenedAt","required":true,"transform":{"type":"scalar"},"locs":[{"a":327,"b":338}]}],"statement":"-- Prevents two races: the row lock keeps other screenings of the person waiting until this transaction ends, and\n-- the condition lets only the newer one through, so that repeats and latecomers change nothing.\nINSERT INTO screenings AS known (organization_id, external_id, screened_at)\nVALUES (:organizationId!, :externalId!, :screenedAt!)\nON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at\nWHERE known.screened_at < excluded.screened_at\nRETURNING external_id"};

/**
 * Query generated from SQL:
 * ```
 * -- Prevents two races: the row lock keeps other screenings of the person waiting until this transaction ends, and
 * -- the condition lets only the newer one through, so that repeats and latecomers change nothing.
 * INSERT INTO screenings AS known (organization_id, external_id, screened_at)
 * VALUES (:organizationId!, :externalId!, :screenedAt!)
 * ON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at
 * WHERE known.screened_at < excluded.screened_at
 * RETURNING external_id
 * ```
 */
export const claimScreening = new PreparedQuery<ClaimScreeningParams,ClaimScreeningResult>(claimScreeningIR);


/** 'FindScreenedApplicant' parameters type */
export interface FindScreenedApplicantParams {
  externalId: string;
  organizationId: string;
}

/** 'FindScreenedApplicant' return type */
export interface FindScreenedApplicantResult {
  email: string;
  external_id: string;
  id: string;
  name: string;
  organization_id: string;
  risk_level: risk_level;
  supabase_user_id: string | null;
}

/** 'FindScreenedApplicant' query type */
export interface FindScreenedApplicantQuery {
  params: FindScreenedApplicantParams;
  result: FindScreenedApplicantResult;
}

const findScreenedApplicantIR: any = {"usedParamSet":{"organizationId":true,"externalId":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":123,"b":138}]},{"name":"externalId","required":true,"transform":{"type":"scalar"},"locs":[{"a":158,"b":169}]}],"statement":"SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level\nFROM applicants\nWHERE organization_id = :organizationId! AND external_id = :externalId!"};

/**
 * Query generated from SQL:
 * ```
 * SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level
 * FROM applicants
 * WHERE organization_id = :organizationId! AND external_id = :externalId!
 * ```
 */
export const findScreenedApplicant = new PreparedQuery<FindScreenedApplicantParams,FindScreenedApplicantResult>(findScreenedApplicantIR);


/** 'SaveScreenedApplicant' parameters type */
export interface SaveScreenedApplicantParams {
  email: string;
  emailKey: string;
  eventType: string;
  externalId: string;
  id: string;
  messageKind?: string | null | void;
  name: string;
  organizationId: string;
  riskLevel: risk_level;
  screenedAt: DateOrString;
}

/** 'SaveScreenedApplicant' return type */
export type SaveScreenedApplicantResult = void;

/** 'SaveScreenedApplicant' query type */
export interface SaveScreenedApplicantQuery {
  params: SaveScreenedApplicantParams;
  result: SaveScreenedApplicantResult;
}

const saveScreenedApplicantIR: any = {"usedParamSet":{"organizationId":true,"id":true,"externalId":true,"name":true,"email":true,"riskLevel":true,"emailKey":true,"screenedAt":true,"eventType":true,"messageKind":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":197,"b":212}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":215,"b":218}]},{"name":"externalId","required":true,"transform":{"type":"scalar"},"locs":[{"a":221,"b":232}]},{"name":"name","required":true,"transform":{"type":"scalar"},"locs":[{"a":235,"b":240}]},{"name":"email","required":true,"transform":{"type":"scalar"},"locs":[{"a":243,"b":249}]},{"name":"riskLevel","required":true,"transform":{"type":"scalar"},"locs":[{"a":252,"b":262}]},{"name":"emailKey","required":true,"transform":{"type":"scalar"},"locs":[{"a":626,"b":635}]},{"name":"screenedAt","required":true,"transform":{"type":"scalar"},"locs":[{"a":638,"b":649}]},{"name":"eventType","required":true,"transform":{"type":"scalar"},"locs":[{"a":905,"b":915}]},{"name":"messageKind","required":false,"transform":{"type":"scalar"},"locs":[{"a":1071,"b":1082},{"a":1114,"b":1125}]}],"statement":"-- The link to a sign-in is not touched: it may be made at this very moment.\nWITH saved AS (\n  INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)\n  VALUES (:organizationId!, :id!, :externalId!, :name!, :email!, :riskLevel!)\n  ON CONFLICT ON CONSTRAINT applicants_one_record_per_person\n  DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = now()\n  RETURNING organization_id, id\n), identity AS (\n  INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)\n  SELECT organization_id, 'applicant', id, :emailKey!, :screenedAt! FROM saved\n  ON CONFLICT (organization_id, role, record_id)\n  DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at\n), event AS (\n  INSERT INTO events (organization_id, type, actor_role, applicant_id)\n  SELECT organization_id, :eventType!, 'screening', id FROM saved\n  RETURNING organization_id, id\n)\nINSERT INTO outbox (organization_id, event_id, kind, recipient)\nSELECT organization_id, id, :messageKind, 'applicant' FROM event WHERE :messageKind::text IS NOT NULL"};

/**
 * Query generated from SQL:
 * ```
 * -- The link to a sign-in is not touched: it may be made at this very moment.
 * WITH saved AS (
 *   INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)
 *   VALUES (:organizationId!, :id!, :externalId!, :name!, :email!, :riskLevel!)
 *   ON CONFLICT ON CONSTRAINT applicants_one_record_per_person
 *   DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = now()
 *   RETURNING organization_id, id
 * ), identity AS (
 *   INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)
 *   SELECT organization_id, 'applicant', id, :emailKey!, :screenedAt! FROM saved
 *   ON CONFLICT (organization_id, role, record_id)
 *   DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at
 * ), event AS (
 *   INSERT INTO events (organization_id, type, actor_role, applicant_id)
 *   SELECT organization_id, :eventType!, 'screening', id FROM saved
 *   RETURNING organization_id, id
 * )
 * INSERT INTO outbox (organization_id, event_id, kind, recipient)
 * SELECT organization_id, id, :messageKind, 'applicant' FROM event WHERE :messageKind::text IS NOT NULL
 * ```
 */
export const saveScreenedApplicant = new PreparedQuery<SaveScreenedApplicantParams,SaveScreenedApplicantResult>(saveScreenedApplicantIR);


