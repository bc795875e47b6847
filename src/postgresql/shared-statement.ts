import { VisitaError } from '../errors.ts';
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
}

/** More rows make the statement slower without making each cheaper. */
const MOST_TOGETHER = 64;
/** Of one group only one statement runs, so its rows never wait for each other. */
const GROUPS_AT_ONCE = 4;
/** Whoever waited for as long as this is about to be answered for: nothing is begun for them any more. */
const PATIENCE_MS = 5_000;

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

  #begin(group: string): void {
    if (this.#running.has(group) || this.#running.size >= (this.#sharing.groupsAtOnce ?? GROUPS_AT_ONCE)) {
      return;
    }
    const batch = this.#take(group);
    if (batch.length === 0) {
      return;
    }
    this.#running.add(group);
    void this.#answer(batch).finally(() => {
      this.#running.delete(group);
      this.#beginNext(group);
    });
  }

  /** The group that just ran comes last: a busy one must not keep the others waiting. */
  #beginNext(last: string): void {
    for (const group of this.#waiting.keys()) {
      if (group !== last) {
        this.#begin(group);
      }
    }
    this.#begin(last);
  }

  #take(group: string): Waiting<Request, Answer>[] {
    const waiting = this.#waiting.get(group) ?? [];
    const batch = waiting.splice(0, MOST_TOGETHER);
    if (waiting.length === 0) {
      this.#waiting.delete(group);
    }
    const oldest = performance.now() - PATIENCE_MS;
    const [late, inTime] = [batch.filter(({ since }) => since < oldest), batch.filter(({ since }) => since >= oldest)];
    for (const { reject } of late) {
      reject(new VisitaError('unavailable', 'the database is too busy at the moment'));
    }
    return inTime;
  }

  async #answer(batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.#sharing.together(batch.map(({ request }) => request));
      batch.forEach(({ resolve, reject }, index) => {
        const answer = answers[index];
        if (answer === undefined) {
          reject(new Error('a shared statement left a request without an answer'));
        } else {
          resolve(answer);
        }
      });
    } catch (error) {
      if (isUndone(error)) {
        await Promise.all(batch.map((waiting) => this.#answerAlone(waiting)));
      } else {
        // Nobody knows what became of it, so nothing is tried again: a second try could meet the first one's work.
        for (const { reject } of batch) {
          reject(error);
        }
      }
    }
  }

  async #answerAlone({ request, resolve, reject }: Waiting<Request, Answer>): Promise<void> {
    try {
      resolve(await this.#sharing.alone(request));
    } catch (error) {
      reject(error);
    }
  }
}
