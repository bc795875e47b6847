import { setImmediate as nextTurn } from 'node:timers/promises';
import { VisitaError } from '../errors.ts';
import { Crowds } from './crowds.ts';
import { isUndone } from './errors.ts';

/** How requests share a statement. */
export interface Sharing<Request, Answer> {
  /** Only requests of one group share: those that one shard of the database answers. */
  readonly groupOf: (request: Request) => string;
  /** Answers them all in one round trip, in their order. */
  readonly together: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  /** Answers one by itself, for when they got in each other's way. */
  readonly alone: (request: Request) => Promise<Answer>;
  /** Groups whose statements run at the same time, each on a connection; 4 where nothing is said. */
  readonly groupsAtOnce?: number;
  /**
   * For statements that are long for the database: each takes half of those who are at it (crowds.ts), where otherwise it takes all who wait.
   * Where several groups are at it, they are each other's half.
   */
  readonly byHalves?: boolean;
  /** Whether a failure may be one request's fault alone, so that all are asked again one by one; where nothing is said, if it left nothing behind. */
  readonly isOnesFault?: (error: unknown) => boolean;
}

/** More rows make the statement slower without making each cheaper. */
const MOST_TOGETHER = 64;
/** Of one group only one statement runs, so its rows never wait for each other. */
const GROUPS_AT_ONCE = 4;
/** Whoever waited for as long as this is about to be answered for: nothing is begun for them any more. */
const PATIENCE_MS = 5_000;

type Outcome<Answer> = { readonly answer: Answer } | { readonly error: unknown };

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets requests that arrive while a statement is in flight share the next one: a round trip and a commit for all of
 * them. Nobody waits for company: where nothing is in flight, a request goes at once, alone. Each is answered for itself: when
 * a shared statement fails and left nothing behind, its requests are asked again one by one.
 */
export class SharedStatement<Request, Answer> {
  readonly #sharing: Sharing<Request, Answer>;
  readonly #waiting = new Map<string, Waiting<Request, Answer>[]>();
  readonly #running = new Set<string>();
  readonly #crowds = new Crowds();

  constructor(sharing: Sharing<Request, Answer>) {
    this.#sharing = sharing;
  }

  /** The answer to one request; `unavailable` when its turn did not come in time, and what the statement raises. */
  ask(request: Request): Promise<Answer> {
    const group = this.#sharing.groupOf(request);
    return new Promise((resolve, reject) => {
      const waiting = { request, since: performance.now(), resolve, reject };
      const others = this.#waiting.get(group);
      if (others === undefined) {
        this.#waiting.set(group, [waiting]);
      } else {
        others.push(waiting);
      }
      this.#begin(group);
    });
  }

  /** @param answered how many of the group a statement has just answered */
  #begin(group: string, answered = 0): void {
    if (this.#running.has(group) || this.#running.size >= (this.#sharing.groupsAtOnce ?? GROUPS_AT_ONCE)) {
      return;
    }
    const batch = this.#take(group, answered);
    if (batch.length > 0) {
      this.#running.add(group);
      void this.#run(group, batch);
    }
  }

  async #run(group: string, batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    const outcome = await this.#ask(batch);
    if (outcome === 'undone') {
      await Promise.all(batch.map((waiting) => this.#askAlone(waiting)));
    }
    this.#running.delete(group);
    this.#beginNext(group, batch.length);
    if (outcome !== 'undone') {
      if (this.#running.has(group)) {
        // The next statement is on its way before these answers are written out: the database works meanwhile.
        await nextTurn();
      }
      batch.forEach((waiting, index) => settle(waiting, outcome[index]));
    }
  }

  /** The group that just ran comes last: a busy one must not keep the others waiting. */
  #beginNext(last: string, answered: number): void {
    for (const group of this.#waiting.keys()) {
      if (group !== last) {
        this.#begin(group);
      }
    }
    this.#begin(last, answered);
  }

  #take(group: string, answered: number): Waiting<Request, Answer>[] {
    const waiting = this.#waiting.get(group) ?? [];
    const oldest = performance.now() - PATIENCE_MS;
    const inTime = waiting.findIndex(({ since }) => since >= oldest);
    for (const { reject } of waiting.splice(0, inTime < 0 ? waiting.length : inTime)) {
      reject(new VisitaError('unavailable', 'the database is too busy at the moment'));
    }
    const isByHalves = this.#sharing.byHalves === true && this.#running.size === 0 && this.#waiting.size === 1;
    const share = isByHalves ? this.#crowds.halfOf(group, { waiting: waiting.length, answered }) : waiting.length;
    const batch = waiting.splice(0, Math.min(MOST_TOGETHER, share));
    // Those who are left over wait behind every other group, or five busy ones would never let a sixth in.
    this.#waiting.delete(group);
    if (waiting.length > 0) {
      this.#waiting.set(group, waiting);
    }
    return batch;
  }

  async #ask(batch: readonly Waiting<Request, Answer>[]): Promise<readonly Outcome<Answer>[] | 'undone'> {
    const { together, isOnesFault = isUndone } = this.#sharing;
    try {
      const answers = await together(batch.map(({ request }) => request));
      return answers.map((answer) => ({ answer }));
    } catch (error) {
      // Where nobody knows what became of it, nothing is tried again: a second try could meet the first one's work.
      return isOnesFault(error) ? 'undone' : batch.map(() => ({ error }));
    }
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
