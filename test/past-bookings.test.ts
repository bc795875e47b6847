import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { pino } from 'pino';
import { pastBookingsJob } from '../src/postgresql/past-bookings.ts';
import { storeBooking } from './stored-visit.fixture.ts';
import { until } from './until.fixture.ts';
import { startVisita, type SignedIn, type TestVisita } from './visita.fixture.ts';

const DAY = 24 * 3_600;
/** So many changes tell what time it is. */
const ENOUGH_CHANGES = 1_000;
const UNWATCHED = { tracer: null, logger: pino({ level: 'silent' }) };

describe('the job that sets past bookings aside', () => {
  let visita: TestVisita;
  let agent: SignedIn;
  let people: { agent: string; applicant: string };
  let organizationId: string;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());
  beforeEach(async () => {
    organizationId = randomUUID();
    agent = await visita.agent(organizationId);
    const applicant = await visita.applicant(organizationId);
    const [[asAgent], [asApplicant]] = [(await agent.api.getMe()).body.organizations, (await applicant.api.getMe()).body.organizations];
    people = { agent: asAgent?.agent_id ?? assert.fail('no agent'), applicant: asApplicant?.applicant_id ?? assert.fail('no applicant') };
  });

  /** One round of the job, as of each of so many servers at once. */
  async function round(servers = 1): Promise<void> {
    const outcomes = await Promise.all(Array.from({ length: servers }, async () => {
      const { promise, resolve } = Promise.withResolvers<'done' | 'failed'>();
      const job = pastBookingsJob(visita.server.database, { ...UNWATCHED, onRound: (_, outcome) => resolve(outcome) });
      job.start();
      const outcome = await promise;
      await job.stop();
      return outcome;
    }));
    assert.deepEqual(outcomes, outcomes.map(() => 'done'));
  }

  /** A booking whose visit of half an hour started so many seconds ago; its id. */
  async function bookedAgo(seconds: number): Promise<string> {
    const visit = { organizationId, agentId: people.agent, applicantId: people.applicant, startsIn: -seconds };
    return (await storeBooking(visita.database, visit)).bookingId;
  }

  /** Changes of so many seconds ago, and none after these: a thousand unless told. Signing in was a change as well. */
  async function changedAgo(seconds: number, times = ENOUGH_CHANGES): Promise<void> {
    await visita.database.query(
      `INSERT INTO events (organization_id, type, actor_role, occurred_at)
       SELECT $1, 'slot.offered', 'agent', now() - make_interval(secs => $2) FROM generate_series(1, $3::int)`,
      [organizationId, seconds, times],
    );
  }

  async function setAside(): Promise<string[]> {
    const rows = await visita.database.query<{ id: string }>('SELECT id FROM bookings WHERE organization_id = $1 AND past', [organizationId]);
    return rows.map(({ id }) => id).toSorted();
  }

  test('sets those aside that ended a day ago, and nothing of what a caller sees', async () => {
    const [long, lately, ahead] = [await bookedAgo(3 * DAY), await bookedAgo(DAY / 2), await bookedAgo(-DAY)];
    await changedAgo(0);
    const seen = async () => JSON.stringify((await agent.api.listBookings()).body);
    const seenBefore = await seen();
    assert.ok([long, lately, ahead].every((id) => seenBefore.includes(id)), seenBefore);
    await round();
    assert.deepEqual(await setAside(), [long]);
    assert.equal(await seen(), seenBefore);
  });

  test('all there are, batch after batch, by several servers at once', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, nth) => bookedAgo((3 + nth) * DAY)));
    // Many more than a batch, each at a time of its own.
    await visita.database.query(
      `WITH visit AS (
         INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id)
         SELECT $1, gen_random_uuid(), gen_random_uuid(), $2, now() - (nth + 100) * interval '1 day', now() - (nth + 100) * interval '1 day' + interval '1 hour', 'booked', gen_random_uuid()
         FROM generate_series(1, 2500) AS nth RETURNING *)
       INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time)
       SELECT organization_id, booking_id, id, $3, agent_id, property_id, start_time, end_time FROM visit`,
      [organizationId, people.agent, people.applicant],
    );
    await changedAgo(0);
    await round(3);
    await round();
    assert.equal((await setAside()).length, ids.length + 2_500);
  });

  test('sets nothing aside by a clock that ran ahead: time is what a thousand changes say', async () => {
    // The clock was right until three days ago by what it says now; what it has said since then is of few changes only.
    await bookedAgo(2.5 * DAY);
    const certain = await bookedAgo(5 * DAY);
    await changedAgo(3 * DAY);
    await changedAgo(0, ENOUGH_CHANGES - 1);
    await round();
    assert.deepEqual(await setAside(), [certain]);
  });

  test('leaves an organization alone in which too little happened to tell the time', async () => {
    const past = await bookedAgo(30 * DAY);
    const changes = (await visita.database.query('SELECT FROM events WHERE organization_id = $1', [organizationId])).length;
    await changedAgo(0, ENOUGH_CHANGES - 1 - changes);
    await round();
    assert.deepEqual(await setAside(), []);
    await changedAgo(0, 1);
    await round();
    assert.deepEqual(await setAside(), [past]);
  });

  test('waits for no row that somebody holds', async () => {
    const [held, free] = [await bookedAgo(3 * DAY), await bookedAgo(4 * DAY)];
    await changedAgo(0);
    await visita.database.query('BEGIN');
    await visita.database.query('SELECT FROM bookings WHERE id = $1 FOR UPDATE', [held]);
    await round();
    await visita.database.query('ROLLBACK');
    assert.deepEqual(await setAside(), [free]);
    await round();
    assert.deepEqual(await setAside(), [held, free].toSorted());
  });

  test('is done by a server that starts', async () => {
    const past = await bookedAgo(3 * DAY);
    await changedAgo(0);
    const next = await startVisita({ DATABASE_URL: visita.database.url });
    await until('it is set aside', async () => (await setAside()).includes(past));
    await next.stop();
  });
});
