import type { TestDatabase } from './database.fixture.ts';

/** Each table with a digest of its rows: equal before and after means that nothing changed. */
export type State = Readonly<Record<string, string>>;

// What the worker moves by itself while a test looks on, and what changes at every start.
const LEFT_OUT = ['outbox', 'undelivered_messages', 'pgmigrations'];

/** What the product stores, or what it stores of one organization; messages on their way are left out. */
export async function stateOf(database: TestDatabase, organizationId: string | null = null): Promise<State> {
  const tables = await tablesOf(database, organizationId !== null);
  const where = organizationId === null ? '' : 'WHERE organization_id = $1';
  const digests = tables.map((name) => `SELECT '${name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS digest FROM "${name}" AS t ${where}`);
  const rows = await database.query<{ name: string; digest: string }>(digests.join(' UNION ALL '), organizationId === null ? [] : [organizationId]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

const known = new Map<string, readonly string[]>();

async function tablesOf(database: TestDatabase, withOrganization: boolean): Promise<readonly string[]> {
  const key = `${database.url} ${withOrganization}`;
  const tables = known.get(key) ?? (await readTables(database, withOrganization));
  known.set(key, tables);
  return tables;
}

async function readTables(database: TestDatabase, withOrganization: boolean): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables AS t
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> ALL ($1)
       AND (NOT $2 OR EXISTS (SELECT FROM information_schema.columns AS c
         WHERE c.table_schema = 'public' AND c.table_name = t.table_name AND c.column_name = 'organization_id'))
     ORDER BY 1`,
    [LEFT_OUT, withOrganization],
  );
  return rows.map(({ name }) => name);
}
