import type { BenchDatabase } from './database.ts';
import { kindsOf, MOST_ROUNDS, type Kind, type YardstickName } from './growth-kinds.ts';
import { load, type LoadRequest } from './load.ts';
import type { BenchRequests } from './requests.ts';
import { Yardstick } from './yardstick.ts';

/** What a kind of request took at one size: medians of the rounds, in milliseconds; and what its yardstick took beside it. */
export interface KindMeasured {
  readonly kind: string;
  readonly p50: number;
  readonly p95: number;
  readonly yardstick: YardstickName;
  readonly yardstickP50: number;
  /** How many times its yardstick it took, the median of the rounds: the machine's speed changes from round to round. */
  readonly timesYardstick: number;
}

/** One size, measured. */
export interface Grown {
  readonly slots: number;
  readonly filledInSeconds: number;
  readonly load: number;
  readonly kinds: readonly KindMeasured[];
}

/** How much longer a kind takes at a size than at the smallest one, as measured and with the machine's drift taken out. */
export interface GrowthRatio {
  readonly kind: string;
  readonly slots: number;
  readonly raw: number;
  readonly corrected: number;
}

interface Plan {
  readonly database: BenchDatabase;
  readonly folder: string;
  readonly url: string;
  readonly requests: BenchRequests;
  readonly added: { readonly from: number; readonly to: number };
  readonly seconds: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Low, so that a request's own time is seen and not how long it waits for others. */
const CONNECTIONS = 8;
const LIVE: LoadRequest[] = [{ method: 'GET', path: '/health/live', token: '', body: null }];
/** A few answers may be others: the first of the conflicts books. */
const OTHERS = 0.01;

/** Every kind after a round to warm up, the median of the rounds of each. */
export async function measureKinds(plan: Plan): Promise<KindMeasured[]> {
  const kinds = kindsOf(plan.requests, plan.added);
  const yardstick = await Yardstick.prepare(plan.database, CONNECTIONS);
  const rounds: KindMeasured[] = [];
  try {
    await measureRound(plan, kinds, yardstick);
    for (let round = 0; round < Math.min(plan.rounds, MOST_ROUNDS); round += 1) {
      rounds.push(...(await measureRound(plan, kinds, yardstick)));
    }
  } finally {
    await yardstick.close();
  }
  return kinds.map(({ name, yardstick: against }) => {
    const of = rounds.filter(({ kind }) => kind === name);
    const medianOf = (figure: 'p50' | 'p95' | 'yardstickP50' | 'timesYardstick') => median(of.map((each) => each[figure]));
    const [p50, p95, yardstickP50, timesYardstick] = [medianOf('p50'), medianOf('p95'), medianOf('yardstickP50'), medianOf('timesYardstick')];
    const measured = { kind: name, p50, p95, yardstick: against, yardstickP50, timesYardstick };
    plan.say(`${name}: p50 ${measured.p50.toFixed(2)} ms, p95 ${measured.p95.toFixed(2)}; ${against}: ${measured.yardstickP50.toFixed(2)}`);
    return measured;
  });
}

/** Each kind beside its yardstick; the yardstick just before it. */
async function measureRound(plan: Plan, kinds: readonly Kind[], yardstick: Yardstick): Promise<KindMeasured[]> {
  const { folder, url, seconds } = plan;
  const options = { connections: CONNECTIONS, folder };
  const yardsticks: Record<YardstickName, () => Promise<number>> = {
    live: async () => (await load([url], LIVE, { ...options, seconds: 1 })).p50,
    'round trip': () => yardstick.roundTrip(0.5),
    commit: () => yardstick.commit(0.5),
  };
  const measured: KindMeasured[] = [];
  for (const { name, status, once, requests, yardstick: against } of kinds) {
    const asked = await requests();
    const yardstickP50 = await yardsticks[against]();
    const { p50, p95, statuses } = await load([url], asked, { ...options, seconds, once });
    const total = Object.values(statuses).reduce((sum, count) => sum + count, 0);
    if ((statuses[status] ?? 0) < total * (1 - OTHERS)) {
      throw new Error(`${name}: ${JSON.stringify(statuses)}`);
    }
    measured.push({ kind: name, p50, p95, yardstick: against, yardstickP50, timesYardstick: p50 / yardstickP50 });
  }
  return measured;
}

/** Every kind at every size but the smallest, held against that. */
export function ratiosOf([smallest, ...others]: readonly Grown[]): GrowthRatio[] {
  return others.flatMap(({ slots, kinds }) =>
    kinds.flatMap(({ kind, p50, timesYardstick }) => {
      const first = smallest?.kinds.find((each) => each.kind === kind);
      const raw = p50 / (first?.p50 ?? p50);
      return first === undefined ? [] : [{ kind, slots, raw, corrected: timesYardstick / first.timesYardstick }];
    }),
  );
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}
