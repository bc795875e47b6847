import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_ORGANIZATION } from '../embedded/demo-people.ts';
import { signDemoToken } from '../embedded/demo-token.ts';
import { isUuid } from '../uuid.ts';
import { runCommand } from './command.ts';

const USAGE = `Prints a token that the embedded server accepts, for trying the API out.

  npm run token -- --agent EMAIL [--organization UUID]   an agent, of the demo agency unless told otherwise
  npm run token -- --applicant EMAIL                     an applicant, found by the e-mail they were screened with

  --hours N   how long it is valid (default 12)

An agent nobody has seen before is made at the first request. The user id is made from the e-mail.
`;

const HOUR_MS = 60 * 60 * 1000;

interface Wish {
  readonly email: string;
  /** Null for applicants: naming an organization is what makes an agent. */
  readonly organizationId: string | null;
  readonly hours: number;
}

async function readSecret(): Promise<string> {
  // An empty variable counts as not set, as it does for the server.
  const configured = process.env['SUPABASE_JWT_SECRET'] || null;
  if (configured !== null) {
    return configured;
  }
  const file = join(process.env['DATA_DIR'] || '.data', 'jwt-secret');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Error(`${file} cannot be read: start the server once, or set SUPABASE_JWT_SECRET`, { cause: error });
  }
}

function readWish(): Wish | null {
  const { values } = parseArgs({
    options: {
      agent: { type: 'string' },
      applicant: { type: 'string' },
      organization: { type: 'string', default: DEMO_ORGANIZATION },
      hours: { type: 'string', default: '12' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { agent, applicant, organization, hours } = values;
  const email = agent ?? applicant;
  const isPlain = (agent === undefined) !== (applicant === undefined) && /^[1-9]\d{0,4}$/.test(hours);
  if (values.help === true || email === undefined || email === '' || !isPlain) {
    return null;
  }
  if (!isUuid(organization)) {
    throw new Error('--organization must be a UUID: the server takes no other for an organization');
  }
  return { email, organizationId: agent === undefined ? null : organization, hours: Number(hours) };
}

await runCommand(USAGE, readWish, async ({ hours, ...person }) => {
  const expiresAt = new Date(Date.now() + hours * HOUR_MS);
  // As the server takes it, with or without a slash at its end.
  const supabaseUrl = process.env['SUPABASE_URL']?.replace(/\/+$/, '') || null;
  process.stdout.write(`${await signDemoToken({ ...person, expiresAt, supabaseUrl }, await readSecret())}\n`);
});
