import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { VisitaError } from '../src/errors.ts';
import type { Connection } from '../src/postgresql/database.ts';
import { expiredAnswersJob } from '../src/postgresql/expired-answers.ts';
import { ApiClient } from './api.fixture.ts';
import { kindOf, post, postUntilAnswered, whileHeld, type KeyedAnswer } from './idempotency.fixture.ts';
import { assertPromisesHold } from './promises.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type SignedIn, type TestVisita } from './visita.fixture.ts';
import { untilSomebodyWaits } from './waiting.fixture.ts';

const STORM = 50;
const UNWATCHED = { onRound: () => {}, tracer: null, logger: pino({ level: 'silent' }) };

describe('requests under one Idempotency-Key at once', () => {
  let visita: TestVisita;
  let second: TestVisita;
  let agent: SignedIn;
  let applicant: SignedIn;
  let hours = 24;
  const organizationId = randomUUID();
  before(async () => {
    visita = await startVisita();
    second = await startVisita({ DATABASE_URL: visita.database.url });
    [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId)];
  });
  after(async () => {
    await second.stop();
    await visita.stop();
  });

  const newVisit = () => visitAt({ property_id: randomUUID(), hours: (hours += 1) });
  const newSlot = async () => (await agent.api.createSlot(newVisit())).body.slot.id;
  const bookingsOf = async (slotId: string) => (await visita.database.query('SELECT FROM bookings WHERE slot_id = $1', [slotId])).length;
  /** The same person at the one server and at the other. */
  const atBoth = ({ api }: SignedIn) => [api, new ApiClient(second.server.url, api.token)] as const;

  test('while the first runs the others are told to wait a second, and it goes on undisturbed', async () => {
    const [key, slotId, otherSlotId] = [randomUUID(), await newSlot(), await newSlot()];
    const body = { slot_id: slotId };
    const [here, there] = atBoth(applicant);
    const first = await whileHeld(visita.database, slotId, () => post(here, '/bookings', key, body), async () => {
      // All at once: the first waits for its slot for five seconds only, which pass quickly on a busy machine.
      const [another, ...told] = await Promise.all([post(here, '/bookings', randomUUID(), { slot_id: otherSlotId }), ...[here, there].map((api) => post(api, '/bookings', key, body))]);
      assert.deepEqual(told.map((answer) => [answer.status, answer.body.code, answer.headers.get('retry-after')]), Array.from({ length: 2 }, () => [409, 'idempotency_in_progress', '1']));
      assert.equal(kindOf(another), 'created', 'another key is free');
    });
    assert.equal(kindOf(first), 'created');
    assert.deepEqual((await post(there, '/bookings', key, body)).body, first.body);
    assert.equal(await bookingsOf(slotId), 1);
  });

  test('a first request that gives up waiting for the slot frees its key', async () => {
    const [key, slotId] = [randomUUID(), await newSlot()];
    await whileHeld(visita.database, slotId, () => post(applicant.api, '/bookings', key, { slot_id: slotId }), async (began) => {
      assert.equal((await began).status, 503);
    });
    assert.equal(kindOf(await postUntilAnswered(applicant.api, '/bookings', key, { slot_id: slotId })), 'created');
    assert.equal(await bookingsOf(slotId), 1);
  });

  test('a client that hung up in the middle repeats itself and has its one booking', async () => {
    const [key, slotId] = [randomUUID(), await newSlot()];
    const hangUp = new AbortController();
    const send = () =>
      fetch(`${visita.server.url}/api/v1/bookings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${applicant.api.token}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ slot_id: slotId }),
        signal: hangUp.signal,
      }).then(() => 'answered', () => 'hung up');
    const first = await whileHeld(visita.database, slotId, send, async () => {
      hangUp.abort();
      assert.equal(kindOf(await post(applicant.api, '/bookings', key, { slot_id: slotId })), 'idempotency_in_progress');
    });
    assert.equal(first, 'hung up');
    const answer = await postUntilAnswered(applicant.api, '/bookings', key, { slot_id: slotId });
    assert.equal(kindOf(answer), 'replayed');
    assert.equal(await bookingsOf(slotId), 1);
    assert.equal((await applicant.api.getBooking(answer.body.booking?.id ?? '')).body.booking.slot_id, slotId);
  });

  /** Opens the connections that a storm needs, since who waits for one for three seconds is answered 503. Answers do not matter here. */
  async function warmUp(): Promise<void> {
    for (const api of atBoth(agent)) {
      await Promise.all(Array.from({ length: STORM }, () => post(api, '/slots', randomUUID(), newVisit())));
    }
  }

  test(`a storm of ${STORM} makes one booking, and everybody is told of that one or to wait`, async () => {
    await warmUp();
    for (let round = 0; round < 10; round += 1) {
      const [key, slotId] = [randomUUID(), await newSlot()];
      assertOneEffect(await storm(applicant, '/bookings', key, { slot_id: slotId }), ({ body }) => body.booking?.id);
      assert.equal(await bookingsOf(slotId), 1);
    }
    await assertPromisesHold(visita.database);
  });

  test(`a storm of ${STORM} makes one slot`, async () => {
    await warmUp();
    for (let round = 0; round < 10; round += 1) {
      const [key, visit] = [randomUUID(), newVisit()];
      assertOneEffect(await storm(agent, '/slots', key, visit), ({ body }) => body.slot?.id);
      assert.equal((await agent.api.listSlots({ property_id: visit.property_id })).body.slots.length, 1);
    }
  });

  test('storms of rivals for one slot, each under a key of their own, end with one booking and no deadlock', async () => {
    const rivals = await Promise.all(Array.from({ length: 8 }, () => visita.applicant(organizationId)));
    for (let round = 0; round < 5; round += 1) {
      const slotId = await newSlot();
      const answers = await Promise.all(
        rivals.flatMap((rival) => {
          const key = randomUUID();
          return Array.from({ length: 5 }, () => post(rival.api, '/bookings', key, { slot_id: slotId }));
        }),
      );
      const kinds = Map.groupBy(answers, kindOf);
      assert.equal(kinds.get('created')?.length, 1);
      assert.deepEqual([...kinds.keys()].filter((kind) => !['created', 'replayed', 'conflict', 'idempotency_in_progress'].includes(kind)), []);
      assert.equal(await bookingsOf(slotId), 1);
    }
    await assertPromisesHold(visita.database);
  });

  /** Half of them at one server, half at the other. */
  function storm(person: SignedIn, path: '/slots' | '/bookings', key: string, body: object): Promise<KeyedAnswer[]> {
    const [here, there] = atBoth(person);
    return Promise.all(Array.from({ length: STORM }, (_, nth) => post(nth % 2 === 0 ? here : there, path, key, body)));
  }

  function assertOneEffect(answers: readonly KeyedAnswer[], idOf: (answer: KeyedAnswer) => string | undefined): void {
    const kinds = Map.groupBy(answers, kindOf);
    assert.equal(kinds.get('created')?.length, 1, [...kinds.keys()].join());
    assert.deepEqual([...kinds.keys()].filter((kind) => !['created', 'replayed', 'idempotency_in_progress'].includes(kind)), []);
    const told = [...(kinds.get('created') ?? []), ...(kinds.get('replayed') ?? [])];
    assert.equal(new Set(told.map(idOf)).size, 1);
    assert.ok(idOf(told[0] ?? assert.fail('nobody was told')));
  }
});

describe('the job that removes expired answers', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  const fill = (count: number, expiresIn: string) =>
    visita.database.query(
      `INSERT INTO idempotency_keys (user_id, key, fingerprint, status, body, expires_at)
       SELECT 'somebody', $2 || nth, sha256('x'), 201, '{}', now() + $2::interval FROM generate_series(1, $1::int) AS nth`,
      [count, expiresIn],
    );
  const kept = async () => (await visita.database.query('SELECT FROM idempotency_keys')).length;

  test('removes those alone, batch after batch, from several servers at once, and is stopped', async () => {
    await fill(5_500, '-1 second');
    await fill(20, '1 hour');
    const jobs = Array.from({ length: 3 }, () => expiredAnswersJob(visita.server.database, UNWATCHED));
    jobs.forEach((job) => job.start());
    await until('the expired ones are gone', async () => (await kept()) === 20);
    await Promise.all(jobs.map((job) => job.stop()));
    assert.equal(await kept(), 20);
  });

  test('leaves an answer that is replaced while it waits for it', async () => {
    await visita.database.query('DELETE FROM idempotency_keys');
    await fill(20, '1 hour');
    await fill(1, '-1 minute');
    await visita.database.query('BEGIN');
    await visita.database.query(`UPDATE idempotency_keys SET expires_at = now() + interval '24 hours' WHERE expires_at < now()`);
    const job = expiredAnswersJob(visita.server.database, UNWATCHED);
    job.start();
    await untilSomebodyWaits(visita.database);
    await visita.database.query('COMMIT');
    await job.stop();
    assert.equal(await kept(), 21);
    await visita.database.query(`DELETE FROM idempotency_keys WHERE expires_at > now() + interval '2 hours'`);
  });

  test('is done by a server that starts', async () => {
    await fill(10, '-2 seconds');
    const next = await startVisita({ DATABASE_URL: visita.database.url });
    await until('the expired ones are gone', async () => (await kept()) === 20);
    await next.stop();
  });

  test('outlives a database that is away: the next round is done', async () => {
    const rounds: string[] = [];
    let isAway = true;
    const database: Connection = {
      async query(text, values) {
        if (isAway) {
          throw new VisitaError('unavailable', 'away');
        }
        return visita.server.database.query(text, values);
      },
    };
    await fill(3, '-1 minute');
    const job = expiredAnswersJob(database, { ...UNWATCHED, onRound: (_task, outcome) => void rounds.push(outcome) }, 20);
    job.start();
    await until('a round has failed', () => rounds.includes('failed'));
    isAway = false;
    await until('a round is done', () => rounds.includes('done'));
    await job.stop();
    assert.equal(rounds.lastIndexOf('failed') < rounds.indexOf('done'), true, rounds.join());
    assert.equal(await kept(), 20);
  });
});
