import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { NOTHING_EMBEDDED } from '../embedded/parts.ts';
import { migrateWhenReachable } from '../postgresql/migrations.ts';
import { databaseUrlsOf } from './database-url.ts';

/** Brings the database up to what this version wants, waiting for it if it must. Where nothing is missing it changes nothing. */
export async function migrateOnly(config: Config, logger: Logger, interrupted: AbortSignal): Promise<void> {
  await migrateWhenReachable(databaseUrlsOf(config, NOTHING_EMBEDDED), logger, interrupted);
}
