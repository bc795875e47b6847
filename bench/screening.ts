import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startBenchDatabase } from './database.ts';
import { fill } from './fill.ts';
import { median } from './median.ts';
import { consumeOneByOne } from './one-by-one.ts';
import { BenchQueue } from './queue.ts';
import { writeResult } from './results.ts';
import { BenchServer } from './server.ts';

// node bench/screening.ts [--messages 6000] [--one-by-one 600] [--rounds 3] [--agencies 1]
// Screening events a second: a consumer that takes them one by one, and a worker of the product, in turns, on the same queue and
// database. Messages are published before each turn. Writes bench/results/screening.json.

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '6000' },
    'one-by-one': { type: 'string', default: '600' },
    rounds: { type: 'string', default: '3' },
    agencies: { type: 'string', default: '1' },
    name: { type: 'string', default: 'screening' },
  },
});
const [messages, oneByOne, rounds, agencies] = [values.messages, values['one-by-one'], values.rounds, values.agencies].map(Number);
/** Longer than any turn takes on a busy machine. */
const TURN_WITHIN_MS = 300_000;

interface Turn {
  readonly who: 'one by one' | 'product';
  readonly messages: number;
  readonly perSecond: number;
  readonly load: number;
}

const folder = await mkdtemp(join(tmpdir(), 'visita-bench-'));
const database = await startBenchDatabase(folder);
const queue = await BenchQueue.start();
const client = new Client({ connectionString: database.migrationUrl });
await client.connect();
try {
  await fill(database, { slots: 10_000, applicants: 2_000, agents: 20, properties: 500 });
  const turns: Turn[] = [];
  for (let round = 0; round < (rounds ?? 0); round++) {
    turns.push(await turn('one by one', oneByOne ?? 0), await turn('product', messages ?? 0));
  }
  const rateOf = (who: Turn['who']) => median(turns.filter((each) => each.who === who).map(({ perSecond }) => perSecond));
  const ratio = rateOf('product') / rateOf('one by one');
  const result = { at: new Date().toISOString(), node: process.version, cpus: cpus().length, agencies, turns, ratio };
  await writeResult(values.name, result);
  say(`${ratio >= 10 ? '✔' : '✖'} screening events, of a consumer that takes them one by one: ${ratio.toFixed(2)} (at least 10)`);
} finally {
  await client.end();
  queue.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

/** Publishes, lets one of the two take it all in, and asks the database how long it took. */
async function turn(who: Turn['who'], count: number): Promise<Turn> {
  // What earlier turns left to be told is not this one's work.
  await client.query(`DELETE FROM outbox; DELETE FROM pgboss.job`);
  await client.query('VACUUM ANALYZE');
  const organizations = Array.from({ length: agencies ?? 1 }, () => randomUUID());
  const [name, idle] = [randomUUID(), randomUUID()];
  await queue.create(name);
  await queue.create(idle);
  await queue.publish(name, Array.from({ length: count }, (_, n) => screening(organizations[n % organizations.length] ?? '', n)));
  const settings = {
    ...queue.settings(who === 'product' ? name : idle),
    // Nobody takes the mails: both turns have a worker that moves what is to be told, and neither is held up by mail.
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL: 'http://127.0.0.1',
  };
  const worker = await BenchServer.start(database, folder, { settings, role: 'work' });
  try {
    if (who === 'one by one') {
      await consumeOneByOne(database.serverUrl, queue, name);
    } else {
      await emptied(name);
    }
  } finally {
    await worker.stop();
  }
  const perSecond = Math.round(await rateOfEvents(organizations, count));
  const load = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  say(`${who}: ${perSecond}/s (${count} messages, load ${load})`);
  return { who, messages: count, perSecond, load };
}

async function emptied(name: string): Promise<void> {
  for (const deadline = Date.now() + TURN_WITHIN_MS; (await queue.count(name)) > 0; await sleep(500)) {
    if (Date.now() > deadline) {
      throw new Error('the queue was not emptied in time');
    }
  }
}

/** The rate by the database's own clock, without the first tenth, in which the program is still warming up. */
async function rateOfEvents(organizations: readonly string[], count: number): Promise<number> {
  const { rows } = await client.query<{ count: number; rate: number }>(
    `WITH taken AS (
       SELECT occurred_at, ntile(10) OVER (ORDER BY occurred_at, id) AS tenth FROM events
       WHERE organization_id = ANY ($1::uuid[]) AND type = 'applicant.registered'
     )
     SELECT count(*)::int AS count,
       (count(*) FILTER (WHERE tenth > 1) / extract(epoch FROM max(occurred_at) - min(occurred_at) FILTER (WHERE tenth > 1)))::float AS rate
     FROM taken`,
    [organizations],
  );
  const [found] = rows;
  if (found?.count !== count || (await queue.countDeadLetters()) > 0) {
    throw new Error(`${String(found?.count)} of ${count} messages became applicants`);
  }
  return found.rate;
}

function screening(organizationId: string, n: number): string {
  const now = new Date().toISOString();
  return JSON.stringify({
    event_type: 'APPLICANT_SCREENED.v1',
    event_id: randomUUID(),
    occurred_at: now,
    data: {
      applicant_id: randomUUID(),
      organization_id: organizationId,
      name: `Applicant ${n}`,
      email: `screened${n}@${organizationId}.example`,
      screening: { risk_level: n % 2 === 0 ? 'LOW' : 'MEDIUM', dti_ratio: 0.3 },
      screened_at: now,
    },
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
