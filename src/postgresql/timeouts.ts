import type { Logger } from 'pino';
import { hasCode } from '../errors.ts';
import type { Database } from './database.ts';

const UNLIMITED = `
  SELECT name FROM pg_settings
  WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') AND setting = '0' ORDER BY name`;

/**
 * Warns where the database lets statements run and locks be held without end, although every connection asks for limits when it is
 * opened: a pooler in between keeps what it is told to itself (docs/scaling.md).
 */
export async function warnOfMissingTimeouts(database: Database, logger: Logger): Promise<void> {
  try {
    const { rows } = await database.runText(UNLIMITED);
    if (rows.length > 0) {
      const missing = rows.map(({ name }) => name);
      logger.warn({ missing }, 'the database heeds no time limits: behind a pooler, set them for the role (deploy/pgbouncer/role.sql)');
    }
  } catch (error) {
    if (!hasCode(error, 'unavailable')) {
      throw error;
    }
  }
}
