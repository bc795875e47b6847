import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { Client } from 'pg';
import { embeddedDatabaseUrl } from '../src/embedded/postgresql-address.ts';
import type { LoadOrder, LoadReport } from './overload-clients.ts';

// What happens when three times as much is asked as the server can do: node bench/overload.ts [--seconds 5] [--rounds 6]
// Starts a server of its own on a bare folder, finds its peak with clients that wait for their answers, then offers three times that
// whether it is answered or not, in turns, since the machine is never the same for long. Prints the share of the peak that it still serves,
// its median over the rounds, and its memory; JSON into bench/results. The generator's own processor time and lag are in it: while it uses
// a fraction of one processor and runs on time, it is not what bounds the figures.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SECRET = 'a-secret-of-the-bench-that-is-long-enough';
/** More than are ever in flight, few enough that each has its turn to book and to call off in every phase. */
const CLIENTS = 2_000;
const PEAK_CONNECTIONS = 64;
const OVERLOAD_CONNECTIONS = 1_500;
const TIMES = 3;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '6' } } });
const seconds = Number(values.seconds);
const folder = await mkdtemp(join(tmpdir(), 'visita-overload-'));
const server = spawn(process.execPath, ['src/main.ts'], {
  cwd: ROOT,
  env: {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...Object.fromEntries(['PORT', 'EMBEDDED_SQS_PORT', 'MAILBOX_PORT', 'EMBEDDED_SMTP_PORT', 'RATE_LIMIT_CALLER', 'RATE_LIMIT_ADDRESS', 'RATE_LIMIT_BOOKING'].map((name) => [name, '0'])),
    DATA_DIR: join(folder, '.data'),
    SUPABASE_JWT_SECRET: SECRET,
    // What is told does not belong to what is measured: nothing listens there.
    SMTP_URL: 'smtp://127.0.0.1:9',
    LOG_LEVEL: 'warn',
  },
  stdio: ['ignore', 'pipe', 'ignore'],
});
const generator = fork(join(ROOT, 'bench/overload-clients.ts'));
try {
  const url = await urlOf(server);
  const rounds = [];
  // Warms up, and leaves about half of them with a booking.
  await load({ url, clients: await fill(), seconds: 10, rate: null, connections: PEAK_CONNECTIONS });
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const peak = await load({ url, clients: null, seconds, rate: null, connections: PEAK_CONNECTIONS });
    const rssBefore = await rssMegabytes(server);
    const overload = await load({ url, clients: null, seconds, rate: peak.servedPerSecond * TIMES, connections: OVERLOAD_CONNECTIONS });
    const shareOfPeak = Math.round((overload.servedPerSecond / peak.servedPerSecond) * 100) / 100;
    rounds.push({ peak, overload, shareOfPeak, rssBefore, rssAfter: await rssMegabytes(server), rssPeak: await rssMegabytes(server, 'VmHWM') });
    process.stdout.write(`${JSON.stringify(rounds.at(-1), null, 1)}\n`);
  }
  const shares = rounds.map(({ shareOfPeak }) => shareOfPeak).toSorted((a, b) => a - b);
  const median = shares[Math.floor(shares.length / 2)];
  const result = { at: new Date().toISOString(), node: process.version, cpus: cpus().length, loadAverage: loadavg()[0], seconds, medianShareOfPeak: median, rounds };
  await mkdir(join(ROOT, 'bench/results'), { recursive: true });
  await writeFile(join(ROOT, 'bench/results/overload.json'), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`share of the peak at ${TIMES} times the load: ${shares.join(', ')}, median ${median}\n`);
} finally {
  generator.kill();
  server.kill('SIGTERM');
  await once(server, 'exit');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  let said = '';
  for await (const text of stdout ?? []) {
    said += String(text);
    const [, url] = /^Visita is ready at (\S+)$/m.exec(said) ?? [];
    if (url !== undefined) {
      stdout?.resume();
      return url;
    }
  }
  throw new Error(`the server ended:\n${said}`);
}

/** One agent with a slot for each of the applicants, one after the other so that nobody is in two places. */
async function fill(): Promise<NonNullable<LoadOrder['clients']>> {
  const organizationId = randomUUID();
  const database = new Client({ connectionString: await embeddedDatabaseUrl(join(folder, '.data')) });
  await database.connect();
  const { rows } = await database.query<{ slot_id: string; user_id: string }>(
    `WITH agent AS (
       INSERT INTO agents (organization_id, id, supabase_user_id, name, email) VALUES ($1, gen_random_uuid(), 'bench', 'Bench', 'bench@agency.example') RETURNING id
     ), applicant AS (
       INSERT INTO applicants (organization_id, id, external_id, supabase_user_id, name, email)
       SELECT $1, gen_random_uuid(), gen_random_uuid(), 'bench-' || n, 'Bench', n || '@applicant.example' FROM generate_series(1, $2) AS n RETURNING *
     ), identity AS (
       INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key, screened_at)
       SELECT $1, 'applicant', id, supabase_user_id, email, now() FROM applicant RETURNING supabase_user_id
     ), slot AS (
       INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
       SELECT $1, gen_random_uuid(), gen_random_uuid(), agent.id, now() + interval '1 day' + n * interval '10 minutes', now() + interval '1 day' + (n + 1) * interval '10 minutes'
       FROM agent, generate_series(1, $2) AS n RETURNING id
     )
     SELECT slot.id AS slot_id, identity.supabase_user_id AS user_id
     FROM (SELECT id, row_number() OVER () AS nth FROM slot) AS slot
     JOIN (SELECT supabase_user_id, row_number() OVER () AS nth FROM identity) AS identity USING (nth)`,
    [organizationId, CLIENTS],
  );
  await database.end();
  const sign = (sub: string) =>
    new SignJWT({ role: 'authenticated' }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub).setAudience('authenticated').setIssuedAt().setExpirationTime('2h').sign(new TextEncoder().encode(SECRET));
  return Promise.all(rows.map(async ({ slot_id: slotId, user_id: userId }) => ({ slotId, token: await sign(userId) })));
}

async function load(order: LoadOrder): Promise<LoadReport> {
  const answered = once(generator, 'message');
  generator.send(order);
  const [report]: LoadReport[] = await answered;
  if (report === undefined) {
    throw new Error('the generator said nothing');
  }
  return report;
}

/** Of the server's process, by Linux's account. */
async function rssMegabytes({ pid }: ChildProcess, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
}
