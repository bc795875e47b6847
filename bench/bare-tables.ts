import type { Client } from 'pg';

/** What a table is left without for a while: how to take it away, and how to make it again. */
interface Part {
  readonly drop: string;
  readonly create: string;
}

/**
 * Takes indexes and foreign keys away from tables while `work` fills them, and makes them again as they were. An index made over
 * all rows at once takes a fraction of the time that rows added one by one to it take. Their triggers rest meanwhile.
 */
export async function whileBare(client: Client, tables: readonly string[], work: () => Promise<void>, say: (line: string) => void): Promise<void> {
  const foreignKeys = await partsOf(client, FOREIGN_KEYS, tables);
  // Constraints that rest on an index, then indexes that hold no constraint.
  const indexes = [...(await partsOf(client, CONSTRAINTS, tables)), ...(await partsOf(client, INDEXES, tables))];
  for (const { drop } of [...foreignKeys, ...indexes]) {
    await client.query(drop);
  }
  await switchTriggers(client, tables, 'DISABLE');
  const workedAt = performance.now();
  await work();
  await switchTriggers(client, tables, 'ENABLE');
  say(`  ${((performance.now() - workedAt) / 1000).toFixed(1)} s: rows`);
  for (const { create } of [...indexes, ...foreignKeys]) {
    const startedAt = performance.now();
    await client.query(create);
    say(`  ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${create.slice(0, 100)}`);
  }
}

async function switchTriggers(client: Client, tables: readonly string[], to: 'DISABLE' | 'ENABLE'): Promise<void> {
  for (const table of tables) {
    await client.query(`ALTER TABLE ${table} ${to} TRIGGER USER`);
  }
}

async function partsOf(client: Client, text: string, tables: readonly string[]): Promise<Part[]> {
  const { rows } = await client.query<Part>(text, [tables]);
  return rows;
}

const FOREIGN_KEYS = `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
  format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS create
  FROM pg_constraint WHERE contype = 'f' AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[])) ORDER BY conname`;

const CONSTRAINTS = `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
  format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS create
  FROM pg_constraint WHERE contype IN ('p', 'u', 'x') AND conrelid = ANY ($1::regclass[]) ORDER BY conname`;

const INDEXES = `SELECT format('DROP INDEX %s', indexrelid::regclass) AS drop, pg_get_indexdef(indexrelid) AS create
  FROM pg_index WHERE indrelid = ANY ($1::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
  ORDER BY indexrelid::regclass::text`;
