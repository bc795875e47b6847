import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { DatabaseError } from 'pg';
import { pino } from 'pino';
import { migrate } from '../src/postgresql/migrations.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';

// The promises of docs/guarantees.md, held by the database itself: whatever writes to it past the server (a
// migration, a person with psql, a future bug) is refused. Each test writes in a transaction that is rolled back.

const CHECK = '23514';
const UNIQUE = '23505';
const EXCLUSION = '23P01';
const FOREIGN_KEY = '23503';
const RESTRICT = '23001';

describe('the database refuses', () => {
  let database: TestDatabase;
  let ids: { organization: string; agent: string; applicant: string; other: string };
  before(async () => {
    database = await createTestDatabase();
    await migrate(database.url, pino({ level: 'silent' }));
  });
  after(() => database.drop());
  beforeEach(async () => {
    ids = { organization: randomUUID(), agent: randomUUID(), applicant: randomUUID(), other: randomUUID() };
    await database.query('BEGIN');
    await addAgent(ids.organization, ids.agent);
    await addApplicant(ids.organization, ids.applicant);
    await addApplicant(ids.organization, ids.other);
  });
  afterEach(() => database.query('ROLLBACK'));

  async function addAgent(organization: string, id: string): Promise<void> {
    await database.query(`INSERT INTO agents (organization_id, id, supabase_user_id, name, email) VALUES ($1, $2::uuid, $2::uuid::text, 'Ana', 'ana@agency.example')`, [organization, id]);
  }

  async function addApplicant(organization: string, id: string): Promise<void> {
    await database.query(`INSERT INTO applicants (organization_id, id, external_id, name, email) VALUES ($1, $2, $2, 'Rui', 'rui@applicant.example')`, [organization, id]);
  }

  /** A slot `hour` hours from now, for half an hour or as long as told; its id. */
  async function addSlot(hour: number, length = '30 minutes', wish: { property?: string; agent?: string } = {}): Promise<string> {
    const id = randomUUID();
    await database.query(
      `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
       VALUES ($1, $2, $3, $4, date_trunc('hour', now()) + make_interval(hours => $5), date_trunc('hour', now()) + make_interval(hours => $5) + $6::interval)`,
      [ids.organization, id, wish.property ?? randomUUID(), wish.agent ?? ids.agent, hour, length],
    );
    return id;
  }

  /** A confirmed booking of the slot, the slot itself left as it is; its id. */
  async function addBooking(slot: string, applicant: string, past = false): Promise<string> {
    const id = randomUUID();
    await database.query(
      `INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, past)
       SELECT organization_id, $3, id, $4, agent_id, property_id, start_time, end_time, $5 FROM slots WHERE organization_id = $1 AND id = $2`,
      [ids.organization, slot, id, applicant, past],
    );
    return id;
  }

  async function holdSlot(slot: string, booking: string): Promise<void> {
    await database.query(`UPDATE slots SET status = 'booked', booking_id = $3 WHERE organization_id = $1 AND id = $2`, [ids.organization, slot, booking]);
  }

  async function book(slot: string, applicant: string): Promise<string> {
    const booking = await addBooking(slot, applicant);
    await holdSlot(slot, booking);
    return booking;
  }

  /** The end of a transaction, without ending it: what is judged at commit is judged now. */
  const commit = () => database.query('SET CONSTRAINTS ALL IMMEDIATE');

  const change = (table: 'slots' | 'bookings', id: string, set: string) =>
    database.query(`UPDATE ${table} SET ${set} WHERE organization_id = $1 AND id = $2`, [ids.organization, id]);

  const offered = () =>
    database.query<{ slot_id: string }>('SELECT slot_id, agent_id, property_id, start_time, end_time FROM offers WHERE organization_id = $1 ORDER BY slot_id', [ids.organization]);

  async function refuses(work: Promise<unknown>, sqlstate: string, constraint: string | undefined): Promise<void> {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof DatabaseError, String(error));
      assert.deepEqual({ sqlstate: error.code, constraint: error.constraint }, { sqlstate, constraint });
      return true;
    });
  }

  describe('promise 1, one holder', () => {
    test('a second confirmed booking of a slot', async () => {
      const slot = await addSlot(30);
      await addBooking(slot, ids.applicant);
      await refuses(addBooking(slot, ids.other), UNIQUE, 'bookings_one_holder');
    });

    test('a cancelled booking that becomes confirmed beside the new one', async () => {
      const slot = await addSlot(30);
      const first = await book(slot, ids.applicant);
      await change('bookings', first, `status = 'cancelled_by_applicant'`);
      await book(slot, ids.other);
      await commit();
      await refuses(change('bookings', first, `status = 'confirmed'`), UNIQUE, 'bookings_one_holder');
    });

    test('but not a new booking of a released slot', async () => {
      const slot = await addSlot(30);
      for (const applicant of [ids.applicant, ids.other, ids.applicant]) {
        const booking = await book(slot, applicant);
        await commit();
        await database.query('SET CONSTRAINTS ALL DEFERRED');
        await change('bookings', booking, `status = 'cancelled_by_agent'`);
        await change('slots', slot, `status = 'available', booking_id = NULL`);
      }
      await commit();
    });
  });

  describe('promise 2, never torn', () => {
    test('a booked slot that names no booking', async () => {
      await refuses(change('slots', await addSlot(30), `status = 'booked'`), CHECK, 'slots_booked_has_booking');
    });

    test('an available slot that names a booking', async () => {
      const slot = await addSlot(30);
      await refuses(change('slots', slot, `booking_id = '${await addBooking(slot, ids.applicant)}'`), CHECK, 'slots_booked_has_booking');
    });

    test('at commit: a booked slot whose booking does not exist', async () => {
      await holdSlot(await addSlot(30), randomUUID());
      await refuses(commit(), FOREIGN_KEY, 'slots_booking_is_confirmed');
    });

    test('at commit: a confirmed booking whose slot was not marked booked', async () => {
      await addBooking(await addSlot(30), ids.applicant);
      await refuses(commit(), FOREIGN_KEY, 'bookings_confirmed_is_held');
    });

    test('at commit: a slot made available while its booking stays confirmed', async () => {
      const slot = await addSlot(30);
      await book(slot, ids.applicant);
      await commit();
      await database.query('SET CONSTRAINTS ALL DEFERRED');
      await change('slots', slot, `status = 'available', booking_id = NULL`);
      await refuses(commit(), FOREIGN_KEY, 'bookings_confirmed_is_held');
    });

    test('at commit: a slot cancelled while its booking stays confirmed', async () => {
      const slot = await addSlot(30);
      await book(slot, ids.applicant);
      await commit();
      await database.query('SET CONSTRAINTS ALL DEFERRED');
      await change('slots', slot, `status = 'cancelled', booking_id = NULL`);
      await refuses(commit(), FOREIGN_KEY, 'bookings_confirmed_is_held');
    });

    test('at commit: a booking cancelled while its slot stays booked', async () => {
      const booking = await book(await addSlot(30), ids.applicant);
      await commit();
      await database.query('SET CONSTRAINTS ALL DEFERRED');
      await change('bookings', booking, `status = 'cancelled_by_agent'`);
      await refuses(commit(), FOREIGN_KEY, 'slots_booking_is_confirmed');
    });

    test('at commit: a confirmed booking that is deleted', async () => {
      const booking = await book(await addSlot(30), ids.applicant);
      await commit();
      await database.query('SET CONSTRAINTS ALL DEFERRED');
      await database.query('DELETE FROM bookings WHERE organization_id = $1 AND id = $2', [ids.organization, booking]);
      await refuses(commit(), FOREIGN_KEY, 'slots_booking_is_confirmed');
    });

    test('at commit: a slot that points at the booking of another slot', async () => {
      const [slot, elsewhere] = [await addSlot(30), await addSlot(40)];
      const booking = await book(slot, ids.applicant);
      await holdSlot(elsewhere, booking);
      await refuses(commit(), FOREIGN_KEY, 'slots_booking_is_confirmed');
    });

    test('but not a slot that was booked, called off and booked again by the time of the commit', async () => {
      const slot = await addSlot(30);
      const first = await book(slot, ids.applicant);
      await change('bookings', first, `status = 'cancelled_by_applicant'`);
      await change('slots', slot, `status = 'available', booking_id = NULL`);
      await commit();
      await database.query('SET CONSTRAINTS ALL DEFERRED');
      const second = await book(slot, ids.other);
      await change('bookings', second, `status = 'cancelled_by_agent'`);
      await change('slots', slot, `status = 'available', booking_id = NULL`);
      await book(slot, ids.applicant);
      await commit();
    });

    test('at commit: two confirmed bookings that swapped their slots', async () => {
      const [slot, elsewhere] = [await addSlot(30), await addSlot(40)];
      const [first, second] = [await addBooking(slot, ids.applicant), await addBooking(elsewhere, ids.other)];
      await holdSlot(slot, second);
      await holdSlot(elsewhere, first);
      await refuses(commit(), FOREIGN_KEY, 'bookings_confirmed_is_held');
    });
  });

  describe('promise 3, nobody in two places', () => {
    test('overlapping confirmed bookings of one agent', async () => {
      await book(await addSlot(30, '90 minutes'), ids.applicant);
      await refuses(addBooking(await addSlot(31), ids.other), EXCLUSION, 'bookings_agent_in_one_place');
    });

    test('overlapping confirmed bookings of one applicant, with different agents', async () => {
      const colleague = randomUUID();
      await addAgent(ids.organization, colleague);
      await book(await addSlot(30, '90 minutes'), ids.applicant);
      const overlapping = await addSlot(31, '30 minutes', { agent: colleague });
      await refuses(addBooking(overlapping, ids.applicant), EXCLUSION, 'bookings_applicant_in_one_place');
    });

    for (const [person, constraint] of [['agent', 'bookings_agent_in_one_place'], ['applicant', 'bookings_applicant_in_one_place']] as const) {
      test(`overlapping confirmed bookings of one ${person} that are over and not set aside`, async () => {
        const colleague = randomUUID();
        await addAgent(ids.organization, colleague);
        await book(await addSlot(-30, '90 minutes'), ids.applicant);
        const overlapping = await addSlot(-29, '30 minutes', { agent: person === 'agent' ? ids.agent : colleague });
        await refuses(addBooking(overlapping, person === 'agent' ? ids.other : ids.applicant), EXCLUSION, constraint);
      });
    }

    test('a visit that is called past and is not over', async () => {
      const [ahead, underWay] = [await book(await addSlot(30), ids.applicant), await book(await addSlot(0, '5 hours'), ids.other)];
      await database.query('SAVEPOINT before');
      await refuses(change('bookings', ahead, 'past = true'), CHECK, 'bookings_past_is_over');
      await database.query('ROLLBACK TO before');
      await refuses(change('bookings', underWay, 'past = true'), CHECK, 'bookings_past_is_over');
    });

    test('a booking that is written as past and is not over', async () => {
      const slot = await addSlot(30);
      await refuses(addBooking(slot, ids.applicant, true), CHECK, 'bookings_past_is_over');
    });

    test('but not one that overlaps a visit that was set aside', async () => {
      await change('bookings', await book(await addSlot(-30, '90 minutes'), ids.applicant), 'past = true');
      await book(await addSlot(-29), ids.applicant);
      await commit();
    });

    test('a second holder of a slot whose visit was set aside', async () => {
      const slot = await addSlot(-30);
      await change('bookings', await book(slot, ids.applicant), 'past = true');
      await commit();
      await refuses(addBooking(slot, ids.other), UNIQUE, 'bookings_one_holder');
    });

    test('but not visits that follow each other without a break', async () => {
      await book(await addSlot(30, '1 hour'), ids.applicant);
      await book(await addSlot(31, '1 hour'), ids.applicant);
      await commit();
    });

    test('nor overlapping offers of one agent at different properties', async () => {
      await addSlot(30);
      await addSlot(30);
      await commit();
    });

    test('a duplicate offer: same agent, same property, overlapping', async () => {
      const property = randomUUID();
      await addSlot(30, '90 minutes', { property });
      await refuses(addSlot(31, '30 minutes', { property }), EXCLUSION, 'slots_no_duplicate_offer');
    });

    test('a duplicate of an offer that is booked', async () => {
      const property = randomUUID();
      await book(await addSlot(30, '1 hour', { property }), ids.applicant);
      await refuses(addSlot(30, '1 hour', { property }), EXCLUSION, 'slots_no_duplicate_offer');
    });

    test('a duplicate offer by a cancelled slot that is made available again', async () => {
      const property = randomUUID();
      const slot = await addSlot(30, '1 hour', { property });
      await change('slots', slot, `status = 'cancelled'`);
      await addSlot(30, '1 hour', { property });
      await refuses(change('slots', slot, `status = 'available'`), EXCLUSION, 'slots_no_duplicate_offer');
    });

    test('a duplicate offer by a slot that is moved', async () => {
      const property = randomUUID();
      await addSlot(30, '1 hour', { property });
      const slot = await addSlot(31, '1 hour', { property });
      await refuses(change('slots', slot, `start_time = start_time - interval '30 minutes'`), EXCLUSION, 'slots_no_duplicate_offer');
    });

    test('but not the offer of a time whose slot was cancelled', async () => {
      const property = randomUUID();
      await change('slots', await addSlot(30, '1 hour', { property }), `status = 'cancelled'`);
      await addSlot(30, '1 hour', { property });
      await commit();
    });

    test('what is offered is every slot that is not cancelled, whatever becomes of it', async () => {
      const [booked, withdrawn, moved, back, removed] = [await addSlot(30), await addSlot(32), await addSlot(34), await addSlot(36), await addSlot(38)];
      const booking = await book(booked, ids.applicant);
      await change('slots', withdrawn, `status = 'cancelled'`);
      await change('slots', moved, `start_time = start_time - interval '15 minutes'`);
      await change('slots', back, `status = 'cancelled'`);
      await change('slots', back, `status = 'available'`);
      await database.query('DELETE FROM slots WHERE id = $1', [removed]);
      await commit();
      assert.deepEqual((await offered()).map(({ slot_id: id }) => id).toSorted(), [booked, moved, back].toSorted());
      await database.query('SET CONSTRAINTS ALL DEFERRED');
      await change('bookings', booking, `status = 'cancelled_by_agent'`);
      await change('slots', booked, `status = 'cancelled', booking_id = NULL`);
      await commit();
      assert.deepEqual(await offered(), await database.query(`SELECT id AS slot_id, agent_id, property_id, start_time, end_time FROM slots WHERE organization_id = $1 AND status <> 'cancelled' ORDER BY id`, [ids.organization]));
    });

    for (const [column, value] of Object.entries({ start_time: `start_time - interval '1 hour'`, end_time: `end_time + interval '1 hour'`, agent_id: `gen_random_uuid()`, property_id: `gen_random_uuid()` })) {
      test(`a booking whose ${column} is not its slot's`, async () => {
        const booking = await book(await addSlot(30), ids.applicant);
        await refuses(change('bookings', booking, `${column} = ${value}`), FOREIGN_KEY, 'bookings_slot_fkey');
      });

      if (column !== 'agent_id') {
        test(`a slot that was booked once and changes its ${column}`, async () => {
          const slot = await addSlot(30);
          await book(slot, ids.applicant);
          await refuses(change('slots', slot, `${column} = ${value}`), FOREIGN_KEY, 'bookings_slot_fkey');
        });
      }
    }
  });

  describe('promise 5, tenants apart', () => {
    test('a slot of an agent of another organization', async () => {
      const stranger = randomUUID();
      await addAgent(randomUUID(), stranger);
      await refuses(addSlot(30, '30 minutes', { agent: stranger }), FOREIGN_KEY, 'slots_agent_fkey');
    });

    test('a booking by an applicant of another organization', async () => {
      const stranger = randomUUID();
      await addApplicant(randomUUID(), stranger);
      await refuses(addBooking(await addSlot(30), stranger), FOREIGN_KEY, 'bookings_applicant_fkey');
    });
  });

  describe('promise 6, nothing unsaid', () => {
    for (const statement of [`UPDATE events SET type = 'nothing.happened'`, 'DELETE FROM events', 'TRUNCATE events', 'TRUNCATE events, outbox CASCADE']) {
      test(`${statement}: what happened stays as it was written`, async () => {
        await database.query(`INSERT INTO events (organization_id, type, actor_role) VALUES ($1, 'slot.offered', 'agent')`, [ids.organization]);
        await refuses(database.query(statement), RESTRICT, undefined);
      });
    }
  });

  describe('what the rules of a visit forbid', () => {
    for (const [name, length] of Object.entries({ 'ends before it starts': '-1 hour', 'is empty': '0 minutes', 'is shorter than 5 minutes': '299 seconds', 'is longer than 24 hours': '86401 seconds' })) {
      test(`a slot that ${name}`, () => refuses(addSlot(30, length), CHECK, 'slots_length'));
    }

    test('notes of more than 2,000 characters', async () => {
      const booking = await addBooking(await addSlot(30), ids.applicant);
      await refuses(change('bookings', booking, `notes = repeat('ã', 2001)`), CHECK, 'bookings_notes_length');
    });
  });
});
