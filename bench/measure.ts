import { SignJWT } from 'jose';
import { Client } from 'pg';
import { bookingCeiling, listCeiling } from './ceiling.ts';
import { idOf, type BenchDatabase, type Size } from './database.ts';
import { load, type LoadRequest, type LoadResult } from './load.ts';
import { BenchServer, databaseCpu, SECRET } from './server.ts';

/** What one load did, and what it took: processors used by server and database, megabytes of the server afterwards. */
export interface Scenario extends LoadResult {
  readonly name: string;
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly serverRss: number;
}

export interface Measured {
  readonly scenarios: readonly Scenario[];
  /** What the driver does by itself, a second. */
  readonly ceilings: Readonly<Record<string, number>>;
  readonly ratios: readonly { readonly what: string; readonly ratio: number; readonly target: number }[];
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

const LISTS_ASKED = 20_000;

/** Runs every load once after a warm-up, the ceilings before and after what is held against them. */
export async function measure(plan: Plan): Promise<Measured> {
  const { database, folder, size, seconds, say } = plan;
  const server = await BenchServer.start(database, folder, {});
  const tokens = await Promise.all(Array.from({ length: size.applicants }, (_, n) => tokenOf(`bench-applicant-${n}`)));
  const tokenAt = (n: number) => tokens[n % tokens.length] ?? '';
  const scenarios: Scenario[] = [];
  let nextSlot = 0;
  const freshSlots = (count: number) => Array.from({ length: count }, () => nextSlot++);
  const run = async (name: string, requests: readonly LoadRequest[], connections: number, duration = seconds) => {
    const before = { server: await server.usage(), database: await databaseCpu() };
    const result = await load(server.url, requests, { connections, seconds: duration, folder });
    const after = { server: await server.usage(), database: await databaseCpu() };
    const scenario = {
      name,
      ...result,
      serverCpu: round((after.server.cpu - before.server.cpu) / duration),
      databaseCpu: round((after.database - before.database) / duration),
      serverRss: after.server.rss,
    };
    say(`${name}: ${result.perSecond}/s, p50 ${result.p50} ms, p95 ${result.p95}, p99 ${result.p99}; server ${scenario.serverCpu} and database ${scenario.databaseCpu} of a processor, ${scenario.serverRss} MB; ${JSON.stringify(result.statuses)}`);
    return scenario;
  };
  try {
    const bookings = (count: number) => freshSlots(count).map((slot) => book(slot, tokenAt(slot)));
    const ceilingOf = (connections: number) =>
      bookingCeiling(database.serverUrl, freshSlots(perRound(seconds)).map((slot) => ({ slot, applicant: slot % size.applicants })), { connections, seconds });
    await run('warm-up', [...bookings(perRound(2)), ...lists(size, tokenAt)], 32, 2);
    const ceilings: Record<string, number> = {};
    for (const connections of [32, 64]) {
      ceilings[`bookings at ${connections}`] = await ceilingOf(connections);
      say(`the driver by itself at ${connections}: ${ceilings[`bookings at ${connections}`]} bookings/s`);
      scenarios.push(await run(`bookings at ${connections}`, bookings(perRound(seconds)), connections));
    }
    ceilings['lists'] = await listCeiling(database.serverUrl, size.properties, { connections: 32, seconds });
    say(`the driver by itself: ${ceilings['lists']} lists/s`);
    await run('lists, most of them for the first time', lists(size, tokenAt), 32, 4);
    scenarios.push(await run('lists', lists(size, tokenAt), 32));
    scenarios.push(await run('single reads', reads(size, tokenAt), 32));
    scenarios.push(await run('conflicts on one slot', Array.from({ length: 2_000 }, (_, n) => book(0, tokenAt(n + 1))), 64));
    scenarios.push(await run('a realistic mix', await mix(database, size, tokenAt, bookings), 64));
    return { scenarios, ceilings, ratios: ratiosOf(scenarios, ceilings), readyAfterMs: server.readyAfterMs };
  } finally {
    await server.stop();
  }
}

/** As many as nobody can use up. */
function perRound(seconds: number): number {
  return seconds * 8_000;
}

function book(slot: number, token: string): LoadRequest {
  return { method: 'POST', path: '/api/v1/bookings', token, body: JSON.stringify({ slot_id: idOf('slot', slot) }) };
}

function lists(size: Size, tokenAt: (n: number) => string): LoadRequest[] {
  return Array.from({ length: LISTS_ASKED }, (_, n) => ({
    method: 'GET',
    path: `/api/v1/properties/${idOf('property', scattered(n, size.properties))}/slots`,
    token: tokenAt(n),
    body: null,
  }));
}

function reads(size: Size, tokenAt: (n: number) => string): LoadRequest[] {
  return Array.from({ length: LISTS_ASKED }, (_, n) => ({
    method: 'GET',
    path: `/api/v1/slots/${idOf('slot', scattered(n, size.slots))}`,
    token: tokenAt(n),
    body: null,
  }));
}

/** A number below `below` for each n, as if drawn at random, but the same in every run (Knuth's multiplicative hash). */
function scattered(n: number, below: number): number {
  return Math.floor(((Math.imul(n + 1, 2_654_435_761) >>> 0) / 2 ** 32) * below);
}

/** 90 % lists, 8 % reads, 1.5 % bookings, 0.5 % cancellations, in an order that is the same in every run. */
async function mix(database: BenchDatabase, size: Size, tokenAt: (n: number) => string, bookings: (count: number) => LoadRequest[]): Promise<LoadRequest[]> {
  const count = 200_000;
  const client = new Client({ connectionString: database.migrationUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string; applicant: number }>(
    `SELECT bookings.id, replace(supabase_user_id, 'bench-applicant-', '')::int AS applicant
     FROM bookings JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
     WHERE status = 'confirmed' ORDER BY bookings.id LIMIT $1`,
    [count * 0.005],
  );
  await client.end();
  const [asLists, asReads, asBookings] = [lists(size, tokenAt), reads(size, tokenAt), bookings(count * 0.015)];
  const asCancellations = rows.map(({ id, applicant }): LoadRequest => ({ method: 'DELETE', path: `/api/v1/bookings/${id}`, token: tokenAt(applicant), body: null }));
  return Array.from({ length: count }, (_, n) => {
    const place = n % 200;
    const kind = place < 180 ? asLists : place < 196 ? asReads : place < 199 ? asBookings : asCancellations;
    const among = place < 180 ? n : place < 196 ? n : place < 199 ? Math.floor(n / 200) * 3 + (place - 196) : Math.floor(n / 200);
    return kind[among % kind.length] ?? asLists[0] ?? { method: 'GET', path: '/', token: '', body: null };
  });
}

function ratiosOf(scenarios: readonly Scenario[], ceilings: Readonly<Record<string, number>>): Measured['ratios'] {
  const rate = (name: string) => scenarios.find((scenario) => scenario.name === name);
  const [at32, at64] = [rate('bookings at 32'), rate('bookings at 64')];
  const perSecond = (scenario: Scenario | undefined) => scenario?.perSecond ?? 0;
  return [
    { what: 'bookings over HTTP at 64, of the driver by itself', ratio: perSecond(at64) / (ceilings['bookings at 64'] ?? 1), target: 1 },
    { what: 'bookings over HTTP at 32, of the driver by itself', ratio: perSecond(at32) / (ceilings['bookings at 32'] ?? 1), target: 0.75 },
    { what: '4 times the p50 of bookings at 64, of their p99', ratio: (4 * (at64?.p50 ?? 0)) / (at64?.p99 ?? 1), target: 1 },
    { what: 'lists over HTTP, of the plain way by the driver alone', ratio: perSecond(rate('lists')) / (ceilings['lists'] ?? 1), target: 2 },
    { what: 'conflicts on one slot, of the bookings at 64', ratio: perSecond(rate('conflicts on one slot')) / (perSecond(at64) || 1), target: 2 },
  ];
}

function tokenOf(user: string): Promise<string> {
  return new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(new TextEncoder().encode(SECRET));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
