import type { Agent, NewAgent } from '../agent.ts';
import type { Applicant } from '../applicant.ts';
import { emailKey, type Membership } from '../caller.ts';
import type { Identity, IdentityStore } from '../service/ports.ts';
import { toScreenedApplicant } from './applicant.ts';
import type { Connection } from './database.ts';
import { addAgent, findAgent, findApplicant, findIdentitiesOfUsers, linkApplicant, unlinkApplicant } from './identity.gen.ts';

/** Who is calling: a user, and the key of their e-mail where an applicant's record that is linked to nobody may be theirs. */
export interface IdentityQuestion {
  readonly userId: string;
  readonly unlinkedEmailKey: string | null;
}

/** Agents, applicants and who they are in PostgreSQL. */
export class PostgresqlIdentityStore implements IdentityStore {
  readonly #database: Connection;

  constructor(database: Connection) {
    this.#database = database;
  }

  async findIdentities(userId: string, unlinkedEmailKey: string | null): Promise<Identity[]> {
    const [identities = []] = await findIdentities(this.#database, [{ userId, unlinkedEmailKey }]);
    return identities;
  }

  async linkApplicant(membership: Membership, userId: string, key: string): Promise<void> {
    await linkApplicant.run({ ...membership, userId, emailKey: key }, this.#database);
  }

  /** Takes an applicant's record from whoever is signed in with it. False when nobody is, or there is no such record. */
  async unlinkApplicant({ organizationId, applicantId }: Membership): Promise<boolean> {
    return (await unlinkApplicant.run({ organizationId, applicantId }, this.#database)).length > 0;
  }

  async addAgent(agent: NewAgent): Promise<void> {
    const { organizationId, id, supabaseUserId, name, email, role } = agent;
    const parameters = { organizationId, id, userId: supabaseUserId, name, email, role, emailKey: emailKey(email) };
    await addAgent.run(parameters, this.#database);
  }

  async findAgent(organizationId: string, id: string): Promise<Agent | null> {
    const [row] = await findAgent.run({ organizationId, id }, this.#database);
    return row === undefined
      ? null
      : {
          id: row.id,
          supabaseUserId: row.supabase_user_id,
          organizationId: row.organization_id,
          name: row.name,
          email: row.email,
          role: row.role,
          createdAt: row.created_at,
        };
  }

  async findApplicant(organizationId: string, id: string): Promise<Applicant | null> {
    const [row] = await findApplicant.run({ organizationId, id }, this.#database);
    return row === undefined ? null : { ...toScreenedApplicant(row), createdAt: row.created_at };
  }
}

/** Who each of these is, in their order, by one statement. */
export async function findIdentities(database: Connection, questions: readonly IdentityQuestion[]): Promise<Identity[][]> {
  const parameters = {
    userIds: questions.map(({ userId }) => userId),
    // pgtyped's arrays know no null; the empty text is nobody's e-mail.
    unlinkedEmailKeys: questions.map(({ unlinkedEmailKey }) => unlinkedEmailKey ?? ''),
  };
  const found = questions.map((): Identity[] => []);
  for (const row of await findIdentitiesOfUsers.run(parameters, database)) {
    found[row.place - 1]?.push({ organizationId: row.organization_id, role: row.role, recordId: row.record_id, linked: row.linked });
  }
  return found;
}
