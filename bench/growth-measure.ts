import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchDatabase } from './database.ts';
import { kindsOf, type Kind } from './growth-kinds.ts';
import { load } from './load.ts';
import { median } from './median.ts';
import type { BenchRequests } from './requests.ts';
import type { BenchServer } from './server.ts';

/** A database of some size and a server on it. */
export interface Side {
  readonly database: BenchDatabase;
  readonly server: BenchServer;
  readonly requests: BenchRequests;
  /** Numbers of slots that nobody holds. */
  readonly added: { readonly from: number; readonly to: number };
}

/** What a kind of request took in one round, in milliseconds; processor: of server and database together, for each request. */
export interface Taken {
  readonly p50: number;
  readonly p95: number;
  readonly cpu: number;
}

/** A kind of request at one size: medians of the rounds, and of how many times as much each was as on the small database just beside it. */
export interface KindMeasured {
  readonly kind: string;
  readonly grown: Taken;
  readonly small: Taken;
  readonly ratios: Taken;
  /** How the p50 differed in each round. */
  readonly rounds: readonly number[];
}

type Round = Pick<KindMeasured, 'kind' | 'grown' | 'small'>;

/** One size, measured. Load: of the machine, when it was done. */
export interface Grown {
  readonly slots: number;
  readonly filledInSeconds: number;
  readonly load: number;
  readonly kinds: readonly KindMeasured[];
}

interface Plan {
  readonly folder: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Low, so that a request's own time is seen and not how long it waits for others. */
const CONNECTIONS = 8;
/** A fifth of what is asked is not measured. */
const WARM_UP_SHARE = 5;
/** A few answers may be others: the first of the conflicts books. */
const OTHERS = 0.01;

/**
 * Every kind on the database that grew and on a small one, in turns, after a round to warm up: the machine is never the same for long, so
 * what counts is how the two differ within a second or two.
 */
export async function measureKinds(grown: Side, small: Side, plan: Plan): Promise<KindMeasured[]> {
  const kinds = { grown: kindsOf(grown.requests, grown.added), small: kindsOf(small.requests, small.added) };
  const rounds: Round[][] = [];
  for (let round = 0; round <= plan.rounds; round += 1) {
    const measured = [];
    for (const [nth, kind] of kinds.grown.entries()) {
      const other = kinds.small[nth] ?? kind;
      const first = round % 2 === 0 ? await measureKind(grown, kind, plan) : null;
      const beside = await measureKind(small, other, plan);
      measured.push({ kind: kind.name, grown: first ?? (await measureKind(grown, kind, plan)), small: beside });
    }
    rounds.push(measured);
  }
  // The last requests have nobody to answer to any more, and are not done yet.
  await sleep(500);
  return kinds.grown.map(({ name }, nth) => summary(name, rounds.slice(1).flatMap((round) => round[nth] ?? []), plan.say));
}

async function measureKind({ database, server }: Side, { name, status, once, before: asks = 0, requests }: Kind, { folder, seconds }: Plan): Promise<Taken> {
  const asked = await requests();
  // Connections that were closed meanwhile are opened again, and statements planned on them, before anything is measured.
  const first = once ? asked.splice(0, asked.length / WARM_UP_SHARE) : asked.slice(0, Math.max(asks, asked.length / WARM_UP_SHARE));
  await load([server.url], first, { connections: CONNECTIONS, folder, seconds: 1, once: true });
  const before = (await server.usage()).cpu + (await database.cpu());
  const { p50, p95, statuses } = await load([server.url], asked, { connections: CONNECTIONS, folder, seconds, once });
  const used = (await server.usage()).cpu + (await database.cpu()) - before;
  const total = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  if ((statuses[status] ?? 0) < total * (1 - OTHERS)) {
    throw new Error(`${name}: ${JSON.stringify(statuses)}`);
  }
  return { p50, p95, cpu: (used / total) * 1000 };
}

function summary(kind: string, rounds: readonly Round[], say: Plan['say']): KindMeasured {
  const mediansOf = (figure: (round: Round, of: keyof Taken) => number): Taken => {
    const of = (name: keyof Taken) => median(rounds.map((round) => figure(round, name)));
    return { p50: of('p50'), p95: of('p95'), cpu: of('cpu') };
  };
  const measured = {
    kind,
    grown: mediansOf((round, name) => round.grown[name]),
    small: mediansOf((round, name) => round.small[name]),
    ratios: mediansOf((round, name) => round.grown[name] / round.small[name]),
    rounds: rounds.map((round) => round.grown.p50 / round.small.p50),
  };
  const { grown, small, ratios } = measured;
  say(`${kind}: p50 ${grown.p50.toFixed(2)} ms, p95 ${grown.p95.toFixed(2)}, processor ${grown.cpu.toFixed(2)}; beside it ${small.p50.toFixed(2)}, ${small.p95.toFixed(2)}, ${small.cpu.toFixed(2)}; ratios ${ratios.p50.toFixed(2)}, ${ratios.p95.toFixed(2)}, ${ratios.cpu.toFixed(2)} (p50: ${measured.rounds.map((ratio) => ratio.toFixed(2)).join(', ')})`);
  return measured;
}
