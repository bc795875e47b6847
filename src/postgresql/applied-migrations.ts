import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';

/** Where the migrations of this version are. */
export const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url));

/**
 * The first migration of this version that the database does not have; null where it has all of them. Those of a newer version do not
 * count: they only add what this one does not mind (docs/migrations.md).
 */
export async function findMissingMigration(client: Client): Promise<string | null> {
  const wanted = readdirSync(MIGRATIONS).filter((file) => file.endsWith('.sql')).map((file) => file.replace(/\.sql$/, ''));
  const { rows: tables } = await client.query<{ exists: boolean }>(`SELECT to_regclass('migrations') IS NOT NULL AS exists`);
  const { rows } = tables[0]?.exists === true ? await client.query<{ name: string }>('SELECT name FROM migrations') : { rows: [] };
  const applied = new Set(rows.map(({ name }) => name));
  return wanted.toSorted().find((name) => !applied.has(name)) ?? null;
}
