import { globSync, readFileSync } from 'node:fs';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { tablesIn } from './plan.fixture.ts';
import { PROJECT } from './process.fixture.ts';
import { withNumbers } from './statements.fixture.ts';

/** More than one is enough to see a statement that needs two. */
const SHARDS = 4;

/** What deploy/citus.sql says of each table. */
export interface Distribution {
  /** By their column. */
  readonly distributed: ReadonlyMap<string, string>;
  readonly reference: ReadonlySet<string>;
}

export function readDistribution(): Distribution {
  const script = readFileSync(`${PROJECT}deploy/citus.sql`, 'utf8');
  return {
    distributed: new Map([...script.matchAll(/create_distributed_table\('(\w+)', '(\w+)'/g)].map(([, table = '', column = '']) => [table, column])),
    reference: new Set([...script.matchAll(/create_reference_table\('(\w+)'/g)].map(([, table = '']) => table)),
  };
}

/**
 * A database with every migration applied, in which PostgreSQL itself keeps the distributed tables in parts by the hash of their column:
 * what it allows and how it plans there is what Citus asks of a schema and of a statement, as far as this machine can show it.
 */
export async function createShardedDatabase({ distributed }: Distribution): Promise<TestDatabase> {
  const database = await createTestDatabase();
  try {
    await migrateInParts(database, distributed);
  } catch (error) {
    await database.drop();
    throw error;
  }
  return database;
}

async function migrateInParts(database: TestDatabase, distributed: Distribution['distributed']): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  for (const file of globSync('db/migrations/*.sql', { cwd: PROJECT }).toSorted()) {
    const migration = readFileSync(`${PROJECT}${file}`, 'utf8');
    const sharded = migration.replaceAll(/^CREATE TABLE (\w+) \(\n[^]*?\n\);$/gm, (statement, table: string) => {
      const column = distributed.get(table);
      const parts = shards.map((shard) => `CREATE TABLE ${table}_${shard} PARTITION OF ${table} FOR VALUES WITH (MODULUS ${SHARDS}, REMAINDER ${shard});`);
      return column === undefined ? statement : `${statement.slice(0, -1)} PARTITION BY HASH (${column});\n${parts.join('\n')}`;
    });
    // Storage is that of the parts.
    const stored = sharded.replaceAll(/^ALTER TABLE (\w+) SET \(.*\);$/gm, (statement, table: string) =>
      distributed.has(table) ? shards.map((shard) => statement.replace(table, `${table}_${shard}`)).join('\n') : statement);
    await database.query(`BEGIN; ${stored}; COMMIT`);
  }
}

/** A literal of each type that a statement of ours takes. */
const VALUES: Readonly<Record<string, string>> = {
  uuid: `'b0e7c1de-3c1f-4f4e-9d0f-2f8f2a4f7c11'`,
  text: `'text'`,
  bytea: `'\\x00'`,
  integer: '7',
  smallint: '201',
  bigint: '7',
  boolean: 'true',
  'timestamp with time zone': `'2031-05-01T10:00:00Z'`,
  'double precision': '1',
  'time without time zone': `'10:00'`,
};

/** Parts of the tables that a statement would touch, when it is asked for one organization. */
export async function shardsTouched(database: TestDatabase, name: string, text: string): Promise<string[]> {
  await database.query(`SET plan_cache_mode = force_custom_plan; PREPARE "${name}" AS ${withNumbers(text)}`);
  try {
    const [row] = await database.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON) ${await executionOf(database, name)}`);
    return tablesIn(row?.['QUERY PLAN']).map(({ table }) => table);
  } finally {
    await database.query(`DEALLOCATE "${name}"`);
  }
}

/** `EXECUTE` of a prepared statement, with a value for each parameter; of one organization. */
export async function executionOf(database: Pick<TestDatabase, 'query'>, name: string): Promise<string> {
  const [statement] = await database.query<{ types: string[] }>('SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = $1', [name]);
  const values: string[] = [];
  for (const type of statement?.types ?? []) {
    values.push(await literal(database, type));
  }
  return `EXECUTE "${name}"${values.length === 0 ? '' : `(${values.join(', ')})`}`;
}

async function literal(database: Pick<TestDatabase, 'query'>, type: string): Promise<string> {
  if (type.endsWith('[]')) {
    return `ARRAY[${await literal(database, type.slice(0, -2))}]::${type}`;
  }
  const [label] = await database.query<{ label: string }>(`SELECT enumlabel AS label FROM pg_enum WHERE enumtypid = to_regtype($1) LIMIT 1`, [type]);
  const value = label === undefined ? VALUES[type] : `'${label.label}'`;
  if (value === undefined) {
    throw new Error(`no value for the type ${type}`);
  }
  return `${value}::${type}`;
}
