import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { dumpSchema } from '../scripts/schema-dump.ts';
import { migrate } from '../src/postgresql/migrations.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { PROJECT } from './process.fixture.ts';
import { createShardedDatabase, readDistribution, shardsTouched } from './sharded-database.fixture.ts';
import { ON_ONE_NODE, readStatements } from './statements.fixture.ts';

const distribution = readDistribution();
const LOCAL = new Set(['migrations']);

/** Statements that ask all organizations, why, and what Citus does with them. docs/scaling.md says what to make of it. */
const ACROSS: Readonly<Record<string, string>> = {
  measureOutbox: 'counts for the operator: a count on every node, added up',
  listOutbox: 'one worker takes for all: every node sorts its own, the coordinator merges',
  takeFromOutbox: 'deletes what was listed: every node looks for its own rows',
  countUndelivered: 'counts for the operator: as measureOutbox',
  listUndelivered: 'for the operator: every node sorts its own, the coordinator merges',
  requeueUndelivered: 'for the operator, by hand: all nodes',
  findFeedPosition: 'where the feed begins: every node gives its newest, the coordinator merges; all ids come from its one sequence',
  listEvents: 'what is new: as findFeedPosition',
  listTouchedSlots: 'what is new of slots: every node looks for its own',
  removeExpiredAnswers: 'an hourly job over the keys of all users',
};

/** In place of what Citus brings: these move nothing. */
const STAND_INS = `
  CREATE SCHEMA citus;
  CREATE FUNCTION citus.create_distributed_table(name text, by text, colocate_with text) RETURNS void LANGUAGE sql AS '';
  CREATE FUNCTION citus.create_reference_table(name text) RETURNS void LANGUAGE sql AS '';
  SET search_path = public, citus;`;

test('deploy/citus.sql puts back every key and trigger that it takes away', async () => {
  const database = await createTestDatabase();
  try {
    await migrate(database.url, pino({ level: 'silent' }));
    const source = { query: async (text: string) => ({ rows: await database.query(text) }) };
    const migrated = await dumpSchema(source);
    await database.query(STAND_INS + readFileSync(`${PROJECT}deploy/citus.sql`, 'utf8'));
    assert.equal(await dumpSchema(source), migrated);
  } finally {
    await database.drop();
  }
});

describe('the schema, spread by organization', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createShardedDatabase(distribution);
  });
  after(() => database.drop());

  test('deploy/citus.sql says of every table where its rows go', async () => {
    const rows = await database.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`);
    const placed = [...distribution.distributed.keys(), ...distribution.reference];
    assert.deepEqual(rows.map(({ name }) => name).filter((name) => !LOCAL.has(name)).toSorted(), placed.toSorted());
  });

  test('every key, exclusion and foreign key holds within one part: PostgreSQL accepts them all', async () => {
    const rows = await database.query<{ kind: string; count: number }>(
      `SELECT contype::text AS kind, count(*)::int AS count FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE relkind = 'p' AND contype IN ('p', 'u', 'x', 'f') GROUP BY 1 ORDER BY 1`,
    );
    assert.deepEqual(rows.map(({ kind }) => kind), ['f', 'p', 'u', 'x']);
    const [exclusions] = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE relkind = 'p' AND contype = 'x'`);
    assert.equal(exclusions?.count, 3);
  });

  test('no foreign key joins a table that is spread with one that is not', async () => {
    const rows = await database.query<{ source: string; target: string }>(
      `SELECT DISTINCT conrelid::regclass::text AS source, confrelid::regclass::text AS target FROM pg_constraint WHERE contype = 'f' AND conparentid = 0`,
    );
    assert.ok(rows.length >= 4);
    for (const { source, target } of rows) {
      assert.equal(distribution.distributed.get(source), 'organization_id', source);
      assert.equal(distribution.distributed.get(target), 'organization_id', target);
    }
  });

  for (const { name, text } of readStatements().filter((statement) => !ON_ONE_NODE.has(statement.name))) {
    test(`${name} ${name in ACROSS ? 'needs all parts, and says why' : 'needs one part'}`, async () => {
      const touched = await shardsTouched(database, name, text);
      const parts = new Set(touched.flatMap((relation) => /_(\d)$/.exec(relation)?.[1] ?? []));
      if (name in ACROSS) {
        assert.ok(parts.size > 1, `it needs one part only: ${touched.join(', ')}`);
      } else {
        assert.ok(parts.size <= 1, `it may need several parts: ${touched.join(', ')}`);
      }
    });
  }

  test('statements for organizations that happen to ask at the same time are those that are never sent to Citus', () => {
    const ofSeveral = readStatements().filter(({ name, text }) => text.includes(':organizationIds!') && !(name in ACROSS));
    assert.deepEqual(ofSeveral.map(({ name }) => name).toSorted(), [...ON_ONE_NODE].toSorted());
  });

  test('a statement that forgets the organization would be noticed', async () => {
    for (const text of ['SELECT FROM slots WHERE id = :id!', 'UPDATE bookings SET notes = :notes! WHERE id = :id!', 'SELECT FROM slots JOIN bookings ON bookings.slot_id = slots.id WHERE slots.organization_id = :organizationId!']) {
      const parts = new Set((await shardsTouched(database, 'forgetful', text)).map((relation) => relation.slice(-1)));
      assert.ok(parts.size > 1, text);
    }
  });

  test('no statement locks rows of a join: Citus 13 writes down what it has locked in one format and reads it in another', () => {
    const locksJoin = (text: string) => /\bFROM\s+\w+(\s+\w+)?\s*(,|(CROSS |LEFT )?JOIN\b)[^()]*(\([^()]*\)[^()]*)*\bFOR (NO KEY )?(UPDATE|SHARE)\b/.test(text.replaceAll(/--.*/g, ''));
    assert.ok(locksJoin('WITH a AS (SELECT b.id FROM a JOIN b ON b.id = f(a.id) FOR SHARE OF b) SELECT FROM a'));
    assert.deepEqual(readStatements().filter(({ name, text }) => locksJoin(text) && !ON_ONE_NODE.has(name)).map(({ name }) => name), []);
  });

  test('every name in the list of exceptions is a statement', () => {
    const names = new Set(readStatements().map(({ name }) => name));
    assert.deepEqual(Object.keys(ACROSS).filter((name) => !names.has(name)), []);
  });
});
