import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { MessageQueue } from '../service/message-ports.ts';
import type { Tracer } from '../service/tracing.ts';

const IDLE_MS = 250;
const SHORTEST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 5_000;

/** Who is told of what a worker does. */
export interface WorkerWatch {
  /** Told of each round that did something, or failed. Must not throw. */
  readonly onRound: (job: 'outbox' | 'delivery', outcome: 'done' | 'failed') => void;
  readonly tracer: Tracer | null;
  readonly logger: Logger;
}

/** Something that goes on until it is stopped. */
export interface Worker {
  start(): void;
  /** Resolves when what runs has ended. */
  stop(): Promise<void>;
}

/**
 * Moves messages from the outbox to the queue as they come. It asks four times a second, not at the same moments as
 * other servers; nothing tells it, because a NOTIFY would serialise the bookings' commits (decision 11).
 */
export function createOutboxWorker(queue: MessageQueue, onMoved: () => void, watch: WorkerWatch): Worker {
  return createWorker('outbox', watch, async () => {
    const { moved, mayHaveMore } = await queue.moveOutbox();
    if (moved > 0) {
      watch.onRound('outbox', 'done');
      onMoved();
    }
    return mayHaveMore ? 0 : withJitter(IDLE_MS);
  });
}

/** Repeats `round`, which says how many ms to wait until the next one; backs off while it fails. */
export function createWorker(name: 'outbox' | 'delivery', { onRound, logger }: WorkerWatch, round: () => Promise<number>): Worker {
  const stopped = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopped.signal }).catch(() => undefined);
  const run = async () => {
    for (let failures = 0; !stopped.signal.aborted; ) {
      try {
        await pause(await round());
        failures = 0;
      } catch (error) {
        const backOff = withJitter(Math.min(SHORTEST_BACK_OFF_MS * 2 ** Math.min(failures, 10), LONGEST_BACK_OFF_MS));
        failures += 1;
        onRound(name, 'failed');
        logger.warn({ err: error, worker: name, retry_in_ms: Math.round(backOff) }, 'a worker failed and tries again');
        await pause(backOff);
      }
    }
  };
  return {
    start() {
      running = run();
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** Three quarters to the whole of it. */
function withJitter(ms: number): number {
  return ms * (0.75 + Math.random() / 4);
}
