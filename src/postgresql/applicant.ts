import type { RiskLevel, ScreenedApplicant } from '../applicant.ts';

/** The columns of an applicant. */
export interface ApplicantRow {
  organization_id: string;
  id: string;
  external_id: string;
  supabase_user_id: string | null;
  name: string;
  email: string;
  risk_level: RiskLevel;
}

export function toScreenedApplicant(row: ApplicantRow): ScreenedApplicant {
  return {
    id: row.id,
    externalId: row.external_id,
    supabaseUserId: row.supabase_user_id,
    organizationId: row.organization_id,
    name: row.name,
    email: row.email,
    riskLevel: row.risk_level,
  };
}
