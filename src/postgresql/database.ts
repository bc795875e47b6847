import { createHash } from 'node:crypto';
import { Pool, type ClientBase, type PoolClient } from 'pg';
import type { Logger } from 'pino';
import { traced, type Tracer } from '../service/tracing.ts';
import { isConnectionSpoilt, readConnectionError, readDatabaseError } from './errors.ts';
import { instantsReadFast } from './instant.ts';
import { statementName } from './statement-name.ts';

const CONNECT_TIMEOUT_MS = 3_000;
// Below the ten seconds in which a request is answered, so that the database gives up before the client does.
const STATEMENT_TIMEOUT_MS = 7_000;
const LOCK_TIMEOUT_MS = 5_000;
// For a database that cannot even give up: a frozen machine, a cut line.
const ANSWER_TIMEOUT_MS = 8_000;
const PING_TIMEOUT_MS = 2_000;
// Each statement is written so that one plan is right whatever it is asked with. Left to itself PostgreSQL plans those that take lists
// or optional filters anew each time, since it takes a list to hold ten where it does not look: up to 0.8 ms for a statement of 0.8 ms.
// Citus has to see the organization to know the node, so it refuses a plan made without it.
const PLANNED_ONCE = `SELECT set_config('plan_cache_mode', 'force_generic_plan', false) WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')`;

/** What a connection is told when it is opened: how often PostgreSQL plans a statement on it. True where one node has all rows. */
export async function sayHowToPlan(connection: ClientBase): Promise<boolean> {
  const { rowCount } = await connection.query(PLANNED_ONCE);
  return rowCount === 1;
}

/** Where statements run: the pool, or one transaction. Fits what pgtyped's generated statements ask for. */
export interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number }>;
}

/** Where statements run that requests share. */
export interface SharedConnection extends Connection {
  /** Whether one node has the rows of all organizations, so that a statement may be for several. False until a connection was opened. */
  readonly isOneNode: boolean;
}

export interface TransactionLimits {
  /** How long a statement of it waits for what another transaction holds, where not as long as the connection's others. */
  readonly lockTimeoutMs?: number;
}

/** Where transactions run. */
export interface Transactions {
  /** Runs `work` in one transaction: all of it is stored or nothing. */
  transaction<T>(work: (connection: Connection) => Promise<T>, limits?: TransactionLimits): Promise<T>;
}

export interface DatabaseOptions {
  /** How long a statement waits for what another transaction holds. */
  readonly lockTimeoutMs?: number;
  /** Takes note of each statement, by its name. */
  readonly tracer?: Tracer | null;
  /** Told how long each statement or transaction waited for its connection, in seconds. */
  readonly onWait?: (seconds: number) => void;
}

/** The pool of connections to PostgreSQL. Errors leave it in the language of the product. */
export class Database implements SharedConnection, Transactions {
  readonly #pool: Pool;
  readonly #tracer: Tracer | null;
  readonly #onWait: (seconds: number) => void;
  #isOneNode = false;

  constructor(url: string, poolSize: number, logger: Logger, options: DatabaseOptions = {}) {
    const { lockTimeoutMs = LOCK_TIMEOUT_MS, tracer = null, onWait = () => {} } = options;
    this.#tracer = tracer;
    const settings = {
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: lockTimeoutMs,
      query_timeout: ANSWER_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'visita',
      types: instantsReadFast,
      // Said here and not when the connection is opened: poolers refuse to start with settings they do not know.
      onConnect: async (connection: ClientBase) => {
        this.#isOneNode = await sayHowToPlan(connection);
      },
    };
    this.#pool = new Pool(settings);
    this.#onWait = onWait;
    // Idle connections break when PostgreSQL restarts; the pool drops them and makes new ones when asked.
    this.#pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
  }

  get isOneNode(): boolean {
    return this.#isOneNode;
  }

  /** Runs one statement by itself. */
  query(text: string, values: unknown[] = []): Promise<{ rows: unknown[]; rowCount: number }> {
    return this.#onOne((client) => this.#run(client, text, values));
  }

  /** Runs a text as it stands, not kept prepared. Without values several statements may stand in it. */
  runText(text: string, values: unknown[] = []): Promise<{ rows: Record<string, unknown>[] }> {
    return this.#onOne((client) =>
      inOurWords(values.length === 0 ? client.query<Record<string, unknown>>(text) : client.query<Record<string, unknown>>(text, values)),
    );
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>, limits: TransactionLimits = {}): Promise<T> {
    const run = () => this.#transaction(work, limits);
    return this.#tracer === null ? run() : traced(this.#tracer, 'transaction', { kind: 'internal' }, run);
  }

  async #transaction<T>(work: (connection: Connection) => Promise<T>, limits: TransactionLimits): Promise<T> {
    const client = await this.#connect();
    client.on('error', leaveToStatement);
    try {
      await begin(client, limits);
      const result = await work({ query: (text, values) => this.#run(client, text, values ?? []) });
      await commit(client);
      client.release();
      return result;
    } catch (error) {
      await abandon(client, error);
      throw error;
    } finally {
      client.off('error', leaveToStatement);
    }
  }

  /** Resolves when the database answers; `unavailable` otherwise, within seconds. */
  async ping(): Promise<void> {
    // `query_timeout` holds for a single statement, too; the types do not know that yet.
    await this.#onOne((client) => inOurWords(client.query(Object.assign({ text: 'SELECT 1' }, { query_timeout: PING_TIMEOUT_MS }))));
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

  #run(client: PoolClient, text: string, values: unknown[]): Promise<{ rows: unknown[]; rowCount: number }> {
    if (this.#tracer === null) {
      return runNamed(client, text, values);
    }
    const name = statementName(text);
    const facts = { 'db.system.name': 'postgresql', 'db.operation.name': name };
    return traced(this.#tracer, name, { kind: 'client', facts }, () => runNamed(client, text, values));
  }

  /** Runs one statement on a connection of the pool. */
  async #onOne<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    client.on('error', leaveToStatement);
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      // The pool's own `query` closes a connection after every refusal: a new one costs three round trips and the plans of all statements.
      client.release(isConnectionSpoilt(error));
      throw error;
    } finally {
      client.off('error', leaveToStatement);
    }
  }

  async #connect(): Promise<PoolClient> {
    const since = performance.now();
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw readConnectionError(error);
    } finally {
      this.#onWait((performance.now() - since) / 1000);
    }
  }
}

/**
 * A connection that breaks rejects the statement in flight and emits an error besides, which ends the process where
 * nobody listens. The pool listens only while the connection lies idle.
 */
function leaveToStatement(): void {}

/** Rolls back and gives the connection back, or throws it away where it is of no use any more. */
async function abandon(client: PoolClient, reason: unknown): Promise<void> {
  if (isConnectionSpoilt(reason)) {
    client.release(true);
    return;
  }
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
  client: PoolClient,
  text: string,
  values: unknown[],
): Promise<{ rows: unknown[]; rowCount: number }> {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
    statementNames.set(text, name);
  }
  const { rows, rowCount } = await inOurWords(client.query<Record<string, unknown>>({ name, text, values }));
  return { rows, rowCount: rowCount ?? 0 };
}

/** In one text, so that the limit is no round trip of its own. */
async function begin(client: PoolClient, { lockTimeoutMs }: TransactionLimits): Promise<void> {
  await inOurWords(client.query(lockTimeoutMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL lock_timeout = ${lockTimeoutMs}`));
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await inOurWords(client.query('COMMIT'));
  if (command !== 'COMMIT') {
    // A COMMIT in a failed transaction is answered as ROLLBACK, without an error. The mistake is ours, not the database's.
    throw new Error(`COMMIT was answered as ${command}`);
  }
}

/** What the database answers; its errors in the language of the product. */
async function inOurWords<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw readDatabaseError(error);
  }
}
