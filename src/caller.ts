import { VisitaError } from './errors.ts';

export type Role = 'agent' | 'applicant';

/** A caller who acts for one organization. */
export interface AgentCaller {
  readonly role: 'agent';
  readonly userId: string;
  readonly organizationId: string;
  readonly agentId: string;
}

/** One agency that screened the caller. */
export interface Membership {
  readonly organizationId: string;
  readonly applicantId: string;
}

/** A caller screened by one or more agencies: the newest screening comes first. */
export interface ApplicantCaller {
  readonly role: 'applicant';
  readonly userId: string;
  readonly memberships: readonly Membership[];
}

export type Caller = AgentCaller | ApplicantCaller;

/** The agencies whose slots the caller may see, each once. */
export function organizationsOf(caller: Caller): readonly string[] {
  return caller.role === 'agent'
    ? [caller.organizationId]
    : [...new Set(caller.memberships.map((membership) => membership.organizationId))];
}

/** The record with which the caller books in this agency: of several, the one screened last. */
export function applicantIn(caller: ApplicantCaller, organizationId: string): string | null {
  return caller.memberships.find((membership) => membership.organizationId === organizationId)?.applicantId ?? null;
}

/** Refuses (`forbidden`) a caller who is not an agent. */
export function requireAgent(caller: Caller): AgentCaller {
  if (caller.role !== 'agent') {
    throw new VisitaError('forbidden', 'only agents may do this');
  }
  return caller;
}

/** Refuses (`forbidden`) a caller who is not an applicant. */
export function requireApplicant(caller: Caller): ApplicantCaller {
  if (caller.role !== 'applicant') {
    throw new VisitaError('forbidden', 'only applicants may do this');
  }
  return caller;
}

/** Leaves out the characters that NFC or lower case turn into ASCII: the Kelvin sign into k, two Greek marks into ; and `. */
const ALL_BUT_ASCII_LOOKALIKES = /[^\u212A\u037E\u1FEF]+/g;

/**
 * The form of an e-mail address in which two spellings of it are equal: case does not tell people apart.
 * What is not ASCII never becomes ASCII: `mi\u212Ae@…`, with a Kelvin sign, is another mailbox than `mike@…`.
 */
export function emailKey(email: string): string {
  return email.trim().replace(ALL_BUT_ASCII_LOOKALIKES, (rest) => rest.normalize('NFC').toLowerCase());
}
