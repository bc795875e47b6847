import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { EmbeddedParts } from '../embedded/parts.ts';
import type { Database } from '../postgresql/database.ts';
import { warnOfMissingTimeouts } from '../postgresql/timeouts.ts';
import type { ServerHealth } from '../rest/health.ts';
import type { Ground } from './ground.ts';
import { readListenError, urlOf } from './listening.ts';

const DRAIN_TIMEOUT_MS = 8_500;
const QUEUE_PATIENCE_MS = 3_000;
const POLL_MS = 20;

/** A process that does its work. */
export interface RunningServer {
  /** Where it answers, as a person would open it. */
  readonly url: string;
  readonly embedded: EmbeddedParts;
  readonly database: Database;
  /** Stops accepting, finishes what runs, then stops everything: 10 s at most, after `config.drainDelaySeconds`. */
  stop(): Promise<void>;
}

/** What runs beside the requests. */
export interface Background {
  /** @param app the server of this process, listening */
  start(app: FastifyInstance): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** What a role is made of. */
export interface Program {
  readonly ground: Ground;
  readonly app: FastifyInstance;
  readonly health: ServerHealth;
  /** Closed when everything else has ended. */
  readonly database: Database;
  readonly background: readonly Background[];
  /** Gets the database ready for this version, or waits until somebody else has. */
  readonly prepare: () => Promise<void>;
  /** Where it does not answer at once, the start waits for it a little. */
  readonly queueStatus: () => 'up' | 'down';
}

/** Listens, prepares the database, then begins to work: until then requests are answered with 503. */
export async function run(program: Program): Promise<RunningServer> {
  const { ground, app, health, database, background, prepare, queueStatus } = program;
  const { config, embedded } = ground;
  try {
    await app.listen({ host: config.host, port: config.port });
    await prepare();
    await warnOfMissingTimeouts(database, ground.logger);
    health.start();
    background.forEach((each) => each.start(app));
    await waitUntilUp(queueStatus);
  } catch (error) {
    await drain(program, stopAll(background));
    throw readListenError(error, config);
  }
  return {
    url: urlOf(app, config.host),
    embedded,
    database,
    async stop() {
      // In this order, or a request is lost: first it says that it is not ready, then whoever sends it requests gets the time to
      // notice, and only then it stops accepting.
      health.drain();
      const stopped = stopAll(background);
      await delay(config.drainDelaySeconds * 1000);
      await drain(program, stopped);
    },
  };
}

/** A queue that is there answers at once, so the server is ready when it says so. One that is away is not waited for long. */
async function waitUntilUp(status: () => 'up' | 'down'): Promise<void> {
  for (let waited = 0; status() === 'down' && waited < QUEUE_PATIENCE_MS; waited += POLL_MS) {
    await delay(POLL_MS);
  }
}

function stopAll(background: readonly Background[]): Promise<unknown> {
  const stopped = Promise.all(background.map((each) => each.stop()));
  // Told to whoever awaits it, which may be seconds later.
  stopped.catch(() => undefined);
  return stopped;
}

async function drain({ ground, app, database }: Program, stopped: Promise<unknown>): Promise<void> {
  const orderly = Promise.all([app.close(), stopped]).then(() => database.close());
  const timeout = new AbortController();
  await Promise.race([
    orderly,
    delay(DRAIN_TIMEOUT_MS, undefined, { signal: timeout.signal }).then(() => ground.logger.error('not drained in time')),
  ]);
  timeout.abort();
}
