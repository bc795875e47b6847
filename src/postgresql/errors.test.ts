import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { Client, DatabaseError, Pool } from 'pg';
import { pino } from 'pino';
import { createTestDatabase, type TestDatabase } from '../../test/database.fixture.ts';
import { hasCode, VisitaError } from '../errors.ts';
import { readDatabaseError } from './errors.ts';
import { migrate } from './migrations.ts';

// Every error here was made by a real PostgreSQL, or by the driver on the way to it.

describe('what PostgreSQL says', () => {
  let database: TestDatabase;
  const open: Client[] = [];
  before(async () => {
    database = await createTestDatabase();
    await migrate(database.url, pino({ level: 'silent' }));
  });
  after(async () => {
    await Promise.all(open.map((client) => client.end().catch(() => undefined)));
    await database.drop();
  });

  async function connect(change: (url: URL) => void = () => undefined): Promise<Client> {
    const url = new URL(database.url);
    change(url);
    const client = new Client({ connectionString: url.href, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    open.push(client);
    await client.connect();
    return client;
  }

  /** The error that the work ends in, as the driver threw it. */
  async function errorOf(work: Promise<unknown>): Promise<unknown> {
    try {
      await work;
    } catch (error) {
      return error;
    }
    return assert.fail('this should have failed');
  }

  function assertUnavailable(error: unknown, sqlstate: string | null): void {
    assert.equal(error instanceof DatabaseError ? error.code : null, sqlstate, String(error));
    const read = readDatabaseError(error);
    assert.ok(hasCode(read, 'unavailable'), String(read));
    assert.ok(read instanceof VisitaError && read.cause === error, 'the cause is kept for the log');
    assert.equal(read.message, 'the database cannot be reached at the moment');
  }

  function assertUnread(error: unknown, sqlstate: string): void {
    assert.equal(error instanceof DatabaseError ? error.code : null, sqlstate, String(error));
    assert.equal(readDatabaseError(error), error, 'the very same error');
  }

  describe('not now: unavailable', () => {
    test('a statement that takes too long', async () => {
      const client = await connect();
      await client.query(`SET statement_timeout = '20ms'`);
      assertUnavailable(await errorOf(client.query('SELECT pg_sleep(60)')), '57014');
    });

    test('a lock that is not given in time', async () => {
      const [holder, waiter] = await Promise.all([connect(), connect()]);
      await holder.query('BEGIN; LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE');
      await waiter.query(`SET lock_timeout = '20ms'`);
      assertUnavailable(await errorOf(waiter.query('SELECT FROM outbox')), '55P03');
      await holder.query('ROLLBACK');
    });

    test('a deadlock', async () => {
      const [one, other] = await Promise.all([connect(), connect()]);
      await one.query('BEGIN; SELECT pg_advisory_xact_lock(1)');
      await other.query('BEGIN; SELECT pg_advisory_xact_lock(2)');
      const ends = await Promise.allSettled([one.query('SELECT pg_advisory_xact_lock(2)'), other.query('SELECT pg_advisory_xact_lock(1)')]);
      const victim = ends.find((end) => end.status === 'rejected');
      assertUnavailable(victim?.reason, '40P01');
    });

    test('a transaction that another one overtook', async () => {
      const [one, other] = await Promise.all([connect(), connect()]);
      await one.query('CREATE TABLE counters (count int); INSERT INTO counters VALUES (0)');
      await one.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM counters');
      await other.query('UPDATE counters SET count = 1');
      assertUnavailable(await errorOf(one.query('UPDATE counters SET count = 2')), '40001');
    });

    test('a database that only reads for now', async () => {
      const client = await connect();
      await client.query('SET default_transaction_read_only = on');
      assertUnavailable(await errorOf(client.query('DELETE FROM outbox')), '25006');
    });

    test('a connection that the operator ended, and the query after it', async () => {
      const client = await connect();
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const running = errorOf(client.query('SELECT pg_sleep(60)'));
      await database.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      assertUnavailable(await running, '57P01');
      assertUnavailable(await errorOf(client.query('SELECT 1')), null);
    });

    test('no connection left', async () => {
      const rows = await database.query<{ name: string }>('SELECT current_database() AS name');
      await database.query(`ALTER DATABASE ${rows[0]?.name} CONNECTION LIMIT 0`);
      try {
        assertUnavailable(await errorOf(connect()), '53300');
      } finally {
        await database.query(`ALTER DATABASE ${rows[0]?.name} CONNECTION LIMIT -1`);
      }
    });

    test('no connection of the pool free in time', async () => {
      const pool = new Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 3_000 });
      const client = await pool.connect();
      assertUnavailable(await errorOf(pool.query('SELECT 1')), null);
      client.release();
      await pool.end();
    });

    test('a wrong password', async () => {
      assertUnavailable(await errorOf(connect((url) => { url.password = 'wrong'; })), '28P01');
    });

    test('a database that is not there yet', async () => {
      assertUnavailable(await errorOf(connect((url) => { url.pathname = '/nowhere'; })), '3D000');
    });

    test('a port at which nobody listens', async () => {
      const probe = createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      const { port } = probe.address() as AddressInfo;
      probe.close();
      await once(probe, 'close');
      assertUnavailable(await errorOf(connect((url) => { url.port = String(port); })), null);
    });

    test('a host that hangs up', async () => {
      const rude = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
      await once(rude, 'listening');
      const { port } = rude.address() as AddressInfo;
      assertUnavailable(await errorOf(connect((url) => { url.port = String(port); })), null);
      rude.close();
    });

    test('a host name that does not exist', async () => {
      assertUnavailable(await errorOf(connect((url) => { url.hostname = 'nowhere.invalid'; })), null);
    });
  });

  describe('a rule that users can meet: conflict', () => {
    const organization = randomUUID();
    const [agent, other] = [randomUUID(), randomUUID()];
    const [ines, rui] = [randomUUID(), randomUUID()];
    const insertSlot = (id: string, property: string, agentId = agent) =>
      database.query(
        `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
         VALUES ($1, $2, $3, $4, '2031-01-01T10:00Z', '2031-01-01T11:00Z')`,
        [organization, id, property, agentId],
      );
    const insertBooking = (slot: string, applicant: string) =>
      database.query(
        `INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time)
         SELECT organization_id, gen_random_uuid(), id, $3, agent_id, property_id, start_time, end_time FROM slots WHERE organization_id = $1 AND id = $2`,
        [organization, slot, applicant],
      );
    before(async () => {
      for (const id of [agent, other]) {
        await database.query(`INSERT INTO agents (organization_id, id, supabase_user_id, name, email) VALUES ($1, $2::uuid, $2::uuid::text, 'Ana', 'ana@agency.example')`, [organization, id]);
      }
      for (const applicant of [ines, rui]) {
        await database.query(`INSERT INTO applicants (organization_id, id, external_id, name, email) VALUES ($1, $2, $2, 'Rui', 'rui@applicant.example')`, [organization, applicant]);
      }
    });

    function assertConflict(error: unknown, constraint: string): void {
      assert.equal(error instanceof DatabaseError ? error.constraint : null, constraint, String(error));
      const read = readDatabaseError(error);
      assert.ok(hasCode(read, 'conflict'), String(read));
      assert.ok(read instanceof VisitaError && read.cause === error && !read.message.includes(constraint), 'in words, not in names');
    }

    test('a duplicate offer', async () => {
      const property = randomUUID();
      await insertSlot(randomUUID(), property);
      assertConflict(await errorOf(insertSlot(randomUUID(), property)), 'slots_no_duplicate_offer');
    });

    test('a duplicate offer of which no constraint is named, as by Citus', async () => {
      const error = await errorOf(database.query(`DO $$ BEGIN RAISE EXCEPTION 'overlapping' USING ERRCODE = 'exclusion_violation'; END $$`));
      const read = readDatabaseError(error);
      assert.ok(hasCode(read, 'conflict') && read instanceof VisitaError && read.message === 'you already offer this property at an overlapping time', String(read));
    });

    const busy = { bookings_one_holder: 'a slot that is booked', bookings_agent_in_one_place: 'an agent on another visit', bookings_applicant_in_one_place: 'an applicant on another visit' };
    for (const [constraint, name] of Object.entries(busy)) {
      test(name, async () => {
        const [booked, overlapping] = [randomUUID(), randomUUID()];
        const colleague = constraint === 'bookings_applicant_in_one_place' ? other : agent;
        await insertSlot(booked, randomUUID());
        await insertSlot(overlapping, randomUUID(), colleague);
        await database.query('BEGIN');
        try {
          await insertBooking(booked, ines);
          const wanted = constraint === 'bookings_one_holder' ? booked : overlapping;
          const second = insertBooking(wanted, constraint === 'bookings_applicant_in_one_place' ? ines : rui);
          assertConflict(await errorOf(second), constraint);
        } finally {
          await database.query('ROLLBACK');
        }
      });
    }
  });

  describe('what nobody can meet: the error as it is', () => {
    const unread: Record<string, string> = {
      '42601': 'SELEKT 1',
      '42P01': 'SELECT FROM nothing_like_that',
      '23502': 'INSERT INTO outbox (organization_id, event_id) VALUES (gen_random_uuid(), NULL)',
      '23514': `INSERT INTO events (organization_id, type, actor_role) VALUES (gen_random_uuid(), 'a', 'nobody')`,
      '23503': `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
        SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), now() + interval '1 hour'`,
      '23505': `WITH twice AS (SELECT gen_random_uuid() AS id) INSERT INTO screenings SELECT id, id, now() FROM twice, generate_series(1, 2)`,
      '22P02': `SELECT 'x'::uuid`,
      '22012': 'SELECT 1 / 0',
      '23001': `DELETE FROM events`,
    };
    for (const [sqlstate, statement] of Object.entries(unread)) {
      test(sqlstate, async () => assertUnread(await errorOf(database.query(statement)), sqlstate));
    }

    test('a text that PostgreSQL cannot hold', async () => {
      assertUnread(await errorOf(database.query('SELECT $1::text', ['\u0000'])), '22021');
    });

    test('a constraint that is judged at commit', async () => {
      const work = database.query(`
        BEGIN;
        SET CONSTRAINTS ALL DEFERRED;
        ALTER TABLE slots DISABLE TRIGGER USER;
        INSERT INTO agents (organization_id, id, supabase_user_id, name, email) VALUES ('${randomUUID()}', gen_random_uuid(), 'a', 'a', 'a');
        INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id)
          SELECT organization_id, gen_random_uuid(), gen_random_uuid(), id, now(), now() + interval '1 hour', 'booked', gen_random_uuid() FROM agents LIMIT 1;
        COMMIT`);
      assertUnread(await errorOf(work), '23503');
    });

    test('a mistake in our own code, and whatever is no error', () => {
      for (const mistake of [new TypeError('x is not a function'), new RangeError('out of range'), 'text', undefined, null, 7]) {
        assert.equal(readDatabaseError(mistake), mistake);
      }
    });
  });
});
