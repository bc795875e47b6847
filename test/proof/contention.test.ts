import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../database.fixture.ts';
import { assertPromisesHold } from '../promises.fixture.ts';
import type { ProofClient } from './client.fixture.ts';
import { bookWith, cancelWith, Crowd, offerAt, tallyOf } from './crowd.fixture.ts';
import { Fleet } from './fleet.fixture.ts';

const CLIENTS = 500;
const SERVERS = 2;

describe(`${CLIENTS} clients at once`, { timeout: 240_000 }, () => {
  let database: TestDatabase;
  let fleet: Fleet;
  let applicants: ProofClient[];
  let agents: ProofClient[];
  let agent: ProofClient;
  let crowd: Crowd;
  before(async () => {
    database = await createTestDatabase();
    fleet = await Fleet.start({ databaseUrl: database.url, servers: SERVERS });
    crowd = new Crowd(fleet);
    applicants = await crowd.applicants(database.url, CLIENTS);
    agents = await crowd.agents(20);
    agent = agents[0] ?? assert.fail();
  });
  after(async () => {
    await fleet.stop();
    await database.drop();
  });

  // Each test at an hour of its own, so that nobody is busy with what another test booked.
  let hour = 0;
  const nextMinute = () => (hour += 10) * 60;

  test('on one slot get one booking and 499 conflicts', async () => {
    const slotId = await offerAt(agent, nextMinute());
    const replies = await Promise.all(applicants.map((applicant) => bookWith(applicant, slotId)));
    assert.deepEqual(tallyOf(replies), { '201': 1, '409 conflict': CLIENTS - 1 });
    await assertPromisesHold(database);
  });

  test('on five slots, while those who got one give it back and try again, get bookings and conflicts alone', async () => {
    const start = nextMinute();
    const slotIds = await Promise.all([0, 1, 2, 3, 4].map((nth) => offerAt(agent, start + nth * 60)));
    const replies = await Promise.all(
      applicants.map(async (applicant, nth) => {
        const slotId = slotIds[nth % slotIds.length] ?? '';
        const first = await bookWith(applicant, slotId);
        if (!first.known || first.status !== 201) {
          return [first];
        }
        const cancelled = await cancelWith(applicant, first.body.booking?.id ?? '');
        return [first, cancelled, await bookWith(applicant, slotId)];
      }),
    );
    const tally = tallyOf(replies.flat());
    assert.deepEqual(Object.keys(tally).toSorted(), ['200', '201', '409 conflict'], JSON.stringify(tally));
    const stored = await database.query<{ status: string; count: number }>(
      'SELECT status, count(*)::int FROM bookings WHERE slot_id = ANY ($1) GROUP BY status ORDER BY status',
      [slotIds],
    );
    const counts = Object.fromEntries(stored.map(({ status, count }) => [status, count]));
    assert.equal(counts['cancelled_by_applicant'], tally['200']);
    assert.equal((counts['confirmed'] ?? 0) + (counts['cancelled_by_applicant'] ?? 0), tally['201']);
    assert.ok((counts['confirmed'] ?? 0) <= slotIds.length);
    await assertPromisesHold(database);
  });

  test('on twenty overlapping slots of one agent get one booking', async () => {
    const start = nextMinute();
    const slotIds = await Promise.all(Array.from({ length: 20 }, (_, nth) => offerAt(agent, start + nth)));
    const replies = await Promise.all(applicants.map((applicant, nth) => bookWith(applicant, slotIds[nth % slotIds.length] ?? '')));
    assert.deepEqual(tallyOf(replies), { '201': 1, '409 conflict': CLIENTS - 1 });
    await assertPromisesHold(database);
  });

  test('of one applicant on twenty overlapping slots of as many agents get one booking', async () => {
    const start = nextMinute();
    const slotIds = await Promise.all(agents.map((one, nth) => offerAt(one, start + nth)));
    const applicant = applicants[0] ?? assert.fail();
    const replies = await Promise.all(Array.from({ length: CLIENTS }, (_, nth) => bookWith(applicant, slotIds[nth % slotIds.length] ?? '')));
    assert.deepEqual(tallyOf(replies), { '201': 1, '409 conflict': CLIENTS - 1 });
    await assertPromisesHold(database);
  });

  test('where the calendars of twenty agents and of 25 applicants interlock, wait for each other without a deadlock', async (t) => {
    const start = nextMinute();
    // Every slot overlaps the next ones, and every applicant goes round them in another order.
    const slotIds = await Promise.all(agents.map((one, nth) => offerAt(one, start + nth * 10)));
    const replies = await Promise.all(
      applicants.slice(0, 25).flatMap((applicant, nth) => slotIds.map((_, turn) => bookWith(applicant, slotIds[(turn * 7 + nth) % slotIds.length] ?? ''))),
    );
    const tally = tallyOf(replies);
    assert.deepEqual(Object.keys(tally).toSorted(), ['201', '409 conflict'], JSON.stringify(tally));
    assert.ok((tally['201'] ?? 0) > 1, 'visits that do not overlap can both be booked');
    await assertPromisesHold(database);
    t.diagnostic(`all answers so far: ${JSON.stringify(Object.fromEntries(crowd.tally))}`);
  });
});
