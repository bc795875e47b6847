import { randomUUIDv7 } from 'node:crypto';
import { joinAsMember, type Agent } from '../agent.ts';
import type { Applicant } from '../applicant.ts';
import { emailKey, type AgentCaller, type ApplicantCaller, type Caller } from '../caller.ts';
import { VisitaError } from '../errors.ts';
import type { TokenClaims } from '../token-claims.ts';
import type { Identity, IdentityStore } from './ports.ts';

/** A caller's record in one organization, with what the record says of the person. */
export type CallerRecord =
  | { readonly role: 'agent'; readonly agent: Agent }
  | { readonly role: 'applicant'; readonly applicant: Applicant };

/** Tells who is calling; an agent before an applicant, both before a new agent, and else it is nobody. */
export class CallerService {
  readonly #identities: IdentityStore;

  constructor(identities: IdentityStore) {
    this.#identities = identities;
  }

  /**
   * The caller behind a verified token. `organizationId` is the organization that a trusted source names for this
   * request: `app_metadata`, or the gateway's header where that is trusted; never anything the user can write.
   * `unauthorized` when the user is neither agent nor applicant, `unavailable` when that cannot be looked up.
   */
  async resolve(claims: TokenClaims, organizationId: string | null): Promise<Caller> {
    const linkableKey = linkableEmailKey(claims, organizationId);
    const identities = await this.#identities.findIdentities(claims.userId, linkableKey);
    const agent = agentAmong(identities, claims.userId, organizationId);
    if (agent !== null) {
      return agent;
    }
    const applicant = applicantAmong(await this.#link(identities, claims.userId, linkableKey), claims.userId);
    if (applicant !== null) {
      return applicant;
    }
    const joined = await this.#join(claims, organizationId);
    if (joined !== null) {
      return joined;
    }
    throw new VisitaError('unauthorized', 'the user of this token is neither an agent nor an applicant');
  }

  /** The caller's records, one for each organization. */
  async records(caller: Caller): Promise<CallerRecord[]> {
    if (caller.role === 'agent') {
      const agent = await this.#identities.findAgent(caller.organizationId, caller.agentId);
      return agent === null ? [] : [{ role: 'agent', agent }];
    }
    const applicants = await Promise.all(
      caller.memberships.map(({ organizationId, applicantId }) =>
        this.#identities.findApplicant(organizationId, applicantId),
      ),
    );
    return applicants.filter((applicant) => applicant !== null).map((applicant) => ({ role: 'applicant', applicant }));
  }

  /** Links what the e-mail shows to be this person's. Somebody else may have been faster, so it is read again. */
  async #link(identities: Identity[], userId: string, key: string | null): Promise<Identity[]> {
    const unlinked = identities.filter((identity) => !identity.linked);
    if (key === null || unlinked.length === 0) {
      return identities;
    }
    for (const { organizationId, recordId } of unlinked) {
      await this.#identities.linkApplicant({ organizationId, applicantId: recordId }, userId, key);
    }
    return this.#identities.findIdentities(userId, null);
  }

  async #join(claims: TokenClaims, organizationId: string | null): Promise<AgentCaller | null> {
    if (organizationId === null || claims.email === null) {
      return null;
    }
    const person = { userId: claims.userId, organizationId, email: claims.email, name: claims.name };
    await this.#identities.addAgent(joinAsMember(person, randomUUIDv7()));
    // Read back, not assumed: a parallel first sign-in may have made the record that stands.
    return agentAmong(await this.#identities.findIdentities(claims.userId, null), claims.userId, organizationId);
  }
}

/**
 * The e-mail by which unlinked records may be claimed, or null: not for agents-to-be (an organization is named), not
 * for anonymous users, not while any part of the token says that the address is unconfirmed.
 */
function linkableEmailKey(claims: TokenClaims, organizationId: string | null): string | null {
  const trusted = organizationId === null && !claims.isAnonymous && claims.emailVerified;
  return trusted && claims.email !== null ? emailKey(claims.email) : null;
}

function agentAmong(
  identities: readonly Identity[],
  userId: string,
  organizationId: string | null,
): AgentCaller | null {
  const record = identities.find(
    (identity) =>
      identity.role === 'agent' && (organizationId === null || identity.organizationId === organizationId),
  );
  return record === undefined
    ? null
    : { role: 'agent', userId, organizationId: record.organizationId, agentId: record.recordId };
}

function applicantAmong(identities: readonly Identity[], userId: string): ApplicantCaller | null {
  const memberships = identities
    .filter((identity) => identity.role === 'applicant' && identity.linked)
    .map(({ organizationId, recordId }) => ({ organizationId, applicantId: recordId }));
  return memberships.length === 0 ? null : { role: 'applicant', userId, memberships };
}
