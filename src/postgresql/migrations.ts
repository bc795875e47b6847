import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { hasCode } from '../errors.ts';
import { findMissingMigration, MIGRATIONS } from './applied-migrations.ts';
import { isMessageQueuePrepared, prepareMessageQueue } from './message-queue-schema.ts';
import { withOneConnection } from './one-connection.ts';
import { findServerRole, grantToRole, type DatabaseUrls } from './server-role.ts';

const SHORTEST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 5_000;

/**
 * Applies the migrations that the database does not have yet. Several servers may start at once: one applies, the
 * others wait for it. `unavailable` when the database is out of reach; a migration that fails is thrown as it is.
 */
export async function migrate(databaseUrl: string, logger: Logger): Promise<void> {
  await withOneConnection(databaseUrl, (client) => applyMigrations(client, logger));
}

/**
 * As `migrate`, prepares the message queue and grants the serving role what it needs, trying again for as long as the
 * database is out of reach: a server may be started before its database.
 * Ends with an AbortError when `signal` says that nobody waits any longer.
 */
export async function migrateWhenReachable(urls: DatabaseUrls, logger: Logger, signal: AbortSignal): Promise<void> {
  for (let backOff = SHORTEST_BACK_OFF_MS; ; backOff = Math.min(backOff * 2, LONGEST_BACK_OFF_MS)) {
    try {
      await bringUpToDate(urls, logger);
      return;
    } catch (error) {
      if (!hasCode(error, 'unavailable')) {
        throw error;
      }
      logger.warn({ err: error, retry_in_ms: backOff }, 'the database cannot be reached yet');
      await delay(backOff, undefined, { signal });
    }
  }
}

/** Most starts find nothing to do but to look at the grants: one connection of each role. */
async function bringUpToDate(urls: DatabaseUrls, logger: Logger): Promise<void> {
  const finding = findServerRole(urls);
  // It is awaited below, perhaps much later, or not at all.
  finding.catch(() => undefined);
  await withOneConnection(urls.migrationUrl, async (client) => {
    if ((await findMissingMigration(client)) !== null) {
      await applyMigrations(client, logger);
    }
    if (!(await isMessageQueuePrepared(client))) {
      await prepareMessageQueue(urls.migrationUrl, logger);
    }
    const role = await finding;
    if (role !== null) {
      await grantToRole(client, role, logger);
    }
  });
}

async function applyMigrations(client: Client, logger: Logger): Promise<void> {
  // A database that is up to date needs nothing of it, and reading it takes a while.
  const { runner } = await import('node-pg-migrate');
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
