import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchDatabase } from './database.ts';
import { fill } from './fill.ts';
import { load, type LoadRequest } from './load.ts';
import { median } from './median.ts';
import { BenchRequests } from './requests.ts';
import { BenchServer, ROOT } from './server.ts';

// node bench/compare.ts --other ../other-checkout [--of bookings] [--connections 64] [--seconds 5] [--rounds 5] [--slots 400000]
// Did a change make it faster? This checkout and another one (with its own node_modules), in turns on one database, since the machine is
// never the same for long: what counts is the median of the ratios.

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    of: { type: 'string', default: 'bookings' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    slots: { type: 'string', default: '400000' },
  },
});
const [connections, seconds] = [Number(values.connections), Number(values.seconds)];
const size = { slots: Number(values.slots), applicants: 2_000, agents: 200, properties: 5_000 };
const roots = { this: ROOT, other: resolve(values.other ?? ROOT) };

const folder = await mkdtemp(join(tmpdir(), 'visita-bench-'));
const database = await startBenchDatabase(folder);
try {
  await fill(database, size);
  const requests = await BenchRequests.prepare(database, size);
  const kinds: Record<string, (seconds: number) => LoadRequest[] | Promise<LoadRequest[]>> = {
    bookings: (duration) => requests.bookings(duration * 6_000),
    lists: () => requests.lists(),
    reads: () => requests.reads(),
    conflicts: () => requests.conflicts(),
    cancellations: (duration) => requests.cancellations(duration * 4_000),
    mix: () => requests.mix(),
  };
  const make = kinds[values.of];
  if (make === undefined) {
    throw new Error(`--of is one of ${Object.keys(kinds).join(', ')}`);
  }
  const ratios: number[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const rates = { this: 0, other: 0 };
    for (const which of round % 2 === 0 ? (['this', 'other'] as const) : (['other', 'this'] as const)) {
      rates[which] = await turn(which, make, requests);
    }
    ratios.push(rates.this / rates.other);
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  say(`this, of the other: ${sorted.map((ratio) => ratio.toFixed(2)).join(', ')}; median ${median(ratios).toFixed(2)}`);
} finally {
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function turn(which: keyof typeof roots, make: (seconds: number) => LoadRequest[] | Promise<LoadRequest[]>, requests: BenchRequests): Promise<number> {
  const server = await BenchServer.start(database, folder, { root: roots[which] });
  try {
    // A server that has warmed up, and something to call off: as much as nobody can call off in the time.
    const warmUp = values.of === 'cancellations' ? 4 * seconds : 2;
    await load([server.url], requests.bookings(warmUp * 6_000), { connections, seconds: warmUp, folder });
    const asked = await make(seconds);
    await load([server.url], asked.splice(0, Math.min(4_000, asked.length / 5)), { connections, seconds: 1, folder });
    const before = [(await server.usage()).cpu, await database.cpu()] as const;
    const result = await load([server.url], asked, { connections, seconds, folder });
    const after = await server.usage();
    const cpus = `server ${((after.cpu - before[0]) / seconds).toFixed(2)}, database ${((await database.cpu()) / seconds - before[1] / seconds).toFixed(2)}`;
    say(`${which}: ${result.perSecond}/s, p50 ${result.p50}, p95 ${result.p95}, p99 ${result.p99} ms; ${cpus}, ${after.rss} MB; ${JSON.stringify(result.statuses)}`);
    return result.perSecond;
  } finally {
    await server.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
