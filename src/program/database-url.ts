import type { Config } from '../config.ts';
import type { EmbeddedParts } from '../embedded/parts.ts';
import type { DatabaseUrls } from '../postgresql/server-role.ts';

/** Where the database is, for the role that serves: the one that was set, else the embedded one. */
export function databaseUrlOf(config: Config, embedded: EmbeddedParts): string {
  const url = config.database?.url ?? embedded.postgresql?.serverUrl;
  if (url === undefined) {
    throw new Error('without DATABASE_URL the database is embedded');
  }
  return url;
}

/** The same for both roles: the one that migrates and the one that serves. Without MIGRATION_DATABASE_URL they are one. */
export function databaseUrlsOf(config: Config, embedded: EmbeddedParts): DatabaseUrls {
  const serverUrl = databaseUrlOf(config, embedded);
  return { serverUrl, migrationUrl: config.database?.migrationUrl ?? embedded.postgresql?.url ?? serverUrl };
}
