import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import type { BookingRequest } from '../src/booking.ts';
import { PostgresqlBookingStore } from '../src/postgresql/booking.ts';
import { PostgresqlCancellationStore } from '../src/postgresql/cancellation.ts';
import { Database, type SharedConnection } from '../src/postgresql/database.ts';
import { SharedBookingStore } from '../src/postgresql/shared-booking.ts';
import { SharedCancellationStore } from '../src/postgresql/shared-cancellation.ts';
import { SharedSlotStore } from '../src/postgresql/shared-slot.ts';
import { PostgresqlSlotStore } from '../src/postgresql/slot.ts';
import { statementName } from '../src/postgresql/statement-name.ts';
import type { BookingOutcome } from '../src/service/ports.ts';
import { assertPromisesHold } from './promises.fixture.ts';
import { storeSlot } from './stored-visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const HOUR = 3_600;
/** Two statements run at a time, so the third request is the first that has company. Then all go together, or by halves. */
const TOGETHER = 2 + 1;
const BY_HALVES = 2 + 2;
const FIRST_PAGE = { from: null, to: null, after: null, limit: 20 };

/** An agency with an agent, two applicants and two slots of one property, an hour apart. */
interface Agency {
  readonly organizationId: string;
  readonly agentId: string;
  readonly propertyId: string;
  readonly applicants: readonly [string, string];
  readonly slots: readonly [string, string];
}

describe('what several agencies ask for at once', () => {
  let visita: TestVisita;
  let database: Database;
  before(async () => {
    visita = await startVisita();
    database = new Database(visita.database.serverUrl, 6, pino({ level: 'silent' }), { lockTimeoutMs: 200 });
    await database.query('SELECT 1');
  });
  after(async () => {
    await database.close();
    await assertPromisesHold(visita.database);
    await visita.stop();
  });

  async function found(count: number): Promise<Agency[]> {
    const people = await Promise.all(
      Array.from({ length: count }, async () => {
        const organizationId = randomUUID();
        const [agent, first, second] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId), visita.applicant(organizationId)]);
        return { organizationId, propertyId: randomUUID(), agentId: agent.agentId, applicants: [first.applicantId, second.applicantId] as const };
      }),
    );
    const agencies: Agency[] = [];
    for (const agency of people) {
      const slots = [await storeSlot(visita.database, { ...agency, startsIn: 24 * HOUR }), await storeSlot(visita.database, { ...agency, startsIn: 25 * HOUR })] as const;
      agencies.push({ ...agency, slots });
    }
    return agencies;
  }

  /** The stores, and the names of the statements that they have sent. */
  function counted() {
    const sent: string[] = [];
    const connection: SharedConnection = {
      isOneNode: database.isOneNode,
      query(text, values) {
        sent.push(statementName(text));
        return database.query(text, values);
      },
    };
    const transactions = { query: connection.query.bind(connection), transaction: database.transaction.bind(database) };
    return {
      bookings: new SharedBookingStore(connection, new PostgresqlBookingStore(connection)),
      cancellations: new SharedCancellationStore(connection, new PostgresqlCancellationStore(transactions)),
      slots: new SharedSlotStore(connection, new PostgresqlSlotStore(connection), 4),
      statements: sent,
    };
  }

  function requestOf({ organizationId, applicants, slots }: Agency, changes: Partial<BookingRequest> = {}): BookingRequest {
    return { id: randomUUID(), organizationId, slotId: slots[0], applicantId: applicants[0], notes: `of ${organizationId}`, ...changes };
  }

  const book = (store: SharedBookingStore, requests: readonly BookingRequest[]): Promise<BookingOutcome[]> =>
    Promise.all(requests.map((request) => store.bookSlot(request, { again: false })));
  const idsOf = (outcomes: readonly BookingOutcome[]) => outcomes.map((outcome) => ('booking' in outcome ? outcome.booking.id : null));

  test('bookings: each has its own, in few statements', async () => {
    const agencies = await found(8);
    const { bookings, statements } = counted();
    const requests = agencies.map((agency) => requestOf(agency));
    const outcomes = await book(bookings, requests);
    assert.deepEqual(idsOf(outcomes), requests.map(({ id }) => id));
    for (const [index, { organizationId, agentId, propertyId, applicants, slots }] of agencies.entries()) {
      const outcome = outcomes[index] ?? assert.fail();
      assert.ok('booking' in outcome);
      const { booking } = outcome;
      assert.deepEqual(
        [booking.organizationId, booking.agentId, booking.propertyId, booking.applicantId, booking.slotId, booking.notes],
        [organizationId, agentId, propertyId, applicants[0], slots[0], `of ${organizationId}`],
      );
    }
    assert.equal(statements.length, BY_HALVES);
  });

  test('bookings: what stands against one stands against no other, and nobody gets at another agency’s', async () => {
    const [first, second, ours, theirs, high, last] = await found(6);
    assert.ok(first && second && ours && theirs && high && last);
    await visita.database.query(`UPDATE applicants SET risk_level = 'HIGH' WHERE id = $1`, [high.applicants[0]]);
    const { bookings, statements } = counted();
    const requests = [
      requestOf(first),
      requestOf(second),
      requestOf(ours, { slotId: ours.slots[1], applicantId: theirs.applicants[0] }),
      requestOf(theirs, { slotId: theirs.slots[1] }),
      requestOf(ours),
      requestOf(ours, { applicantId: ours.applicants[1] }),
      requestOf(ours, { slotId: theirs.slots[0] }),
      requestOf(theirs, { organizationId: randomUUID() }),
      requestOf(high),
      requestOf(last, { slotId: randomUUID() }),
      requestOf(last),
    ];
    const outcomes = await book(bookings, requests);
    const booked = new Set([0, 1, 3, 4, 10]);
    assert.deepEqual(idsOf(outcomes), requests.map(({ id }, nth) => (booked.has(nth) ? id : null)));
    const refusals = outcomes.map((outcome) => ('booking' in outcome ? 'none' : outcome.refusal === null ? 'unknown' : `${outcome.refusal.slot.status} ${outcome.refusal.applicant.riskLevel}`));
    assert.deepEqual(refusals, ['none', 'none', 'unknown', 'none', 'none', 'booked LOW', 'unknown', 'unknown', 'available HIGH', 'unknown', 'none']);
    assert.ok(!statements.includes('bookSlot'), 'nothing failed, so nobody was asked alone');
    const made = await visita.database.query<{ id: string }>('SELECT id FROM bookings WHERE organization_id = ANY ($1)', [[theirs.organizationId, high.organizationId]]);
    assert.deepEqual(made.map(({ id }) => id), [requests[3]?.id]);
  });

  test('bookings: of two that exclude each other the first has it, whatever the other agencies do', async () => {
    const agencies = await found(4);
    const [first, second, ours, theirs] = agencies;
    assert.ok(first && second && ours && theirs);
    // At the time of the first slot the agent has another one, elsewhere.
    const rival = await storeSlot(visita.database, { ...ours, propertyId: randomUUID(), startsIn: 24 * HOUR + 60 });
    const requests = [requestOf(first), requestOf(second), requestOf(ours), requestOf(theirs), requestOf(ours, { slotId: rival, applicantId: ours.applicants[1] })];
    const outcomes = await book(counted().bookings, requests);
    assert.deepEqual(idsOf(outcomes), [...requests.slice(0, 4).map(({ id }) => id), null]);
    const refused = outcomes[4] ?? assert.fail();
    assert.ok('refusal' in refused);
    assert.equal(refused.refusal?.agentBusy, true);
  });

  test('bookings: one whose slot is held by somebody keeps no other waiting, and is not booked', async () => {
    const agencies = await found(6);
    const held = agencies[3] ?? assert.fail();
    const requests = agencies.map((agency) => requestOf(agency));
    await visita.database.query('BEGIN');
    await visita.database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [held.slots[0]]);
    const outcomes = await book(counted().bookings, requests);
    await visita.database.query('ROLLBACK');
    assert.deepEqual(idsOf(outcomes), requests.map(({ id }, nth) => (nth === 3 ? null : id)));
    const missed = outcomes[3] ?? assert.fail();
    assert.ok('refusal' in missed && missed.refusal?.slot.status === 'available', 'so it is asked for again, and waited for');
  });

  /** Gives an agency a slot with the id that a slot of another one has: an agency's rows are its own, whatever others call theirs. */
  const copySlot = (from: Agency, to: Agency, status: 'available' | 'cancelled') =>
    visita.database.query(
      `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time, status)
       SELECT $1, id, property_id, $2, start_time + interval '2 hours', end_time + interval '2 hours', $5::slot_status FROM slots WHERE organization_id = $3 AND id = $4`,
      [to.organizationId, to.agentId, from.organizationId, from.slots[0], status],
    );

  const statusOfCopy = async (from: Agency, to: Agency) =>
    (await visita.database.query<{ status: string }>('SELECT status FROM slots WHERE organization_id = $1 AND id = $2', [to.organizationId, from.slots[0]]))[0]?.status;

  test('bookings: slots with one id are each their own agency’s', async () => {
    const agencies = await found(5);
    const [, , ours, theirs, idle] = agencies;
    assert.ok(ours && theirs && idle);
    await copySlot(ours, theirs, 'available');
    await copySlot(ours, idle, 'cancelled');
    const { bookings, statements } = counted();
    const requests = [...agencies.slice(0, 2).map((agency) => requestOf(agency)), requestOf(ours), requestOf(theirs, { slotId: ours.slots[0] })];
    const outcomes = await book(bookings, requests);
    assert.deepEqual(outcomes.map((outcome) => ('booking' in outcome ? outcome.booking.organizationId : 'none')), agencies.slice(0, 4).map(({ organizationId }) => organizationId));
    assert.equal(await statusOfCopy(ours, idle), 'cancelled');
    assert.ok(!statements.includes('bookSlot'), 'nothing failed, so nobody was asked alone');
  });

  test('cancellations: each is of its own agency and applicant, in few statements', async () => {
    const agencies = await found(8);
    const { bookings, cancellations, statements } = counted();
    const [, , , ours, , , , idle] = agencies;
    assert.ok(ours && idle);
    await copySlot(ours, idle, 'cancelled');
    const booked = idsOf(await book(bookings, agencies.map((agency) => requestOf(agency))));
    const sent = statements.length;
    const releases = agencies.map(({ organizationId, applicants }, nth) => ({
      // The fifth asks for the booking of the sixth, and the seventh is not the one who booked.
      organizationId,
      bookingId: booked[nth === 4 ? 5 : nth] ?? assert.fail(),
      applicantId: applicants[nth === 6 ? 1 : 0],
      status: 'cancelled_by_applicant' as const,
      actor: { role: 'applicant' as const, id: applicants[0] },
    }));
    const released = await Promise.all(releases.map((release) => cancellations.releaseBooking(release)));
    const isRefused = (nth: number) => nth === 4 || nth === 6;
    assert.deepEqual(released.map((booking) => booking?.id ?? null), booked.map((id, nth) => (isRefused(nth) ? null : id)));
    assert.deepEqual(released.map((booking) => booking?.organizationId ?? null), agencies.map(({ organizationId }, nth) => (isRefused(nth) ? null : organizationId)));
    assert.equal(statements.length - sent, BY_HALVES);
    assert.equal(await statusOfCopy(ours, idle), 'cancelled');
    const rows = await visita.database.query<{ status: string }>('SELECT slots.status FROM slots JOIN bookings ON bookings.organization_id = slots.organization_id AND slot_id = slots.id WHERE bookings.id = ANY ($1)', [booked]);
    assert.deepEqual(rows.map(({ status }) => status).toSorted(), [...Array.from({ length: 6 }, () => 'available'), 'booked', 'booked']);
  });

  test('lists and slots: each holds its own agency’s, in few statements', async () => {
    const agencies = await found(8);
    const { slots: store, statements } = counted();
    const lists = await Promise.all(agencies.map(({ organizationId, propertyId }, nth) => store.listAvailableSlots(organizationId, propertyId, { ...FIRST_PAGE, limit: nth % 2 === 0 ? 0 : 20 })));
    assert.deepEqual(lists.map(({ slots }) => slots.map(({ id }) => id)), agencies.map(({ slots }, nth) => slots.slice(0, nth % 2 === 0 ? 1 : 2)));
    assert.ok(lists.every(({ slots }, nth) => slots.every(({ organizationId }) => organizationId === agencies[nth]?.organizationId)));
    assert.equal(statements.length, TOGETHER);
    // Each third asks for a slot of the next agency.
    const asked = agencies.map(({ organizationId, slots }, nth) => ({ organizationId, id: nth % 3 === 2 ? (agencies[(nth + 1) % agencies.length]?.slots[1] ?? '') : slots[1].toUpperCase() }));
    const read = await Promise.all(asked.map(({ organizationId, id }) => store.findSlot(organizationId, id)));
    assert.deepEqual(read.map((slot) => slot?.id ?? null), agencies.map(({ slots }, nth) => (nth % 3 === 2 ? null : slots[1])));
    assert.equal(statements.length, 2 * TOGETHER);
  });

  test('lists: another agency’s property is empty', async () => {
    const agencies = await found(4);
    const { slots: store } = counted();
    const lists = await Promise.all(agencies.map(({ organizationId }, nth) => store.listAvailableSlots(organizationId, agencies[(nth + 1) % 4]?.propertyId ?? '', FIRST_PAGE)));
    assert.deepEqual(lists.map(({ slots, now }) => [slots.length, now]), agencies.map(() => [0, null]));
  });
});
