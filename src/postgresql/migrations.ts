import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import type { Logger } from 'pino';

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url));

/**
 * Applies the migrations that the database does not have yet. Several servers may start at once: one applies, the
 * others wait for it.
 */
export async function migrate(databaseUrl: string, logger: Logger): Promise<void> {
  const applied = await runner({
    databaseUrl,
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
  for (const migration of applied) {
    logger.info({ migration: migration.name }, 'migration applied');
  }
}
