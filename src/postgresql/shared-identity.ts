import type { Agent, NewAgent } from '../agent.ts';
import type { Applicant } from '../applicant.ts';
import type { Membership } from '../caller.ts';
import type { Identity, IdentityStore } from '../service/ports.ts';
import type { Connection } from './database.ts';
import { findIdentities, type IdentityQuestion } from './identity.ts';
import { SharedStatement } from './shared-statement.ts';

/**
 * Finds out who is calling, for all requests that arrive together in one statement; everything else is left to `single`. Nothing is
 * remembered: a person screened a moment ago is known at the next request.
 */
export class SharedIdentityStore implements IdentityStore {
  readonly #single: IdentityStore;
  readonly #identities: SharedStatement<IdentityQuestion, Identity[]>;

  constructor(database: Connection, single: IdentityStore) {
    this.#single = single;
    this.#identities = new SharedStatement({
      // One small table answers for all organizations.
      groupOf: () => 'identities',
      together: (questions) => findIdentities(database, questions),
      alone: ({ userId, unlinkedEmailKey }) => single.findIdentities(userId, unlinkedEmailKey),
    });
  }

  findIdentities(userId: string, unlinkedEmailKey: string | null): Promise<Identity[]> {
    return this.#identities.ask({ userId, unlinkedEmailKey });
  }

  linkApplicant(membership: Membership, userId: string, emailKey: string): Promise<void> {
    return this.#single.linkApplicant(membership, userId, emailKey);
  }

  addAgent(agent: NewAgent): Promise<void> {
    return this.#single.addAgent(agent);
  }

  findAgent(organizationId: string, id: string): Promise<Agent | null> {
    return this.#single.findAgent(organizationId, id);
  }

  findApplicant(organizationId: string, id: string): Promise<Applicant | null> {
    return this.#single.findApplicant(organizationId, id);
  }
}
