import { hasCode } from '../errors.ts';
import { onceAtATime } from '../service/once-at-a-time.ts';
import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import type { RequestContext } from './request-context.ts';

type Checks = components['schemas']['Readiness']['checks'];

/** What the server depends on, asked anew unless it is being asked, and whether it is about to stop. */
export interface Health {
  checks(): Promise<Checks>;
  /** False until the database has the tables that this version wants. */
  hasStarted(): boolean;
  isDraining(): boolean;
}

/** The health of this server, from what its dependencies say when they are asked. */
export class ServerHealth implements Health {
  readonly #database: () => Promise<void>;
  readonly #queue: (() => 'up' | 'down') | null;
  #hasStarted = false;
  #isDraining = false;

  /** @param dependencies.queue null where this process has nothing to do with the queue */
  constructor(dependencies: { database: () => Promise<void>; queue: (() => 'up' | 'down') | null }) {
    // However many ask at once, the database hears one question: probes are not to take the connections of those who book.
    this.#database = onceAtATime(dependencies.database);
    this.#queue = dependencies.queue;
  }

  start(): void {
    this.#hasStarted = true;
  }

  drain(): void {
    this.#isDraining = true;
  }

  hasStarted(): boolean {
    return this.#hasStarted;
  }

  isDraining(): boolean {
    return this.#isDraining;
  }

  async checks(): Promise<Checks> {
    const database = await this.#database().then(
      () => 'up' as const,
      (error: unknown) => {
        if (hasCode(error, 'unavailable')) {
          return 'down' as const;
        }
        throw error;
      },
    );
    const queue = this.#queue === null ? {} : { queue: this.#queue() };
    return { database, ...queue, migrations: this.#hasStarted ? 'up' : 'down' };
  }
}

const RETRY_AFTER_SECONDS = '1';

/** Whether the process lives, and whether it should be sent requests. */
export function healthHandlers(health: Health): Pick<Handlers<RequestContext>, 'getLiveness' | 'getReadiness'> {
  return {
    async getLiveness(): Promise<Answer<'getLiveness'>> {
      return { status: 200, body: { status: 'live' } };
    },

    async getReadiness(): Promise<Answer<'getReadiness'>> {
      const checks = await health.checks();
      const up = checks.database === 'up' && checks.queue !== 'down' && checks.migrations === 'up';
      return up && !health.isDraining()
        ? { status: 200, body: { status: 'ready', checks } }
        : { status: 503, body: { status: 'unavailable', checks }, headers: { 'retry-after': RETRY_AFTER_SECONDS } };
    },
  };
}
