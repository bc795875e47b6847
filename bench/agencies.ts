import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchDatabase } from './database.ts';
import { fill } from './fill.ts';
import { load, type LoadRequest, type LoadResult } from './load.ts';
import { median } from './median.ts';
import { BenchRequests } from './requests.ts';
import { writeResult } from './results.ts';
import { BenchServer } from './server.ts';

// Several agencies at one server at once: node bench/agencies.ts [--seconds 3] [--rounds 4] (at most 4 and 12: an agency has 20,000 slots)
// The same 64 connections are one agency's, then eight agencies' (and each must get its share), then sixty-four agencies': bookings, and, of one
// and of twenty-four, lists that nobody asked for before and single slots. Two connections of a quiet agency are by themselves, then beside sixty-two
// of a busy one. All in turns on one database, since the machine is never the same for long: what counts is the median of the ratios. Writes
// bench/results/agencies.json.

const AGENCIES = 64;
const SIZE = { agencies: AGENCIES, slots: 1_280_000, applicants: 12_800, agents: 1_280, properties: 5_120 };
const CONNECTIONS = 64;
const QUIET_CONNECTIONS = 2;
/** More than are booked in a second. */
const MOST_A_SECOND = 5_000;
/** Each of the eight is asked for by a process of its own, and those do not start at one moment. */
const LEAST_SHARE = 0.8;
const ALL = numbers(0, AGENCIES);
/** Their numbers. Of a busy one nearly all slots are gone afterwards, so each round has its own; a quiet one needs few. */
const EIGHT = numbers(48, 8);
const QUIET = 63;
/** Where little is booked: a list passes by what is. */
const READ = numbers(24, 24);
const BUSY_IN_A_ROUND = 2;
const [MOST_SECONDS, MOST_ROUNDS] = [4, 12];

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '4' } } });
const [seconds, rounds] = [Math.min(MOST_SECONDS, Number(values.seconds)), Math.min(MOST_ROUNDS, Number(values.rounds))];

type Waited = Pick<LoadResult, 'p50' | 'p95' | 'p99'>;

interface OneAndMany {
  readonly ofOne: number;
  readonly ofMany: number;
}

/** One round: bookings a second, and what the quiet agency waited in milliseconds. */
interface Round {
  readonly ofOne: number;
  readonly ofEight: number;
  /** The least that one of the eight got, of what it would be if all got the same. */
  readonly leastShare: number;
  readonly ofSixtyFour: number;
  /** Lists and single slots a second, of one and of twenty-four agencies. */
  readonly lists: OneAndMany;
  readonly reads: OneAndMany;
  readonly quiet: Waited;
  readonly quietBesideBusy: Waited;
}

/** The next slot of each agency that nobody has booked yet. */
const next = new Map<number, number>();
const folder = await mkdtemp(join(tmpdir(), 'visita-agencies-'));
const database = await startBenchDatabase(folder);
await fill(database, SIZE);
const server = await BenchServer.start(database, folder);
try {
  const requests = await BenchRequests.prepare(database, SIZE);
  await book(requests, ALL, CONNECTIONS);
  await readInTurn((of) => [...requests.firstLists(of), ...requests.reads(of)]);
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = await measureRound(requests, round * BUSY_IN_A_ROUND);
    measured.push(one);
    say(JSON.stringify(one));
  }
  await conclude(measured);
} finally {
  await server.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function measureRound(requests: BenchRequests, busy: number): Promise<Round> {
  const ofOne = await book(requests, [busy], CONNECTIONS);
  const eight = await Promise.all(EIGHT.map((agency) => book(requests, [agency], CONNECTIONS / EIGHT.length)));
  const ofSixtyFour = await book(requests, ALL, CONNECTIONS);
  const quiet = await book(requests, [QUIET], QUIET_CONNECTIONS);
  const [quietBesideBusy] = await Promise.all([book(requests, [QUIET], QUIET_CONNECTIONS), book(requests, [busy + 1], CONNECTIONS - QUIET_CONNECTIONS)]);
  const lists = await readInTurn((of) => requests.firstLists(of));
  const reads = await readInTurn((of) => requests.reads(of));
  const rates = eight.map(({ perSecond }) => perSecond);
  const ofEight = rates.reduce((sum, rate) => sum + rate, 0);
  return { ofOne: ofOne.perSecond, ofEight, leastShare: Math.min(...rates) / (ofEight / EIGHT.length), ofSixtyFour: ofSixtyFour.perSecond, lists, reads, quiet: waited(quiet), quietBesideBusy: waited(quietBesideBusy) };
}

async function readInTurn(make: (of: readonly number[]) => LoadRequest[]): Promise<OneAndMany> {
  return { ofOne: (await read(make(READ.slice(0, 1)))).perSecond, ofMany: (await read(make(READ))).perSecond };
}

async function read(asked: readonly LoadRequest[]): Promise<LoadResult> {
  const result = await load([server.url], asked, { connections: CONNECTIONS, seconds, folder });
  if (Object.keys(result.statuses).some((status) => status !== '200')) {
    throw new Error(`reads: ${JSON.stringify(result.statuses)}`);
  }
  return result;
}

/** Books for so many seconds, of these agencies in turns. */
async function book(requests: BenchRequests, agencies: readonly number[], connections: number): Promise<LoadResult> {
  const slots = Array.from({ length: MOST_A_SECOND * seconds }, (_, n) => agencies[n % agencies.length] ?? 0).map((agency) => {
    const nth = next.get(agency) ?? 0;
    next.set(agency, nth + 1);
    return nth * AGENCIES + agency;
  });
  const own = await mkdtemp(join(folder, 'load-'));
  const result = await load([server.url], requests.bookingsOf(slots), { connections, seconds, folder: own });
  const booked = result.statuses[201] ?? 0;
  for (const agency of agencies) {
    // What was not asked for is still there.
    next.set(agency, (next.get(agency) ?? 0) - Math.floor((slots.length - booked - 2 * connections) / agencies.length));
  }
  if (Object.keys(result.statuses).some((status) => status !== '201')) {
    throw new Error(`bookings: ${JSON.stringify(result.statuses)}`);
  }
  return result;
}

async function conclude(measured: readonly Round[]): Promise<void> {
  const medianOf = (ratio: (round: Round) => number) => median(measured.map(ratio));
  const beside = (which: keyof Waited) => medianOf(({ quiet, quietBesideBusy }) => quietBesideBusy[which] / quiet[which]);
  const ratios = {
    ofEight: medianOf(({ ofEight, ofOne }) => ofEight / ofOne),
    ofSixtyFour: medianOf(({ ofSixtyFour, ofOne }) => ofSixtyFour / ofOne),
    lists: medianOf(({ lists }) => lists.ofMany / lists.ofOne),
    reads: medianOf(({ reads }) => reads.ofMany / reads.ofOne),
    leastShare: medianOf(({ leastShare }) => leastShare),
    quietBesideBusy: { p50: beside('p50'), p95: beside('p95'), p99: beside('p99') },
  };
  const result = { at: new Date().toISOString(), node: process.version, cpus: cpus().length, load: loadavg()[0], seconds, size: SIZE, rounds: measured, ratios };
  await writeResult('agencies', result);
  say(`bookings of eight agencies, of those of one: ${ratios.ofEight.toFixed(2)}; of sixty-four: ${ratios.ofSixtyFour.toFixed(2)}`);
  say(`of twenty-four agencies, of those of one: lists for the first time ${ratios.lists.toFixed(2)}, single slots ${ratios.reads.toFixed(2)}`);
  say(`${ratios.leastShare >= LEAST_SHARE ? '✔' : '✖'} the least that one of eight got, of a fair share: ${ratios.leastShare.toFixed(2)} (at least ${LEAST_SHARE})`);
  say(`what a quiet agency waits beside a busy one, of by itself: p50 ${ratios.quietBesideBusy.p50.toFixed(2)}, p95 ${ratios.quietBesideBusy.p95.toFixed(2)}, p99 ${ratios.quietBesideBusy.p99.toFixed(2)}`);
}

function waited({ p50, p95, p99 }: LoadResult): Waited {
  return { p50, p95, p99 };
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => from + n);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
