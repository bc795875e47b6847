import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { idOf, startBenchDatabase } from './database.ts';
import { fill } from './fill.ts';
import type { LoadOrder, LoadReport } from './overload-clients.ts';
import { tokenOf } from './requests.ts';
import { writeResult } from './results.ts';
import { BenchServer, ROOT } from './server.ts';

// What happens when three times as much is asked as the server can do: node bench/overload.ts [--seconds 5] [--rounds 6]
// Finds the peak with clients that wait for their answers, then offers three times that whether it is answered or not, then looks for the
// peak again: the machine is never the same for long, so what was served is held against the mean of the peaks before and after it.
// Prints the share of the peak that is still served, its median over the rounds, and the server's memory; JSON into bench/results. The
// generator's own processor time and lag are in it: it shares the two processors with what it measures.

/** More than are ever in flight, few enough that each has its turn to book and to call off in every phase. */
const CLIENTS = 2_000;
const PEAK_CONNECTIONS = 64;
const OVERLOAD_CONNECTIONS = 1_500;
const TIMES = 3;
const TARGET = 0.8;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '6' } } });
const seconds = Number(values.seconds);
const folder = await mkdtemp(join(tmpdir(), 'visita-overload-'));
const database = await startBenchDatabase(folder);
// Each client has a slot of their own, and no two slots of an agent overlap.
await fill(database, { slots: CLIENTS, applicants: CLIENTS, agents: 200, properties: 500 });
const server = await BenchServer.start(database, folder);
const generator = fork(join(ROOT, 'bench/overload-clients.ts'));
try {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, async (_, n) => ({ slotId: idOf('slot', n), token: await tokenOf(`bench-applicant-${n}`) })));
  const peakOf = (known: LoadOrder['clients'], duration: number) => load({ url: server.url, clients: known, seconds: duration, rate: null, connections: PEAK_CONNECTIONS });
  // Warms up, and leaves about half of them with a booking.
  await peakOf(clients, 10);
  const rounds = [];
  let before = await peakOf(null, seconds);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const rssBefore = (await server.usage()).rss;
    const overload = await load({ url: server.url, clients: null, seconds, rate: before.servedPerSecond * TIMES, connections: OVERLOAD_CONNECTIONS });
    const rssAfter = (await server.usage()).rss;
    const after = await peakOf(null, seconds);
    const shareOfPeak = Math.round((overload.servedPerSecond / ((before.servedPerSecond + after.servedPerSecond) / 2)) * 100) / 100;
    rounds.push({ peaks: [before, after], overload, shareOfPeak, rssBefore, rssAfter });
    say(`${overload.offered} offered in ${seconds} s, ${overload.servedPerSecond}/s served (p50 ${overload.servedP50} ms), refused after ${overload.shedP50} ms (p50); peaks ${before.servedPerSecond} and ${after.servedPerSecond}/s; share ${shareOfPeak}; ${rssBefore} MB before, ${rssAfter} MB after`);
    before = after;
  }
  const shares = rounds.map(({ shareOfPeak }) => shareOfPeak).toSorted((a, b) => a - b);
  const median = shares[Math.floor(shares.length / 2)] ?? 0;
  const highestRss = (await server.usage()).peak;
  const result = { at: new Date().toISOString(), node: process.version, cpus: cpus().length, loadAverage: loadavg()[0], seconds, medianShareOfPeak: median, highestRss, rounds };
  await writeResult('overload', result);
  say(`${median >= TARGET ? '✔' : '✖'} share of the peak at ${TIMES} times the load: ${shares.join(', ')}; median ${median} (at least ${TARGET}); never more than ${highestRss} MB`);
} finally {
  generator.kill();
  await server.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function load(order: LoadOrder): Promise<LoadReport> {
  const answered = once(generator, 'message');
  generator.send(order);
  const [report]: LoadReport[] = await answered;
  if (report === undefined) {
    throw new Error('the generator said nothing');
  }
  return report;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
