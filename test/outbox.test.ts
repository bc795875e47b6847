import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pino } from 'pino';
import { Database } from '../src/postgresql/database.ts';
import { findDueMessages } from '../src/postgresql/message-jobs.ts';
import { PostgresqlMessageQueue } from '../src/postgresql/message-queue.ts';
import { prepareMessageQueue } from '../src/postgresql/message-queue-schema.ts';
import { migrate } from '../src/postgresql/migrations.ts';
import type { Message } from '../src/service/message-ports.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { until } from './until.fixture.ts';
import { untilSomebodyWaits } from './waiting.fixture.ts';

const logger = pino({ level: 'silent' });

describe('several servers on one outbox', () => {
  let scratch: TestDatabase;
  let servers: { database: Database; queue: PostgresqlMessageQueue }[];
  const organizationId = randomUUID();
  beforeEach(async () => {
    scratch = await createTestDatabase();
    await migrate(scratch.url, logger);
    await prepareMessageQueue(scratch.url, logger);
    servers = [1, 2, 3].map(() => {
      const database = new Database(scratch.url, 4, logger);
      return { database, queue: new PostgresqlMessageQueue(database, 24, logger) };
    });
  });
  afterEach(async () => {
    await Promise.all(servers.map(({ queue }) => queue.stop()));
    await Promise.all(servers.map(({ database }) => database.close()));
    await scratch.drop();
  });

  /** Something happened to a booking, and its applicant is to be told. */
  async function write(bookingId: string): Promise<void> {
    await scratch.query(
      `WITH event AS (
         INSERT INTO events (organization_id, type, actor_role, booking_id) VALUES ($1, 'booking.tested', 'agent', $2) RETURNING *
       )
       INSERT INTO outbox (organization_id, event_id, kind, recipient) SELECT organization_id, id, 'booking_tested', 'applicant' FROM event`,
      [organizationId, bookingId],
    );
  }

  async function takeAll(): Promise<Message[]> {
    const taken: Message[] = [];
    const takeEach = async ({ queue }: { queue: PostgresqlMessageQueue }) => {
      for (let message = await queue.take(); message !== null; message = await queue.take()) {
        taken.push(message);
        await queue.finish(message);
      }
    };
    await Promise.all(servers.map(takeEach));
    return taken;
  }

  test('count what is due and in no hands, and know since when: neither what is in hand nor what is put off', async () => {
    const [first] = servers;
    assert.ok(first);
    const due = () => findDueMessages(first.database);
    assert.deepEqual(await due(), { pending: 0, oldestSeconds: 0 });
    await Promise.all([write(randomUUID()), write(randomUUID())]);
    await first.queue.moveOutbox();
    assert.equal((await due()).pending, 2);
    await scratch.query(`UPDATE pgboss.job SET start_after = now() - interval '1 minute'`);
    const { oldestSeconds } = await due();
    assert.ok(oldestSeconds >= 60 && oldestSeconds < 120, String(oldestSeconds));
    const message = await first.queue.take();
    assert.ok(message);
    assert.equal((await due()).pending, 1);
    await first.queue.postpone(message, 3600);
    assert.equal((await due()).pending, 1);
  });

  test('what stands behind a message that is in hand or put off is not due: it waits for that one, not for a worker', async () => {
    const [first] = servers;
    assert.ok(first);
    const booking = randomUUID();
    // One of a booking and recipient in a batch.
    for (let n = 0; n < 2; n += 1) {
      await write(booking);
      await first.queue.moveOutbox();
    }
    await write(randomUUID());
    await first.queue.moveOutbox();
    const due = async () => (await findDueMessages(first.database)).pending;
    assert.equal(await due(), 3);
    await scratch.query(`UPDATE pgboss.job SET start_after = start_after - interval '1 minute' WHERE singleton_key LIKE $1 || '%'`, [booking]);
    const message = await first.queue.take();
    assert.ok(message);
    assert.equal(await due(), 1);
    await first.queue.postpone(message, 3600);
    assert.equal(await due(), 1);
    await scratch.query(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`);
    assert.equal(await due(), 3);
  });

  test('queue and give out every message once, those of one booking in order', async () => {
    const bookings = Array.from({ length: 20 }, () => randomUUID());
    const bookingOf = new Map<string, string>();
    const writing = (async () => {
      for (let round = 0; round < 8; round += 1) {
        for (const booking of bookings) {
          await write(booking);
        }
      }
    })();
    const taken: Message[] = [];
    const work = async ({ queue }: { queue: PostgresqlMessageQueue }) => {
      await queue.moveOutbox();
      const message = await queue.take();
      if (message !== null) {
        taken.push(message);
        await queue.finish(message);
      }
    };
    await until('all are told', async () => {
      await Promise.all(servers.map(work));
      return taken.length >= 160;
    }, 120_000);
    await writing;
    assert.deepEqual(await takeAll(), []);
    assert.equal(new Set(taken.map(({ id }) => id)).size, 160);
    const events = await scratch.query<{ id: string; booking_id: string }>('SELECT id, booking_id FROM events');
    events.forEach(({ id, booking_id: bookingId }) => bookingOf.set(id, bookingId));
    for (const booking of bookings) {
      const told = taken.filter(({ eventId }) => bookingOf.get(eventId) === booking).map(({ eventId }) => Number(eventId));
      assert.deepEqual(told, told.toSorted((a, b) => a - b));
      assert.equal(told.length, 8);
    }
  });

  test('queue nothing that another took meanwhile, should both ever be at it', async () => {
    const [server] = servers;
    assert.ok(server);
    await write(randomUUID());
    await scratch.query('BEGIN');
    await scratch.query('DELETE FROM outbox');
    const moving = server.queue.moveOutbox();
    await untilSomebodyWaits(scratch);
    await scratch.query('COMMIT');
    assert.deepEqual(await moving, { moved: 0, mayHaveMore: false });
    assert.deepEqual(await takeAll(), []);
  });

  test('hold back what follows a message that is to be tried again', async () => {
    const [booking, other] = [randomUUID(), randomUUID()];
    await write(booking);
    await write(booking);
    await write(other);
    const [first] = servers;
    assert.ok(first !== undefined);
    while ((await first.queue.moveOutbox()).mayHaveMore);
    const refused = await first.queue.take();
    assert.ok(refused !== null);
    await first.queue.postpone(refused, 3600);
    assert.equal((await takeAll()).length, 1, 'only the other booking goes on');
    await scratch.query('UPDATE pgboss.job SET start_after = now() WHERE id = $1', [refused.id]);
    const rest: Message[] = [];
    await until('the message is due again', async () => {
      rest.push(...(await takeAll()));
      return rest.length === 2;
    });
    assert.deepEqual(rest.map(({ id, attempts }) => ({ same: id === refused.id, attempts })), [{ same: true, attempts: 1 }, { same: false, attempts: 0 }]);
  });

  test('take over the message of a worker that died, within seconds', async () => {
    await write(randomUUID());
    const [first, second] = servers;
    assert.ok(first !== undefined && second !== undefined);
    await first.queue.moveOutbox();
    const inHand = await first.queue.take();
    const takenAt = Date.now();
    await first.queue.stop();
    await until('it is given out again', async () => (await second.queue.take())?.id === inHand?.id, 60_000);
    assert.ok(Date.now() - takenAt < 15_000 + 15_000);
    // Whoever was thought dead changes nothing any more.
    assert.ok(inHand !== null);
    await second.queue.finish(inHand);
    const left = await scratch.query(`SELECT FROM pgboss.job WHERE name = 'messages'`);
    assert.equal(left.length, 1);
  });
});
