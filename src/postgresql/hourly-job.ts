import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { traced, type Tracer } from '../service/tracing.ts';

const HOUR_MS = 3_600_000;

/** By what the figures call a job. */
export type HourlyTask = 'expired_answers' | 'past_bookings';

/** Who is told of what a job does. */
export interface JobWatch {
  /** Told of each round. Must not throw. */
  readonly onRound: (job: HourlyTask, outcome: 'done' | 'failed') => void;
  readonly tracer: Tracer | null;
  readonly logger: Logger;
}

/** What is done in a round. */
export interface HourlyWork {
  readonly task: HourlyTask;
  /** As traces and the log call it, such as 'remove expired answers'. */
  readonly name: string;
  /** All there is to do, in small batches, so that no transaction is long; ends early once `stopped` is aborted. */
  readonly round: (stopped: AbortSignal) => Promise<void>;
}

/** Work that a server does about once an hour, for all organizations, and that may as well be done an hour later. */
export class HourlyJob {
  readonly #work: HourlyWork;
  readonly #watch: JobWatch;
  readonly #everyMs: number;
  readonly #aborter = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /** @param everyMs about how long after one round the next begins */
  constructor(work: HourlyWork, watch: JobWatch, everyMs = HOUR_MS) {
    this.#work = work;
    this.#watch = watch;
    this.#everyMs = everyMs;
  }

  /** Works at once, then about every hour, until `stop`. */
  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#aborter.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#aborter;
    const { task, name, round } = this.#work;
    while (!signal.aborted) {
      try {
        await traced(this.#watch.tracer, name, { kind: 'job' }, () => round(signal));
        this.#watch.onRound(task, 'done');
      } catch (error) {
        this.#watch.onRound(task, 'failed');
        // What was left undone does no harm for an hour, so the next round is soon enough.
        this.#watch.logger.warn({ err: error, worker: name }, 'an hourly job could not be done');
      }
      // Up to a quarter of an hour more or less, so that servers started together do not go on doing this together.
      const pause = this.#everyMs * (0.75 + Math.random() / 2);
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
