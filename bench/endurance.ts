import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startBenchDatabase } from './database.ts';
import { endurancePlot, type Sample } from './endurance-plot.ts';
import { fill } from './fill.ts';
import { load, type LoadResult } from './load.ts';
import { median } from './median.ts';
import { BenchRequests } from './requests.ts';
import { writeResult } from './results.ts';
import { BenchServer } from './server.ts';

// node bench/endurance.ts [--minutes 10] [--slots 600000] [--connections 64]
// Does the server's memory stay where it is? Ten minutes of the realistic mix, new requests every half minute (a booking asked for a second
// time is a conflict), the memory looked at every five seconds. Writes bench/results/endurance.json and endurance.svg.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    slots: { type: 'string', default: '600000' },
    connections: { type: 'string', default: '64' },
    name: { type: 'string', default: 'endurance' },
  },
});
const minutes = Number(values.minutes);
const size = { slots: Number(values.slots), applicants: 2_000, agents: 200, properties: 5_000 };
const ROUND_SECONDS = 30;
const SAMPLE_MS = 5_000;
const MOST_MEGABYTES = 200;
/** The last minutes may have this much more than the first ones after the warm-up. */
const FLAT = 1.05;

const folder = await mkdtemp(join(tmpdir(), 'visita-endurance-'));
const database = await startBenchDatabase(folder);
try {
  await fill(database, size);
  const requests = await BenchRequests.prepare(database, size);
  const server = await BenchServer.start(database, folder);
  try {
    // Something to call off from the first round on.
    await load([server.url], requests.bookings(5_000), { connections: 32, seconds: 5, folder, once: true });
    await server.forgetPeak();
    const { samples, rounds } = await endure(server, requests);
    const peak = (await server.usage()).peak;
    await report(samples, rounds, peak);
  } finally {
    await server.stop();
  }
} finally {
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function endure(server: BenchServer, requests: BenchRequests): Promise<{ samples: Sample[]; rounds: LoadResult[] }> {
  const [samples, rounds, ended]: [Sample[], LoadResult[], AbortController] = [[], [], new AbortController()];
  const startedAt = performance.now();
  const sampling = (async () => {
    while (!ended.signal.aborted) {
      samples.push({ second: Math.round((performance.now() - startedAt) / 1000), megabytes: (await server.usage()).rss });
      await sleep(SAMPLE_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  try {
    while (performance.now() - startedAt < minutes * 60_000) {
      const round = await load([server.url], await requests.mix(), { connections: Number(values.connections), seconds: ROUND_SECONDS, folder });
      rounds.push(round);
      say(`after ${Math.round((performance.now() - startedAt) / 1000)} s: ${round.perSecond}/s, p99 ${round.p99} ms, ${samples.at(-1)?.megabytes} MB; ${JSON.stringify(round.statuses)}`);
    }
  } finally {
    ended.abort();
    await sampling;
  }
  return { samples, rounds };
}

async function report(samples: readonly Sample[], rounds: readonly LoadResult[], peak: number): Promise<void> {
  // Of ten minutes the third to the fifth, and the eighth to the tenth.
  const between = (from: number, to: number) => median(samples.filter(({ second }) => second >= minutes * 60 * from && second < minutes * 60 * to).map(({ megabytes }) => megabytes));
  const [early, late] = [between(0.2, 0.5), between(0.7, 1)];
  const result = { at: new Date().toISOString(), node: process.version, cpus: cpus().length, load: loadavg()[0], minutes, size, early, late, growth: late / early, peak, rounds, samples };
  await writeResult(values.name, result, endurancePlot(samples, MOST_MEGABYTES));
  say(`${late / early <= FLAT ? '✔' : '✖'} memory of minutes 8 to 10, of that of minutes 3 to 5: ${(late / early).toFixed(3)}, ${early} to ${late} MB (at most ${FLAT})`);
  say(`${peak <= MOST_MEGABYTES ? '✔' : '✖'} the most it held: ${peak} MB (at most ${MOST_MEGABYTES})`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
