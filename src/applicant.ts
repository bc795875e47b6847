/** What screening says of a person. LOW and MEDIUM may book, HIGH may not. */
export type RiskLevel = 'LOW' | 'MEDIUM' | 'HIGH';

export const RISK_LEVELS: readonly RiskLevel[] = ['LOW', 'MEDIUM', 'HIGH'];

/** A person whom one agency screened. Another agency's screening of the same person is another applicant. */
export interface Applicant {
  readonly id: string;
  /** The screening service's own id of the person. */
  readonly externalId: string;
  /** Null until the person first signs in. */
  readonly supabaseUserId: string | null;
  readonly organizationId: string;
  readonly name: string;
  readonly email: string;
  readonly riskLevel: RiskLevel;
  readonly createdAt: Date;
}

/** One result of the screening service, reduced to what booking needs. */
export interface Screening {
  readonly externalId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly email: string;
  readonly riskLevel: RiskLevel;
  /** When the person was screened: decides which of two results is the newer one. */
  readonly screenedAt: Date;
  /** When this was said of it, if not then: of two results of one time the one said later corrects the other. */
  readonly saidAt?: Date;
}

/**
 * What a screening does.
 * `registered`: the person may book from now on. `refreshed`: what is known of them was brought up to date.
 * `withdrawn`: a known applicant may make no new bookings. `refused`: an unknown person; only the time is kept.
 * `outdated`: something at least as new is known already; nothing changes.
 */
export type ScreeningOutcome = 'registered' | 'refreshed' | 'withdrawn' | 'refused' | 'outdated';

/** An applicant as it is to be stored. */
export type ScreenedApplicant = Omit<Applicant, 'createdAt'>;

/** What is to become of a screening: `applicant` as it is to be stored, null where nothing but the time is. */
export interface ScreeningVerdict {
  readonly outcome: ScreeningOutcome;
  readonly applicant: ScreenedApplicant | null;
}

/**
 * What the newest screening of a person makes of what is known of them. Older screenings never get here.
 * A HIGH result of a known applicant changes the risk level alone: their bookings and their record stay.
 */
export function applyScreening(
  known: ScreenedApplicant | null,
  screening: Screening,
  newId: string,
): ScreeningVerdict {
  const { externalId, organizationId, name, email, riskLevel } = screening;
  if (riskLevel === 'HIGH') {
    return known === null
      ? { outcome: 'refused', applicant: null }
      : { outcome: 'withdrawn', applicant: { ...known, riskLevel } };
  }
  if (known === null) {
    const applicant = { id: newId, externalId, supabaseUserId: null, organizationId, name, email, riskLevel };
    return { outcome: 'registered', applicant };
  }
  return { outcome: 'refreshed', applicant: { ...known, name, email, riskLevel } };
}

/** An applicant whose screening allows booking. */
export function isEligible(applicant: Pick<Applicant, 'riskLevel'>): boolean {
  return applicant.riskLevel !== 'HIGH';
}
