import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchDatabase } from './database.ts';
import { fill } from './fill.ts';
import { load, type LoadRequest, type LoadResult } from './load.ts';
import { median } from './median.ts';
import { PublishedDesign } from './published-design.ts';
import { PublishedService } from './published-service.ts';
import { BenchRequests } from './requests.ts';
import { writeResult } from './results.ts';
import { BenchServer } from './server.ts';

// node bench/against-go.ts [--seconds 5] [--rounds 5] [--slots 600000]
// The product and the Go service that it replaces, both over HTTP, on one PostgreSQL with the same slots, in turns. Needs Go and what the service is
// made of: apt-get install golang-go golang-github-jackc-pgx-v4-dev golang-github-go-chi-chi-dev golang-github-golang-jwt-jwt-dev
// golang-github-gofrs-uuid-dev. Writes bench/results/against-go.json.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    slots: { type: 'string', default: '600000' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const size = { slots: Number(values.slots), applicants: 2_000, agents: 200, properties: 5_000 };
const WARM_UP_SECONDS = 10;
/** More than anybody books in a second. */
const MOST_BOOKINGS = 5_000;

interface Urls {
  readonly visita: string;
  readonly go: string;
}
interface Kind {
  readonly name: string;
  readonly connections: number;
  readonly make: (requests: BenchRequests) => LoadRequest[];
  readonly once: boolean;
}
const bookings = (connections: number): Kind => ({
  name: `bookings at ${connections}`, connections, once: true, make: (requests) => requests.bookings(seconds * MOST_BOOKINGS),
});
const KINDS: readonly Kind[] = [bookings(32), bookings(64), bookings(128), { name: 'lists at 32', connections: 32, once: false, make: (requests) => requests.lists() }];

const folder = await mkdtemp(join(tmpdir(), 'visita-bench-'));
const database = await startBenchDatabase(folder);
try {
  const program = await PublishedService.build(folder);
  await fill(database, size);
  const design = await PublishedDesign.prepare(database, size, 1);
  await design.close();
  const service = await PublishedService.start(program, database);
  const server = await BenchServer.start(database, folder);
  try {
    const results = await measure({ visita: server.url, go: service.url });
    const run = { at: new Date().toISOString(), node: process.version, postgresql: database.version, cpus: cpus().length, seconds, rounds, size, results };
    await writeResult('against-go', run);
  } finally {
    await Promise.all([server.stop(), service.stop()]);
  }
} finally {
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function measure(urls: Urls) {
  const requests = await BenchRequests.prepare(database, size);
  for (const url of Object.values(urls)) {
    await load([url], [...requests.bookings(MOST_BOOKINGS), ...requests.lists()], { connections: 32, seconds: 3, folder });
  }
  const results = [];
  for (const kind of KINDS) {
    if (!kind.once) {
      // Lists that were asked for before, as nearly all are: the mix of the bench has what bookings in between cost them.
      for (const url of Object.values(urls)) {
        await load([url], kind.make(requests), { connections: kind.connections, seconds: WARM_UP_SECONDS, folder });
      }
    }
    results.push(await compare(kind, requests, urls));
  }
  return results;
}

async function compare({ name, connections, make, once }: Kind, requests: BenchRequests, urls: Urls) {
  const found: Record<keyof Urls, LoadResult[]> = { visita: [], go: [] };
  for (let round = 0; round < rounds; round += 1) {
    // The same requests for both: each has slots of its own in its own tables.
    const asked = make(requests);
    for (const which of round % 2 === 0 ? (['visita', 'go'] as const) : (['go', 'visita'] as const)) {
      found[which].push(await load([urls[which]], asked, { connections, seconds, folder, once }));
    }
  }
  const ratio = median(found.visita.map(({ perSecond }, round) => perSecond / (found.go[round]?.perSecond ?? Number.NaN)));
  const [visita, go] = [summary(found.visita), summary(found.go)];
  process.stdout.write(`${name}: ${JSON.stringify(visita)} against ${JSON.stringify(go)}: ${ratio.toFixed(2)} times\n`);
  return { name, connections, visita, go, ratio: Math.round(ratio * 100) / 100 };
}

/** Medians of the rounds; how often each status came in all of them. */
function summary(results: readonly LoadResult[]) {
  const statuses: Record<string, number> = {};
  for (const [status, count] of results.flatMap((result) => Object.entries(result.statuses))) {
    statuses[status] = (statuses[status] ?? 0) + count;
  }
  const of = (field: 'perSecond' | 'p50' | 'p99') => Math.round(median(results.map((result) => result[field])) * 10) / 10;
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), statuses };
}
