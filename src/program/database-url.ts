import type { Config } from '../config.ts';
import type { EmbeddedParts } from '../embedded/parts.ts';

/** Where the database is: the one that was set, else the embedded one. */
export function databaseUrlOf(config: Config, embedded: EmbeddedParts): string {
  const url = config.database?.url ?? embedded.postgresql?.url;
  if (url === undefined) {
    throw new Error('without DATABASE_URL the database is embedded');
  }
  return url;
}
