import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { Database, type DatabaseOptions } from '../postgresql/database.ts';
import { measurePools, type PoolWait } from '../prometheus/pools.ts';
import type { Tracer } from '../service/tracing.ts';

/** The pools of connections that a process opens. Each is for one purpose, so that one purpose never waits behind another. */
export class Databases {
  readonly #url: string;
  readonly #tracer: Tracer | null;
  readonly #logger: Logger;
  readonly #onWait: PoolWait;
  readonly #open = new Map<string, Database>();

  constructor(parts: { url: string; tracer: Tracer | null; registry: Registry; logger: Logger }) {
    this.#url = parts.url;
    this.#tracer = parts.tracer;
    this.#logger = parts.logger;
    this.#onWait = measurePools(parts.registry, () => new Map([...this.#open].map(([pool, database]) => [pool, database.usage()])));
  }

  /** @param pool what it is for, as the metrics call it */
  open(pool: string, size: number, options: DatabaseOptions = {}): Database {
    const onWait = (seconds: number) => this.#onWait(pool, seconds);
    const database = new Database(this.#url, size, this.#logger, { tracer: this.#tracer, onWait, ...options });
    this.#open.set(pool, database);
    return database;
  }
}
