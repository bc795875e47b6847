import type { Membership } from '../caller.ts';
import type { Database } from '../postgresql/database.ts';
import { PostgresqlIdentityStore } from '../postgresql/identity.ts';
import { isUuid } from '../uuid.ts';
import { runCommand } from './command.ts';
import { withDatabase } from './with-database.ts';

const USAGE = `Takes an applicant's record from whoever is signed in with it. It is then whoever's signs in next with its e-mail address: correct
that first, by a newer screening event.

  npm run people -- unlink ORGANIZATION_ID APPLICANT_ID
`;

async function unlink(database: Database, membership: Membership): Promise<void> {
  if (!(await new PostgresqlIdentityStore(database).unlinkApplicant(membership))) {
    throw new Error('this organization has no such applicant, or nobody is signed in as them');
  }
  process.stdout.write('1 unlinked\n');
}

function readWish(): Membership | null {
  const [verb, organizationId = '', applicantId = '', ...rest] = process.argv.slice(2);
  return verb === 'unlink' && isUuid(organizationId) && isUuid(applicantId) && rest.length === 0 ? { organizationId, applicantId } : null;
}

await runCommand(USAGE, readWish, (membership) => withDatabase((database) => unlink(database, membership)));
