import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import { createLogger } from '../src/program/log.ts';
import { migrateWhenReachable } from '../src/postgresql/migrations.ts';
import { QUEUE_PRIVILEGES, SERVER_PRIVILEGES } from '../src/postgresql/server-role.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { agentAt, applicantAt, TestMachine } from './process.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const ROLE = 'visita_server';

// A session that is being opened has a name already, but no user and no database: it is nobody's yet.
const SIGNED_IN_AS = `SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'visita'`;

// Effective rights, so those of PUBLIC and of other roles it may be a member of count as well.
const EFFECTIVE = `
  SELECT nspname || '.' || relname AS table, ARRAY(
    SELECT privilege FROM unnest(ARRAY['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE']) AS privilege
    WHERE has_table_privilege('${ROLE}', pg_class.oid, privilege)) AS privileges
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE nspname IN ('public', 'pgboss') AND relkind IN ('r', 'p', 'v', 'm', 'f')`;

async function effectiveRights(database: TestDatabase): Promise<Record<string, string[]>> {
  const rows = await database.query<{ table: string; privileges: string[] }>(EFFECTIVE);
  return Object.fromEntries(rows.map(({ table, privileges }) => [table, privileges]));
}

describe('the role that serves', () => {
  let visita: TestVisita;
  let client: Client;
  before(async () => {
    visita = await startVisita();
    client = new Client({ connectionString: visita.database.serverUrl });
    await client.connect();
  });
  after(async () => {
    await client.end();
    await visita.stop();
  });

  test('is the one in which the server is signed in', async () => {
    // The owner, who migrated, may be about to leave.
    await until('the server is signed in as that', async () => isDeepStrictEqual(await visita.database.query(SIGNED_IN_AS), [{ usename: ROLE }]));
  });

  test('may do with every table exactly what is listed', async () => {
    const rights = await effectiveRights(visita.database);
    const queueTables = Object.keys(rights).filter((table) => table.startsWith('pgboss.'));
    assert.ok(queueTables.includes('pgboss.job'), queueTables.join());
    const expected = [
      ...Object.entries(SERVER_PRIVILEGES).map(([table, privileges]) => [`public.${table}`, privileges] as const),
      ...queueTables.map((table) => [table, QUEUE_PRIVILEGES] as const),
    ];
    assert.deepEqual(rights, Object.fromEntries(expected));
  });

  test('owns nothing and is nobody else', async () => {
    const owned = await visita.database.query(
      `SELECT FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = '${ROLE}'::regrole AND deptype = 'o'`,
    );
    assert.deepEqual(owned, []);
    const [role] = await visita.database.query(
      `SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = pg_roles.oid) AS memberships
       FROM pg_roles WHERE rolname = '${ROLE}'`,
    );
    assert.deepEqual(role, { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false, memberships: 0 });
  });

  const REFUSED = [
    'ALTER TABLE bookings DROP CONSTRAINT bookings_agent_in_one_place',
    'ALTER TABLE events DISABLE TRIGGER events_append_only',
    'DROP TABLE outbox',
    'DROP INDEX bookings_one_holder',
    'DROP TRIGGER events_append_only ON events',
    'CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
    'TRUNCATE bookings CASCADE',
    'TRUNCATE pgboss.job',
    'DELETE FROM events',
    `UPDATE events SET type = 'never.happened'`,
    'DELETE FROM bookings',
    'DELETE FROM slots',
    'DELETE FROM agents',
    `UPDATE agents SET role = 'owner'`,
    'DELETE FROM migrations',
    'CREATE TABLE mine (id int)',
    'CREATE TABLE pgboss.mine (id int)',
    'ALTER TABLE pgboss.job ADD COLUMN mine int',
    'CREATE SCHEMA mine',
    'CREATE ROLE mine',
    'CREATE EXTENSION dblink',
    'SET ROLE visita',
    'SET session_replication_role = replica',
    `COPY bookings TO PROGRAM 'cat'`,
  ];
  for (const statement of REFUSED) {
    test(`is refused: ${statement}`, async () => {
      await assert.rejects(client.query(statement), { code: '42501' });
    });
  }
});

describe('rights', () => {
  let database: TestDatabase;
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  const migrateAs = (migrationUrl: string, serverUrl: string) =>
    migrateWhenReachable({ migrationUrl, serverUrl }, logger, new AbortController().signal);
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  test('are neither asked for nor granted where one role does everything', async () => {
    await migrateAs(database.url, database.url);
    const granted = Object.entries(await effectiveRights(database)).filter(([, privileges]) => privileges.length > 0);
    assert.deepEqual(granted, []);
  });

  test('are granted when a second role comes to a database that one role made, by several servers at once', async () => {
    await Promise.all([1, 2, 3].map(() => migrateAs(database.url, database.serverUrl)));
    const rights = await effectiveRights(database);
    assert.deepEqual([rights['public.events'], rights['public.migrations'], rights['pgboss.job']], [['INSERT', 'SELECT'], ['SELECT'], [...QUEUE_PRIVILEGES]]);
    assert.equal(lines.some((line) => line.includes('may do more than it needs')), false);
  });

  test('that somebody added are taken back at the next start, those on tables of others are left alone', async () => {
    await database.query(`GRANT ALL ON events, migrations TO ${ROLE}; CREATE TABLE others (id int); GRANT ALL ON others TO ${ROLE}`);
    await migrateAs(database.url, database.serverUrl);
    const rights = await effectiveRights(database);
    assert.deepEqual([rights['public.events'], rights['public.migrations']], [['INSERT', 'SELECT'], ['SELECT']]);
    assert.ok(rights['public.others']?.includes('TRUNCATE'));
  });

  test('are not rewritten while they are right', async () => {
    const soFar = lines.length;
    await migrateAs(database.url, database.serverUrl);
    assert.equal(lines.slice(soFar).some((line) => line.includes('rights granted')), false);
  });

  test('beyond our own are said in the log', async () => {
    await database.query(`GRANT CREATE ON SCHEMA public TO ${ROLE}`);
    await migrateAs(database.url, database.serverUrl);
    assert.ok(lines.some((line) => line.includes('may do more than it needs')));
  });
});

describe('a bare machine', () => {
  test('whose data folder is from before there were two roles serves in the restricted one', async (t) => {
    const machine = await TestMachine.make();
    t.after(() => machine.remove());
    const first = await machine.start();
    const owner = await machine.connect();
    await asSuperuser(machine, owner, `DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
    await first.kill('SIGTERM');
    const server = await machine.start();
    const watcher = await machine.connect();
    await until('the server is signed in as that', async () => isDeepStrictEqual((await watcher.query(SIGNED_IN_AS)).rows, [{ usename: ROLE }]));
    const organizationId = randomUUID();
    const agent = await agentAt(server, organizationId);
    const { body } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    const applicant = await applicantAt(server, organizationId);
    assert.equal((await applicant.createBooking({ slot_id: body.slot.id })).status, 201);
    const messages = machine.run({}, 'src/commands/messages.ts', ['list']);
    assert.deepEqual([(await messages.ended).code, messages.stdout], [0, '0 undelivered\n']);
  });
});

async function asSuperuser(machine: TestMachine, { port }: Client, statements: string): Promise<void> {
  const password = (await readFile(join(machine.dataDir, 'postgresql-superuser-password'), 'utf8')).trim();
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'visita' });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
