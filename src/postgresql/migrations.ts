import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { Client, DatabaseError } from 'pg';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import { readDatabaseError } from './errors.ts';

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url));
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Applies the migrations that the database does not have yet. Several servers may start at once: one applies, the
 * others wait for it. `unavailable` when the database is out of reach; a migration that fails is thrown as it is.
 */
export async function migrate(databaseUrl: string, logger: Logger): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  let broken: Error | null = null;
  client.on('error', (error) => {
    broken = error;
  });
  try {
    await client.connect();
  } catch (error) {
    throw readDatabaseError(error);
  }
  try {
    await applyMigrations(client, logger);
  } catch (error) {
    if (broken !== null) {
      throw new VisitaError('unavailable', 'the database went away during a migration', { cause: error });
    }
    throw error instanceof DatabaseError ? readDatabaseError(error) : error;
  } finally {
    await client.end();
  }
}

async function applyMigrations(client: Client, logger: Logger): Promise<void> {
  const applied = await runner({
    dbClient: client,
    dir: MIGRATIONS,
    direction: 'up',
    migrationsTable: 'migrations',
    advisoryLockMode: 'wait',
    logger: {
      debug: (message) => logger.debug(message),
      info: (message) => logger.debug(message),
      warn: (message) => logger.warn(message),
      error: (message) => logger.error(message),
    },
  });
  for (const { name } of applied) {
    logger.info({ migration: name }, 'migration applied');
  }
}
