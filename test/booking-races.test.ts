import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresqlCancellationStore } from '../src/postgresql/cancellation.ts';
import { SharedCancellationStore } from '../src/postgresql/shared-cancellation.ts';
import { inTurns } from './in-turns.fixture.ts';
import { assertPromisesHold } from './promises.fixture.ts';
import { storeBooking, storeSlot } from './stored-visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { untilSomebodyWaits } from './waiting.fixture.ts';

const HOUR = 3_600_000;

/** How many answers had which status. */
function tally(answers: readonly { readonly status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

const times = <T>(count: number, make: (index: number) => Promise<T>) => Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe('races', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  const start = Date.now() + 24 * HOUR;
  const visit = (fromMinute: number, minutes = 30) => ({
    property_id: randomUUID(),
    start_time: new Date(start + fromMinute * 60_000).toISOString(),
    end_time: new Date(start + (fromMinute + minutes) * 60_000).toISOString(),
  });

  test('a hundred bookings of one slot at once make one booking and 99 conflicts', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const applicants = await inTurns(100, () => visita.applicant(organizationId));
    const { slot } = (await agent.api.createSlot(visit(0))).body;
    const answers = await Promise.all(applicants.map(({ api }) => api.createBooking({ slot_id: slot.id })));
    assert.deepEqual(tally(answers), { 201: 1, 409: 99 });
    const winner = answers.find(({ status }) => status === 201)?.body.booking.id;
    assert.equal((await agent.api.getSlot(slot.id)).body.slot.booking_id, winner);
    await assertPromisesHold(visita.database);
  });

  test('what waited for a slot bears the time at which it got it, not that at which it was asked for', async () => {
    const { database } = visita;
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const { slot } = (await agent.api.createSlot(visit(0))).body;
    /** Keeps the slot until somebody waits for it; gives their answer, and when the slot was let go of. */
    const late = async <Answer>(ask: () => Promise<Answer>) => {
      await database.query('BEGIN');
      await database.query(`SELECT FROM slots WHERE id = '${slot.id}' FOR UPDATE`);
      const asked = ask();
      await untilSomebodyWaits(database);
      const [clock] = await database.query<{ now: Date }>('SELECT clock_timestamp() AS now');
      await database.query('COMMIT');
      return { answer: await asked, freed: clock?.now ?? assert.fail('there is a clock') };
    };
    const isSince = (freed: Date, ...said: (string | undefined)[]) => said.forEach((time) => assert.ok(new Date(time ?? Number.NaN) >= freed, `${time} is before ${freed.toISOString()}`));
    const slotChangedAt = async () => (await agent.api.getSlot(slot.id)).body.slot.updated_at;

    const booked = await late(() => applicant.api.createBooking({ slot_id: slot.id }));
    const { id, created_at, updated_at } = booked.answer.body.booking;
    isSince(booked.freed, created_at, updated_at, await slotChangedAt());
    const released = await late(() => applicant.api.cancelBooking(id));
    isSince(released.freed, released.answer.body.booking.updated_at, await slotChangedAt());
    await applicant.api.createBooking({ slot_id: slot.id });
    const withdrawn = await late(() => agent.api.cancelSlot(slot.id));
    isSince(withdrawn.freed, withdrawn.answer.body.slot.updated_at, withdrawn.answer.body.booking?.updated_at, await slotChangedAt());
    const events = await database.query<{ type: string }>(
      `SELECT type FROM (SELECT type, occurred_at, lag(occurred_at) OVER (ORDER BY id) AS before FROM events WHERE slot_id = '${slot.id}') AS event WHERE occurred_at < before`,
    );
    assert.deepEqual(events, []);
  });

  test('one applicant who presses the button twenty times gets one booking', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const { slot } = (await agent.api.createSlot(visit(0))).body;
    const answers = await times(20, () => applicant.api.createBooking({ slot_id: slot.id }));
    assert.deepEqual(tally(answers), { 201: 1, 409: 19 });
    await assertPromisesHold(visita.database);
  });

  test('of the overlapping slots of one agent, raced for by many applicants, one is booked', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const applicants = await times(10, () => visita.applicant(organizationId));
    for (let round = 0; round < 5; round += 1) {
      // All of them cover the minute 29 of the round, so no two of them can take place.
      const offers = await times(10, (index) => agent.api.createSlot(visit(round * 60 + index * 3)));
      const answers = await Promise.all(
        offers.flatMap(({ body }) => applicants.map(({ api }) => api.createBooking({ slot_id: body.slot.id }))),
      );
      assert.deepEqual(tally(answers), { 201: 1, 409: 99 });
      await assertPromisesHold(visita.database);
    }
  });

  test('an applicant who races for overlapping slots of many agents gets one of them', async () => {
    const organizationId = randomUUID();
    const applicant = await visita.applicant(organizationId);
    const agents = await inTurns(20, () => visita.agent(organizationId));
    for (let round = 0; round < 5; round += 1) {
      const offers = await Promise.all(agents.map(({ api }, index) => api.createSlot(visit(round * 60 + index))));
      const answers = await Promise.all(offers.map(({ body }) => applicant.api.createBooking({ slot_id: body.slot.id })));
      assert.deepEqual(tally(answers), { 201: 1, 409: 19 });
      await assertPromisesHold(visita.database);
    }
  });

  test('many applicants and many agents with overlapping slots in chains neither deadlock nor meet twice', async () => {
    const organizationId = randomUUID();
    const agents = await times(4, () => visita.agent(organizationId));
    const applicants = await times(6, () => visita.applicant(organizationId));
    // Each slot overlaps the next: the agents' and the applicants' calendars interlock.
    const offers = await Promise.all(agents.flatMap(({ api }) => Array.from({ length: 8 }, (_, index) => api.createSlot(visit(index * 20)))));
    const answers = await Promise.all(
      applicants.flatMap(({ api }) => offers.map(({ body }) => api.createBooking({ slot_id: body.slot.id }))),
    );
    assert.deepEqual(Object.keys(tally(answers)), ['201', '409']);
    await assertPromisesHold(visita.database);
  });

  test('a booking and the cancellation of its slot at once end cancelled on both sides', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    for (let round = 0; round < 20; round += 1) {
      const { slot } = (await agent.api.createSlot(visit(round * 60))).body;
      const [booked, cancelled] = await Promise.all([applicant.api.createBooking({ slot_id: slot.id }), agent.api.cancelSlot(slot.id)]);
      assert.equal(cancelled.status, 200);
      assert.equal(booked.status, cancelled.body.booking === undefined ? 409 : 201);
      if (booked.status === 201) {
        assert.equal((await applicant.api.getBooking(booked.body.booking.id)).body.booking.status, 'cancelled_by_agent');
      }
    }
    await assertPromisesHold(visita.database);
  });

  test('of many cancellations of one booking or of its slot at once each state change happens once', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    for (let round = 0; round < 10; round += 1) {
      const { slot } = (await agent.api.createSlot(visit(round * 60))).body;
      const { booking } = (await applicant.api.createBooking({ slot_id: slot.id })).body;
      const ofBooking = [applicant, agent, applicant, agent].map(({ api }) => api.cancelBooking(booking.id));
      const ofSlot = round % 2 === 0 ? [] : [agent.api.cancelSlot(slot.id), agent.api.cancelSlot(slot.id)];
      const [bookingAnswers, slotAnswers] = await Promise.all([Promise.all(ofBooking), Promise.all(ofSlot)]);
      const cascaded = slotAnswers.filter(({ body }) => body.booking !== undefined).length;
      assert.equal((tally(bookingAnswers)[200] ?? 0) + cascaded, 1);
      assert.equal((tally(bookingAnswers)[409] ?? 0) + (tally(bookingAnswers)[200] ?? 0), 4);
      assert.deepEqual(tally(slotAnswers), round % 2 === 0 ? {} : { 200: 1, 409: 1 });
      await assertPromisesHold(visita.database);
    }
  });

  test('bookings and cancellations of one slot in a crowd never leave it torn', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const applicants = await times(12, () => visita.applicant(organizationId));
    const { slot } = (await agent.api.createSlot(visit(0))).body;
    const won = await Promise.all(
      applicants.map(async ({ api }) => {
        let bookings = 0;
        for (let attempt = 0; attempt < 8; attempt += 1) {
          const { status, body } = await api.createBooking({ slot_id: slot.id });
          assert.ok(status === 201 || status === 409, `${status}`);
          if (status === 201) {
            bookings += 1;
            assert.equal((await api.cancelBooking(body.booking.id)).status, 200);
          }
        }
        return bookings;
      }),
    );
    assert.ok(won.some((bookings) => bookings > 0));
    assert.equal((await agent.api.getSlot(slot.id)).body.slot.status, 'available');
    await assertPromisesHold(visita.database);
  });

  test('a booking that waits for the slot until the visit has started is refused', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const slotId = await storeSlot(visita.database, { organizationId, agentId: agent.agentId, startsIn: 2 });
    const answer = await whileSlotIsHeld(slotId, () => applicant.api.createBooking({ slot_id: slotId }));
    assert.deepEqual([answer.status, answer.body.code], [409, 'conflict']);
    await assertPromisesHold(visita.database);
  });

  test('a cancellation that waits for the slot until the visit has started is refused', async () => {
    const organizationId = randomUUID();
    const [{ agentId, api }, { applicantId }] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const { slotId, bookingId } = await storeBooking(visita.database, { organizationId, agentId, applicantId, startsIn: 2 });
    const answer = await whileSlotIsHeld(slotId, () => api.cancelBooking(bookingId));
    assert.deepEqual([answer.status, answer.body.code], [409, 'conflict']);
  });

  test('who asks for the cancellation of another applicant’s booking neither waits for its slot nor locks it', async () => {
    const organizationId = randomUUID();
    const [agent, holder, neighbour] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId), visita.applicant(organizationId)]);
    const { slot } = (await agent.api.createSlot(visit(0))).body;
    const { booking } = (await holder.api.createBooking({ slot_id: slot.id })).body;
    await visita.database.query('BEGIN');
    await visita.database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [slot.id]);
    assert.equal((await neighbour.api.cancelBooking(booking.id)).status, 404);
    await visita.database.query('ROLLBACK');
    const actor = { role: 'applicant', id: neighbour.applicantId } as const;
    const release = { organizationId, bookingId: booking.id, applicantId: neighbour.applicantId, status: 'cancelled_by_applicant', actor } as const;
    await visita.server.database.transaction(async (connection) => {
      const inTransaction = { isOneNode: true, query: connection.query.bind(connection), transaction: () => assert.fail('one statement') };
      const single = new PostgresqlCancellationStore(inTransaction);
      assert.equal(await single.releaseBooking(release), null);
      assert.equal(await new SharedCancellationStore(inTransaction, single).releaseBooking(release), null);
      await visita.database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE NOWAIT', [slot.id]);
    });
    assert.equal((await holder.api.cancelBooking(booking.id)).status, 200);
  });

  test('a booking that does not get the slot in time is unavailable, and can be tried again', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const { slot } = (await agent.api.createSlot(visit(0))).body;
    await visita.database.query('BEGIN');
    await visita.database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [slot.id]);
    const began = Date.now();
    const answer = await applicant.api.createBooking({ slot_id: slot.id });
    const waited = Date.now() - began;
    await visita.database.query('ROLLBACK');
    assert.deepEqual([answer.status, answer.body.code], [503, 'unavailable']);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.ok(waited < 12_000, `${waited} ms`);
    assert.equal((await applicant.api.createBooking({ slot_id: slot.id })).status, 201);
  });

  /** Makes a call that meets the slot's row locked, and lets go of it when the visit has started. */
  async function whileSlotIsHeld<T>(slotId: string, call: () => Promise<T>): Promise<T> {
    const { database } = visita;
    await database.query('BEGIN');
    await database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [slotId]);
    const answer = call();
    for (let started = false; !started; await delay(20)) {
      const [row] = await database.query<{ started: boolean }>('SELECT start_time < clock_timestamp() AS started FROM slots WHERE id = $1', [slotId]);
      started = row?.started ?? true;
    }
    await database.query('ROLLBACK');
    return answer;
  }
});
