import { personNameFrom } from './person-name.ts';

/** A letting agent of one organization. One user may be an agent of several, with a record in each. */
export interface Agent {
  readonly id: string;
  readonly supabaseUserId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly email: string;
  /** The agent's role inside the agency. New agents are `member`. */
  readonly role: string;
  readonly createdAt: Date;
}

/** An agent that is not stored yet. */
export type NewAgent = Omit<Agent, 'createdAt'>;

/** The agent record made at a first sign-in: named as the token says, else by e-mail address, as far as a name goes. */
export function joinAsMember(
  person: { userId: string; organizationId: string; email: string; name: string | null },
  id: string,
): NewAgent {
  return {
    id,
    supabaseUserId: person.userId,
    organizationId: person.organizationId,
    // An address may be longer than a name (RFC 5321), so it is cut where it stands for one.
    name: person.name ?? personNameFrom(person.email) ?? person.email,
    email: person.email,
    role: 'member',
  };
}
