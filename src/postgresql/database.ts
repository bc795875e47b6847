import { createHash } from 'node:crypto';
import { Pool, type PoolClient } from 'pg';
import type { Logger } from 'pino';
import { readDatabaseError } from './errors.ts';

const CONNECT_TIMEOUT_MS = 3_000;
// Below the ten seconds in which a request is answered, so that the database gives up before the client does.
const STATEMENT_TIMEOUT_MS = 8_000;
const LOCK_TIMEOUT_MS = 5_000;

/** Where statements run: the pool, or one transaction. Fits what pgtyped's generated statements ask for. */
export interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number }>;
}

/** The pool of connections to PostgreSQL. Errors leave it in the language of the product. */
export class Database implements Connection {
  readonly #pool: Pool;

  constructor(url: string, poolSize: number, logger: Logger) {
    this.#pool = new Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'visita',
    });
    // Idle connections break when PostgreSQL restarts; the pool drops them and makes new ones when asked.
    this.#pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
  }

  /** Runs one statement by itself. */
  async query(text: string, values: unknown[] = []): Promise<{ rows: unknown[]; rowCount: number }> {
    return runNamed(this.#pool, text, values);
  }

  /** Runs `work` in one transaction: all of it is stored or nothing. */
  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      await runPlain(client, 'BEGIN');
      const result = await work({ query: (text, values) => runNamed(client, text, values ?? []) });
      await runPlain(client, 'COMMIT');
      client.release();
      return result;
    } catch (error) {
      await rollBack(client);
      throw error;
    }
  }

  /** Resolves when the database answers; `unavailable` otherwise. */
  async ping(): Promise<void> {
    await this.query('SELECT 1');
  }

  /** How the pool is used at this moment. */
  usage(): { total: number; idle: number; waiting: number; max: number } {
    const { totalCount, idleCount, waitingCount, options } = this.#pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount, max: options.max ?? 0 };
  }

  /** Waits for what runs and closes every connection. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw readDatabaseError(error);
    }
  }
}

/** Rolls back and gives the connection back; one that cannot even do that is thrown away. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}

const statementNames = new Map<string, string>();

// A name makes the server keep the parsed statement. pgtyped sends none, so the text names it.
async function runNamed(
  queryable: Pool | PoolClient,
  text: string,
  values: unknown[],
): Promise<{ rows: unknown[]; rowCount: number }> {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
    statementNames.set(text, name);
  }
  try {
    const { rows, rowCount } = await queryable.query<Record<string, unknown>>({ name, text, values });
    return { rows, rowCount: rowCount ?? 0 };
  } catch (error) {
    throw readDatabaseError(error);
  }
}

async function runPlain(client: PoolClient, statement: 'BEGIN' | 'COMMIT'): Promise<void> {
  try {
    const { command } = await client.query(statement);
    if (command !== statement) {
      // A COMMIT in a failed transaction is answered as ROLLBACK, without an error.
      throw new Error(`${statement} was answered as ${command}`);
    }
  } catch (error) {
    throw readDatabaseError(error);
  }
}
