import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { whileBare } from './bare-tables.ts';
import { startBenchDatabase, type Size } from './database.ts';
import { addAgency, addPastVisits, addSlots, settle } from './fill.ts';
import { growthPlot } from './growth-plot.ts';
import { measureKinds, ratiosOf, type Grown } from './growth-measure.ts';
import { BenchRequests } from './requests.ts';
import { BenchServer, ROOT } from './server.ts';

// node bench/growth.ts [--most 10000000] [--seconds 2] [--rounds 4]
// One database that grows: what each kind of request takes with ten thousand slots, and with up to ten million. A freshly started server
// at each size, eight connections. Beside every figure stands what a plain thing took at that moment. Writes bench/results/growth.json and
// growth.svg.

const { values } = parseArgs({
  options: {
    most: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '4' },
    name: { type: 'string', default: 'growth' },
  },
});
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000].filter((slots) => slots <= Number(values.most));
/** Ten million half hours of 200 agents are three years without a night: more than anybody offers, and all different. */
const AGENCY = { applicants: 2_000, agents: 200, properties: 5_000 };
/** A property has 40 free visits at least, so that a list is a full page at every size. */
const SLOTS_OF_PROPERTY = 40;
/** For every ten visits ahead one that was. */
const AHEAD_FOR_EACH_PAST = 10;

const folder = await mkdtemp(join(tmpdir(), 'visita-growth-'));
const database = await startBenchDatabase(folder, { max_wal_size: '16GB', maintenance_work_mem: '1GB' });
const client = new Client({ connectionString: database.migrationUrl });
await client.connect();
try {
  await addAgency(client, AGENCY);
  const grown: Grown[] = [];
  for (const [nth, slots] of SIZES.entries()) {
    const size = { ...AGENCY, slots, properties: Math.min(AGENCY.properties, slots / SLOTS_OF_PROPERTY) };
    const from = SIZES[nth - 1] ?? 0;
    const filledInSeconds = await grow(from, size);
    grown.push({ slots, filledInSeconds, load: loadavg()[0] ?? 0, kinds: await measureSize(from, size) });
  }
  const ratios = ratiosOf(grown);
  const result = { at: new Date().toISOString(), node: process.version, cpus: cpus().length, agency: AGENCY, sizes: grown, ratios };
  await mkdir(join(ROOT, 'bench/results'), { recursive: true });
  await writeFile(join(ROOT, `bench/results/${values.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(join(ROOT, `bench/results/${values.name}.svg`), growthPlot(grown));
  for (const { kind, slots, raw, corrected } of ratios) {
    say(`${corrected <= 1.25 ? '✔' : '✖'} p50 of ${kind} at ${slots}, of that at ${SIZES[0]}: ${raw.toFixed(2)}, by the yardstick ${corrected.toFixed(2)} (at most 1.25)`);
  }
} finally {
  await client.end();
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

/** Fills up to a size; the seconds it took. */
async function grow(from: number, size: Size): Promise<number> {
  const startedAt = performance.now();
  await whileBare(
    client,
    ['slots', 'bookings'],
    async () => {
      await addSlots(client, { ...size, from, to: size.slots });
      await addPastVisits(client, { ...size, from: from / AHEAD_FOR_EACH_PAST, to: size.slots / AHEAD_FOR_EACH_PAST }, size.applicants);
      say(`  ${((performance.now() - startedAt) / 1000).toFixed(1)} s: rows`);
    },
    say,
  );
  await settle(client);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  say(`${size.slots} slots, filled in after ${seconds} s`);
  return seconds;
}

async function measureSize(from: number, size: Size): Promise<Grown['kinds']> {
  const requests = await BenchRequests.prepare(database, size);
  const server = await BenchServer.start(database, folder);
  try {
    return await measureKinds({ database, folder, url: server.url, requests, added: { from, to: size.slots }, seconds: Number(values.seconds), rounds: Number(values.rounds), say });
  } finally {
    await server.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
