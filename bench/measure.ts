import { bookingCeiling, listCeiling } from './ceiling.ts';
import type { BenchDatabase, Size } from './database.ts';
import { load, type LoadRequest, type LoadResult } from './load.ts';
import { PublishedDesign } from './published-design.ts';
import { BenchRequests } from './requests.ts';
import { BenchServers } from './servers.ts';

/** What one load did, and what it took: processors used by servers and database, megabytes of the biggest server afterwards and at most. */
export interface Scenario extends LoadResult {
  readonly name: string;
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly serverRss: number;
  readonly serverPeak: number;
}

export interface Measured {
  readonly scenarios: readonly Scenario[];
  /** What the driver does by itself, a second. */
  readonly ceilings: Readonly<Record<string, number>>;
  /** What the published design's statements do, driven in the same way, a second. */
  readonly published: Readonly<Record<string, number>>;
  readonly readyAfterMs: number;
}

interface Plan {
  readonly database: BenchDatabase;
  readonly folder: string;
  readonly size: Size;
  readonly seconds: number;
  readonly servers: number;
  readonly say: (line: string) => void;
}

const MOST_CONNECTIONS = 64;

/** Runs every load once after a warm-up, the ceilings just before what is held against them. */
export async function measure(plan: Plan): Promise<Measured> {
  const published = await PublishedDesign.prepare(plan.database, plan.size, MOST_CONNECTIONS);
  try {
    const servers = await BenchServers.start(plan.database, plan.folder, plan.servers);
    try {
      const requests = await BenchRequests.prepare(plan.database, plan.size);
      return await new Measurement(plan, servers, requests, published).run();
    } finally {
      await servers.stop();
    }
  } finally {
    await published.close();
  }
}

class Measurement {
  readonly #plan: Plan;
  readonly #servers: BenchServers;
  readonly #requests: BenchRequests;
  readonly #published: PublishedDesign;
  readonly #rates: { readonly ceilings: Record<string, number>; readonly published: Record<string, number> } = { ceilings: {}, published: {} };
  readonly #scenarios: Scenario[] = [];

  constructor(plan: Plan, servers: BenchServers, requests: BenchRequests, published: PublishedDesign) {
    this.#plan = plan;
    this.#servers = servers;
    this.#requests = requests;
    this.#published = published;
  }

  async run(): Promise<Measured> {
    const [requests, { seconds }] = [this.#requests, this.#plan];
    await this.#warmUp([...requests.bookings(perRound(2)), ...requests.lists()], 2);
    for (const connections of [32, MOST_CONNECTIONS]) {
      await this.#bookings(`bookings at ${connections}`, { connections, seconds });
    }
    await this.#load('cancellations', await requests.cancellations(perRound(seconds)), MOST_CONNECTIONS, true);
    await this.#load('lists, for the first time', requests.firstLists(), 32, true);
    await this.#lists();
    await this.#load('single reads', requests.reads(), 32);
    await this.#load("an agent's lists", requests.agentLists(), 32);
    await this.#load('conflicts on one slot', requests.conflicts(), MOST_CONNECTIONS);
    await this.#load('a realistic mix', await requests.mix(), MOST_CONNECTIONS);
    return { scenarios: this.#scenarios, ...this.#rates, readyAfterMs: this.#servers.readyAfterMs };
  }

  async #bookings(name: string, options: { connections: number; seconds: number }): Promise<void> {
    const { database, size } = this.#plan;
    // The same slots for both: each books them in tables of its own.
    const slots = this.#requests.freshSlots(perRound(options.seconds));
    this.#hold('published', name, await this.#published.bookings(slots, options));
    this.#hold('ceilings', name, await bookingCeiling(database.serverUrl, slots, size.applicants, options));
    await this.#load(name, this.#requests.bookings(perRound(options.seconds)), options.connections, true);
  }

  /** The ceilings half before and half after: the machine is faster now and slower then. */
  async #lists(): Promise<void> {
    const [requests, { database, size, seconds }] = [this.#requests, this.#plan];
    const half = { connections: 32, seconds: seconds / 2 };
    const ceilings = [await listCeiling(database.serverUrl, size.properties, half)];
    const published = [await this.#published.lists(half)];
    await this.#warmUp(requests.lists(), 10);
    await this.#load('lists', requests.lists(), 32);
    ceilings.push(await listCeiling(database.serverUrl, size.properties, half));
    published.push(await this.#published.lists(half));
    this.#hold('ceilings', 'lists', mean(ceilings));
    this.#hold('published', 'lists', mean(published));
  }

  #hold(of: 'ceilings' | 'published', name: string, perSecond: number): void {
    this.#rates[of][name] = perSecond;
    this.#plan.say(`${of === 'ceilings' ? 'the driver by itself' : 'the published design by the driver'}, ${name}: ${perSecond}/s`);
  }

  async #warmUp(requests: readonly LoadRequest[], seconds: number): Promise<void> {
    await load(this.#servers.urls, requests, { connections: 32, seconds, folder: this.#plan.folder });
  }

  async #load(name: string, requests: readonly LoadRequest[], connections: number, once = false): Promise<void> {
    const { database, folder, seconds, say } = this.#plan;
    await this.#servers.forgetPeaks();
    const before = { server: await this.#servers.usage(), database: await database.cpu() };
    const result = await load(this.#servers.urls, requests, { connections, seconds, folder, once });
    const after = { server: await this.#servers.usage(), database: await database.cpu() };
    const scenario = {
      name,
      ...result,
      serverCpu: round((after.server.cpu - before.server.cpu) / result.seconds),
      databaseCpu: round((after.database - before.database) / result.seconds),
      serverRss: after.server.rss,
      serverPeak: after.server.peak,
    };
    this.#scenarios.push(scenario);
    say(`${name}: ${result.perSecond}/s, p50 ${result.p50} ms, p95 ${result.p95}, p99 ${result.p99}; servers ${scenario.serverCpu} and database ${scenario.databaseCpu} of a processor, ${scenario.serverRss} MB, at most ${scenario.serverPeak}; ${JSON.stringify(result.statuses)}`);
  }
}

/** As many as nobody can use up. */
function perRound(seconds: number): number {
  return seconds * 6_000;
}

function mean(values: readonly number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
