import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { migrate } from '../src/postgresql/migrations.ts';
import { findKeysWithoutOrganization } from './catalog.fixture.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { tablesIn } from './plan.fixture.ts';
import { ON_ONE_NODE, readStatements, withNumbers } from './statements.fixture.ts';

describe('promise 5, tenants apart', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
    await migrate(database.url, pino({ level: 'silent' }));
  });
  after(() => database.drop());

  test('every primary, unique, exclusion and foreign key has the organization in it', async () => {
    assert.deepEqual(await findKeysWithoutOrganization(database), []);
  });

  test('the check looks at every table there is', async () => {
    const tables = await database.query<{ tablename: string }>(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    assert.ok(tables.length >= 9, 'fewer tables than there should be');
  });
});

describe('the check of promise 5', () => {
  // One table that keeps the promise, to which each violation is added.
  const kept = (name: string, more = '') => `CREATE TABLE ${name} (organization_id uuid, id uuid, span tstzrange, PRIMARY KEY (organization_id, id)${more});`;
  const violations: readonly { name: string; table: string; expected: string }[] = [
    { name: 'a primary key without the organization', table: 'CREATE TABLE keys (organization_id uuid, id uuid PRIMARY KEY)', expected: 'keys: keys_pkey' },
    { name: 'a primary key that does not lead with it', table: 'CREATE TABLE keys (organization_id uuid, id uuid, PRIMARY KEY (id, organization_id))', expected: 'keys: keys_pkey' },
    { name: 'no primary key at all', table: 'CREATE TABLE keys (organization_id uuid)', expected: 'keys: no primary key' },
    { name: 'a unique constraint without it', table: kept('keys', ', UNIQUE (id)'), expected: 'keys: keys_id_key' },
    { name: 'a partial unique index', table: `${kept('keys')} CREATE UNIQUE INDEX lone ON keys (id) WHERE id IS NOT NULL`, expected: 'keys: lone' },
    { name: 'a unique index that merely includes it', table: `${kept('keys')} CREATE UNIQUE INDEX lone ON keys (id) INCLUDE (organization_id)`, expected: 'keys: lone' },
    { name: 'a unique index that starts with an expression', table: `${kept('keys')} CREATE UNIQUE INDEX lone ON keys ((id::text), organization_id)`, expected: 'keys: lone' },
    { name: 'an exclusion without it', table: kept('keys', ', CONSTRAINT apart EXCLUDE USING gist (span WITH &&)'), expected: 'keys: apart' },
    { name: 'an exclusion that compares it by anything but equality', table: kept('keys', ', CONSTRAINT apart EXCLUDE USING gist (organization_id WITH <>, span WITH &&)'), expected: 'keys: apart' },
    { name: 'a foreign key without it', table: `${kept('kept')} CREATE UNIQUE INDEX lone ON kept (id); ${kept('keys', ', CONSTRAINT other FOREIGN KEY (id) REFERENCES kept (id)')}`, expected: 'keys: other' },
    { name: 'a foreign key that pairs it with another column', table: `${kept('kept')} ${kept('keys', ', CONSTRAINT crossed FOREIGN KEY (id, organization_id) REFERENCES kept')}`, expected: 'keys: crossed' },
    { name: 'a foreign key at identities', table: `${kept('identities')} ${kept('keys', ', CONSTRAINT person FOREIGN KEY (organization_id, id) REFERENCES identities')}`, expected: 'keys: person' },
  ];
  for (const { name, table, expected } of violations) {
    test(`finds ${name}`, async () => {
      const scratch = await createTestDatabase();
      try {
        await scratch.query(`CREATE EXTENSION btree_gist; ${table}`);
        const found = await findKeysWithoutOrganization(scratch);
        assert.ok(found.includes(expected), `found: ${found.join(', ')}`);
      } finally {
        await scratch.drop();
      }
    });
  }
});

describe('promise 5, every statement names the organization', () => {
  // A person is looked up across organizations (the one question that crosses tenants, decision 4); the backlog of the
  // outbox is counted for the operator; an idempotency key belongs to a user, wherever they are at home;
  // the outbox is emptied for all, and what could not be delivered is the operator's; a server hears of the changes of
  // all organizations in one look (docs/decisions/0011) and tells each caller their own;
  // an hourly job asks which organizations there are.
  const acrossOrganizations = new Set([
    'findIdentitiesOfUsers', 'measureOutbox', 'lockIdempotencyKey', 'findKeptAnswer', 'keepAnswer', 'removeExpiredAnswers',
    'tryLockMover', 'listOutbox', 'takeFromOutbox', 'countUndelivered', 'listUndelivered', 'requeueUndelivered',
    'findFeedPosition', 'listEvents', 'listTouchedSlots', 'listOrganizations',
  ]);
  for (const { name, text } of readStatements()) {
    if (!acrossOrganizations.has(name) && !ON_ONE_NODE.has(name)) {
      test(name, () => assert.match(text, /:organizationId!/));
    }
  }
});

describe('promise 5, a statement for several organizations looks for each row by its organization', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
    await migrate(database.url, pino({ level: 'silent' }));
    // So that a plan says at each table what it is asked for by.
    await database.query('SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off');
  });
  after(() => database.drop());

  const scansOf = async (statement: string) =>
    tablesIn((await database.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${statement}`))[0]?.['QUERY PLAN']).filter(({ type }) => type.endsWith('Scan'));

  for (const { name, text } of readStatements().filter((statement) => ON_ONE_NODE.has(statement.name))) {
    test(name, async () => {
      assert.match(text, /:organizationIds!/);
      assert.deepEqual((await scansOf(withNumbers(text))).filter(({ condition }) => !condition.includes('organization_id =')), []);
    });
  }

  test('one that does not is noticed', async () => {
    const scans = await scansOf('SELECT FROM unnest($1::uuid[], $2::uuid[]) AS wanted (organization_id, id) JOIN bookings ON bookings.id = wanted.id');
    assert.deepEqual(scans.map(({ table, condition }) => [table, condition.includes('organization_id =')]), [['bookings', false]]);
  });
});
