import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { traced, type Tracer } from '../service/tracing.ts';
import type { Connection } from './database.ts';
import { removeExpiredAnswers } from './idempotency.gen.ts';

const BATCH = 1_000;
const HOUR_MS = 3_600_000;

/** Who is told of what the job does. */
export interface JobWatch {
  /** Told of each round. Must not throw. */
  readonly onRound: (job: 'expired_answers', outcome: 'done' | 'failed') => void;
  readonly tracer: Tracer | null;
  readonly logger: Logger;
}

/** The job that removes answers kept under an Idempotency-Key once they have expired, of all organizations. */
export class ExpiredAnswersJob {
  readonly #database: Connection;
  readonly #watch: JobWatch;
  readonly #aborter = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(database: Connection, watch: JobWatch) {
    this.#database = database;
    this.#watch = watch;
  }

  /** Removes at once, then about every hour, until `stop`. */
  start(): void {
    this.#work = this.#run();
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#aborter.abort();
    await this.#work;
  }

  async #run(): Promise<void> {
    const { signal } = this.#aborter;
    while (!signal.aborted) {
      try {
        await traced(this.#watch.tracer, 'remove expired answers', { kind: 'job' }, () => this.#removeAll());
        this.#watch.onRound('expired_answers', 'done');
      } catch (error) {
        this.#watch.onRound('expired_answers', 'failed');
        // An expired answer counts as absent all the same, so the next round is soon enough.
        this.#watch.logger.warn({ err: error }, 'expired answers could not be removed');
      }
      // Up to a quarter of an hour more or less, so that servers started together do not go on doing this together.
      const pause = HOUR_MS * (0.75 + Math.random() / 2);
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** In small batches, so that no transaction is long. */
  async #removeAll(): Promise<void> {
    let removed = BATCH;
    while (removed === BATCH && !this.#aborter.signal.aborted) {
      removed = (await removeExpiredAnswers.run({ limit: BATCH }, this.#database)).length;
    }
  }
}
