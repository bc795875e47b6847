import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { MailSink } from './mail-sink.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const HOUR_S = 3600;
/** Whoever holds it keeps the movers from the outbox (src/postgresql/message-queue.ts). */
const MOVER_LOCK = '7305186420';

describe('reminders', { timeout: 180_000 }, () => {
  let sink: MailSink;
  let visita: TestVisita;
  before(async () => {
    sink = await MailSink.start();
    visita = await startVisita({ ...sink.settings, REMINDER_HOURS: '1' });
  });
  after(async () => {
    await visita.stop();
    await sink.close();
  });

  /** A visit booked by a new applicant, whose three first mails have come. */
  async function bookVisit(startsInSeconds: number) {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const applicant = await visita.applicant(organizationId);
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours: startsInSeconds / HOUR_S }));
    const { body: booked } = await applicant.api.createBooking({ slot_id: body.slot.id });
    await sink.waitFor(3, applicant.email);
    return { agent, applicant, bookingId: booked.booking.id };
  }

  async function reminderOf(bookingId: string): Promise<Record<string, unknown> | undefined> {
    const [job] = await visita.database.query(`SELECT id, start_after FROM pgboss.job WHERE singleton_key = $1`, [`${bookingId}:reminder`]);
    return job;
  }

  /** As if the time of the reminder had come. */
  async function makeDue(bookingId: string): Promise<void> {
    await visita.database.query('UPDATE pgboss.job SET start_after = now() WHERE singleton_key = $1', [`${bookingId}:reminder`]);
  }

  test('come to the applicant when it is time, once, and not to the agent', async () => {
    const { agent, applicant, bookingId } = await bookVisit(HOUR_S + 20);
    assert.equal(sink.to(applicant.email).length, 3);
    await sink.waitFor(4, applicant.email, 60_000);
    await until('it is done with', async () => (await reminderOf(bookingId)) === undefined);
    assert.equal(sink.to(applicant.email).length, 4);
    assert.equal(sink.to(agent.email).length, 1);
  });

  test('are due that long before the visit', async () => {
    const { bookingId } = await bookVisit(30 * HOUR_S);
    const dueAt = (await reminderOf(bookingId))?.['start_after'];
    assert.ok(dueAt instanceof Date && Math.abs(dueAt.getTime() - Date.now() - 29 * HOUR_S * 1000) < 60_000);
  });

  test('go with the booking when it is called off', async () => {
    const { applicant, bookingId } = await bookVisit(30 * HOUR_S);
    assert.ok((await reminderOf(bookingId)) !== undefined);
    await applicant.api.cancelBooking(bookingId);
    await sink.waitFor(4, applicant.email);
    assert.equal(await reminderOf(bookingId), undefined);
  });

  test('are not sent for a booking that was called off at the last moment', async () => {
    const { applicant, agent, bookingId } = await bookVisit(30 * HOUR_S);
    // The cancellation stays in the outbox until the reminder was looked at.
    await visita.database.query('SELECT pg_advisory_lock($1)', [MOVER_LOCK]);
    assert.equal((await agent.api.cancelBooking(bookingId)).status, 200);
    await makeDue(bookingId);
    await until('it is done with', async () => (await reminderOf(bookingId)) === undefined);
    await visita.database.query('SELECT pg_advisory_unlock($1)', [MOVER_LOCK]);
    await sink.waitFor(4, applicant.email);
    assert.deepEqual(sink.to(applicant.email).slice(3).map(({ method }) => method), ['CANCEL']);
  });

  test('are none when the booking is made later than that', async () => {
    const { bookingId } = await bookVisit(HOUR_S / 2);
    assert.equal(await reminderOf(bookingId), undefined);
  });

  test('are not sent when the visit has begun', async () => {
    const { applicant, bookingId } = await bookVisit(30 * HOUR_S);
    await visita.database.query('ALTER TABLE bookings DROP CONSTRAINT bookings_slot_fkey');
    await visita.database.query(`UPDATE bookings SET start_time = now() - interval '1 second' WHERE id = $1`, [bookingId]);
    await makeDue(bookingId);
    await until('it is done with', async () => (await reminderOf(bookingId)) === undefined);
    assert.equal(sink.to(applicant.email).length, 3);
  });
});
