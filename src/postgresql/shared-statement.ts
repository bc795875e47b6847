import { setImmediate as nextTurn } from 'node:timers/promises';
import { VisitaError } from '../errors.ts';
import { Crowds } from './crowds.ts';
import { isUndone } from './errors.ts';
import { Turns } from './turns.ts';

/** How requests share a statement. */
export interface Sharing<Request, Answer> {
  /** Requests of one group may always share: those of one organization, which one shard of the database answers. */
  readonly groupOf: (request: Request) => string;
  /** Whether requests of several groups may share at this moment; where nothing is said, they never do. */
  readonly mayMix?: () => boolean;
  /** Answers them all in one round trip, in their order. */
  readonly together: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  /** Answers one by itself, for when they got in each other's way. */
  readonly alone: (request: Request) => Promise<Answer>;
  /** How many groups' statements run at the same time where groups do not share, each on a connection; 4 where nothing is said. */
  readonly groupsAtOnce?: number;
  /**
   * For statements that are long for the database: each takes half of those who are at it (crowds.ts), where otherwise it takes all who wait.
   * Where several groups are at it and do not share, they are each other's half.
   */
  readonly byHalves?: boolean;
  /** Whether a failure may be one request's fault alone, so that all are asked again one by one; where nothing is said, if it left nothing behind. */
  readonly isOnesFault?: (error: unknown) => boolean;
}

/** How long what many share waits for one lock. Far above what a booking or a screening takes: whoever holds it for longer is stuck, and only one request is to wait for that. */
export const SHARED_LOCK_TIMEOUT_MS = 200;
/** More rows make the statement slower without making each cheaper. */
const MOST_TOGETHER = 64;
/** Of one group only one statement runs, so its rows never wait for each other. */
const GROUPS_AT_ONCE = 4;
/** Where groups share, each statement is for all who wait, one of each group before a second of any. Two, so that nobody has to wait for the long one of a busy group. */
const MIXED_AT_ONCE = 2;
/** For so long at least groups stay apart after they got in each other's way. */
const APART_MS = 1_000;
/** Far above what a statement for many takes: whatever makes it so slow is one group's. */
const SLOW_MS = 2_000;
/** Whoever waited for as long as this is about to be answered for: nothing is begun for them any more. */
const PATIENCE_MS = 5_000;

/** Whose half it is where groups share. */
const EVERYBODY = 'everybody';

type Outcome<Answer> = { readonly answer: Answer } | { readonly error: unknown };

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly group: string;
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets requests that arrive while a statement is in flight share the next one: a round trip and a commit for all of
 * them. Nobody waits for company: where nothing is in flight, a request goes at once, alone. Of a group there is only one statement
 * at a time. Each is answered for itself: when a shared statement fails and left nothing behind, its requests are asked again one by one.
 */
export class SharedStatement<Request, Answer> {
  readonly #sharing: Sharing<Request, Answer>;
  readonly #turns = new Turns<Waiting<Request, Answer>>();
  readonly #crowds = new Crowds();
  readonly #running = new Set<string>();
  #statements = 0;
  #requests = 0;
  #apartUntil = 0;

  constructor(sharing: Sharing<Request, Answer>) {
    this.#sharing = sharing;
  }

  /** The answer to one request; `unavailable` when its turn did not come in time, and what the statement raises. */
  ask(request: Request): Promise<Answer> {
    const group = this.#sharing.groupOf(request);
    return new Promise((resolve, reject) => {
      this.#turns.add(group, { request, group, since: performance.now(), resolve, reject });
      this.#begin();
    });
  }

  /**
   * Begins what may run now; true when something began.
   * @param answered what a statement has just answered: its groups come last, since a busy one must not keep the others waiting
   */
  #begin(answered: readonly Waiting<Request, Answer>[] = []): boolean {
    const isMixed = this.#sharing.mayMix?.() === true && performance.now() >= this.#apartUntil;
    const atOnce = isMixed ? MIXED_AT_ONCE : (this.#sharing.groupsAtOnce ?? GROUPS_AT_ONCE);
    const running = this.#statements;
    while (this.#statements < atOnce) {
      const batch = this.#take(isMixed, answered);
      if (batch.length === 0) {
        break;
      }
      batch.forEach(({ group }) => this.#running.add(group));
      void this.#run(batch);
    }
    return this.#statements > running;
  }

  async #run(batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    this.#statements += 1;
    this.#requests += batch.length;
    const outcome = await this.#ask(batch);
    this.#statements -= 1;
    this.#requests -= batch.length;
    if (outcome === 'undone') {
      await this.#askEach(batch);
      return;
    }
    if (this.#goOn(batch)) {
      // The next statement is on its way before these answers are written out: the database works meanwhile.
      await nextTurn();
    }
    batch.forEach((waiting, index) => settle(waiting, outcome[index]));
  }

  /** The groups of these may have another statement now; true when something began. */
  #goOn(answered: readonly Waiting<Request, Answer>[]): boolean {
    answered.forEach(({ group }) => this.#running.delete(group));
    return this.#begin(answered);
  }

  #take(isMixed: boolean, answered: readonly Waiting<Request, Answer>[]): Waiting<Request, Answer>[] {
    const oldest = performance.now() - PATIENCE_MS;
    for (const { reject } of this.#turns.takeUntil(this.#free(), ({ since }) => since >= oldest)) {
      reject(new VisitaError('unavailable', 'the database is too busy at the moment'));
    }
    const last = new Set(answered.map(({ group }) => group));
    const inOrder = this.#free().toSorted((one, other) => Number(last.has(one)) - Number(last.has(other)));
    const groups = isMixed ? this.#sharers(inOrder) : inOrder.slice(0, 1);
    return this.#turns.takeInTurn(groups, Math.min(MOST_TOGETHER, this.#shareOf(groups, isMixed, answered.length)));
  }

  /** The groups that wait and have no statement running. */
  #free(): string[] {
    return this.#turns.order().filter((group) => !this.#running.has(group));
  }

  /**
   * Those of these groups that share the next statement. Normally all. Where one has more than half of all that wait, its statement would be long, so it
   * goes by itself when its turn comes; until then the others share without it.
   */
  #sharers(inOrder: readonly string[]): readonly string[] {
    const half = this.#turns.count(inOrder) / 2;
    const busy = inOrder.find((group) => this.#turns.count([group]) > half);
    if (busy === undefined) {
      return inOrder;
    }
    return busy === inOrder[0] ? [busy] : inOrder.filter((group) => group !== busy);
  }

  /** How many of those who wait the next statement takes. */
  #shareOf(groups: readonly string[], isMixed: boolean, answered: number): number {
    const waiting = this.#turns.count(groups);
    if (this.#sharing.byHalves !== true || waiting === 0) {
      return waiting;
    }
    if (isMixed) {
      return this.#crowds.halfOf(EVERYBODY, { waiting: waiting + this.#requests, answered });
    }
    const isAlone = this.#running.size === 0 && this.#turns.groups === 1;
    return isAlone ? this.#crowds.halfOf(groups[0] ?? '', { waiting, answered }) : waiting;
  }

  async #ask(batch: readonly Waiting<Request, Answer>[]): Promise<readonly Outcome<Answer>[] | 'undone'> {
    const { together, isOnesFault = isUndone } = this.#sharing;
    const since = performance.now();
    try {
      const answers = await together(batch.map(({ request }) => request));
      this.#judge(batch, { tookMs: performance.now() - since, hasFailed: false });
      return answers.map((answer) => ({ answer }));
    } catch (error) {
      this.#judge(batch, { tookMs: performance.now() - since, hasFailed: true });
      // Where nobody knows what became of it, nothing is tried again: a second try could meet the first one's work.
      return isOnesFault(error) ? 'undone' : batch.map(() => ({ error }));
    }
  }

  /** Whoever made this statement slow, or fail, would do so to the next: for as long as that took, and a second at least, only those of the same group pay for it. */
  #judge(batch: readonly Waiting<Request, Answer>[], { tookMs, hasFailed }: { tookMs: number; hasFailed: boolean }): void {
    const isMixed = batch.some(({ group }) => group !== batch[0]?.group);
    if (isMixed && (hasFailed || tookMs >= SLOW_MS)) {
      this.#apartUntil = performance.now() + Math.max(APART_MS, tookMs);
    }
  }

  /** One by one, and each group goes on as soon as its own are answered: one that waits for a lock does so at nobody else's expense. */
  async #askEach(batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    const groups = Map.groupBy(batch, ({ group }) => group);
    const each = [...groups.values()].map(async (ofGroup) => {
      await Promise.all(ofGroup.map((waiting) => this.#askAlone(waiting)));
      this.#goOn(ofGroup);
    });
    this.#begin();
    await Promise.all(each);
  }

  /** Each is answered as soon as it can be: one may have to wait for a lock, and the others not for it. */
  async #askAlone({ request, resolve, reject }: Waiting<Request, Answer>): Promise<void> {
    try {
      resolve(await this.#sharing.alone(request));
    } catch (error) {
      reject(error);
    }
  }
}

function settle<Request, Answer>({ resolve, reject }: Waiting<Request, Answer>, outcome: Outcome<Answer> | undefined): void {
  if (outcome === undefined) {
    reject(new Error('a shared statement left a request without an answer'));
  } else if ('error' in outcome) {
    reject(outcome.error);
  } else {
    resolve(outcome.answer);
  }
}
