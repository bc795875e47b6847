import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';

/** A database of its own for one test file, on the PostgreSQL of the test run. */
export interface TestDatabase {
  /** For its owner, who migrates. */
  readonly url: string;
  /** For the role that serves, which may do nothing until the owner has migrated and granted. */
  readonly serverUrl: string;
  /** Asks the database directly, as its owner, past the server. */
  query<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  const restricted = process.env['TEST_SERVER_DATABASE_URL'];
  if (server === undefined || restricted === undefined) {
    throw new Error('TEST_DATABASE_URL is not set: run the tests with `npm test`, or `npm test -- FILE` for one file');
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOnce(server, `CREATE DATABASE ${name}`);
  const url = new URL(`/${name}`, server).href;
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    url,
    serverUrl: new URL(`/${name}`, restricted).href,
    async query<Row extends Record<string, unknown>>(text: string, values: unknown[] = []) {
      return (await client.query<Row>(text, values)).rows;
    },
    async drop() {
      await client.end();
      await dropDatabase(server, name);
    },
  };
}

/** What says that somebody is in the database still: FORCE may not end a process of autovacuum, and waits five seconds for those that it ended. */
const STILL_IN_USE: ReadonlySet<string | undefined> = new Set(['42501', '55006']);

async function dropDatabase(server: string, name: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await runOnce(server, `DROP DATABASE ${name} WITH (FORCE)`);
      return;
    } catch (error) {
      if (!(error instanceof DatabaseError && STILL_IN_USE.has(error.code)) || Date.now() > deadline) {
        throw error;
      }
      await sleep(100);
    }
  }
}

async function runOnce(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
