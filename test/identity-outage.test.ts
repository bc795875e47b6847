import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { ApiClient } from './api.fixture.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { TestQueue } from './queue.fixture.ts';
import { TcpProxy } from './tcp-proxy.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { untilSomebodyWaits } from './waiting.fixture.ts';

/** A frozen database is to be answered for in about 10 s; the rest is for a slow machine. */
const ANSWER_WITHIN_MS = 30_000;
const RECOVER_WITHIN_MS = 30_000;

describe('while the database is away', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let visita: TestVisita;
  let queue: TestQueue;
  let agent: ApiClient;
  let applicant: ApiClient;
  let stranger: ApiClient;
  before(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.start(database.url);
    visita = await startVisita({ DATABASE_URL: proxy.url, DATABASE_POOL_SIZE: '4' });
    queue = new TestQueue(visita);
    const organizationId = randomUUID();
    agent = (await visita.agent(organizationId)).api;
    applicant = (await visita.applicant(organizationId)).api;
    stranger = await visita.as({ sub: randomUUID(), email: `${randomUUID()}@people.example` });
  });
  after(async () => {
    await proxy.restore();
    await visita.stop();
    queue.close();
    await proxy.stop();
    await database.drop();
  });
  beforeEach(async () => {
    await proxy.restore();
    await until('ready', async () => (await readiness()) === 200, RECOVER_WITHIN_MS);
    // Fills the pool, so that every connection there is goes away with the database.
    await Promise.all(Array.from({ length: 20 }, () => agent.getMe()));
  });

  const readiness = async () => (await visita.api.call('GET', '/health/ready')).status;

  const requests = (): Record<string, Promise<{ status: number; headers: Headers }>> => ({
    'a known agent': agent.getMe(),
    'a known applicant': applicant.getMe(),
    'a user whom nobody knows': stranger.getMe(),
    'a slot that does not exist': agent.getSlot(randomUUID()),
    'an offer': agent.createSlot(visitAt({ property_id: randomUUID() })),
    'a booking': applicant.createBooking({ slot_id: randomUUID() }),
    'a list': applicant.listPropertySlots(randomUUID()),
  });

  async function assertUnavailable(): Promise<void> {
    const asked = Date.now();
    for (const [what, asking] of Object.entries(requests())) {
      const { status, headers } = await asking;
      assert.equal(status, 503, what);
      assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/, what);
    }
    assert.ok(Date.now() - asked < ANSWER_WITHIN_MS, `answered within ${ANSWER_WITHIN_MS} ms`);
  }

  async function assertRecovers(): Promise<void> {
    await until('ready again', async () => (await readiness()) === 200, RECOVER_WITHIN_MS);
    await until('agents are known again', async () => (await agent.getMe()).status === 200, RECOVER_WITHIN_MS);
    assert.equal((await applicant.getMe()).status, 200);
    assert.equal((await stranger.getMe()).status, 401);
    assert.equal((await agent.getSlot(randomUUID())).status, 404);
    assert.equal((await agent.createSlot(visitAt({ property_id: randomUUID() }))).status, 201);
  }

  test('cut off: every request is 503 with Retry-After, never 401 or 404, and all works once it is back', async () => {
    await proxy.cut();
    await assertUnavailable();
    assert.equal(await readiness(), 503);
    assert.equal((await visita.api.call('GET', '/health/live')).status, 200);
    await proxy.restore();
    await assertRecovers();
  });

  test('frozen: every request gets its 503 within about 10 s, and all works once another one took its place', async () => {
    proxy.freeze();
    const readinessAtOnce = readiness();
    await assertUnavailable();
    assert.deepEqual([await readinessAtOnce, await readiness()], [503, 503]);
    await proxy.restore();
    await assertRecovers();
  });

  test('cut off in the middle of a transaction: 503, nothing is changed, and the server lives on', async () => {
    const { body } = await agent.createSlot(visitAt({ property_id: randomUUID(), hours: 48 }));
    await database.query('BEGIN');
    await database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [body.slot.id]);
    const cancelling = agent.cancelSlot(body.slot.id);
    await untilSomebodyWaits(database);
    await proxy.cut();
    assert.equal((await cancelling).status, 503);
    await database.query('ROLLBACK');
    await proxy.restore();
    await assertRecovers();
    assert.equal((await agent.getSlot(body.slot.id)).body.slot.status, 'available');
    assert.equal((await agent.cancelSlot(body.slot.id)).status, 200);
  });

  test('a token that is not valid is 401 all the same', async () => {
    await proxy.cut();
    assert.equal((await visita.api.getMe()).status, 401);
    assert.equal((await visita.api.withToken('forged').getMe()).status, 401);
  });

  for (const [how, takeAway] of [['cut', () => proxy.cut()], ['freeze', () => proxy.freeze()]] as const) {
    test(`no screening is lost, and no restart needed (${how})`, { timeout: 120_000 }, async () => {
      const organizationId = randomUUID();
      const screening = (email: string) => ({
        event_type: 'APPLICANT_SCREENED',
        applicant_id: randomUUID(),
        organization_id: organizationId,
        name: 'Rui Tavares',
        email,
        risk_level: 'LOW',
      });
      const emails = Array.from({ length: 12 }, () => `${randomUUID()}@people.example`);
      await takeAway();
      for (const email of emails) {
        await queue.send(screening(email));
      }
      await until('the database is missed', async () => (await readiness()) === 503);
      await proxy.restore();
      await until('the queue is empty', async () => (await queue.count()) === 0, 90_000);
      const rows = await database.query<{ email: string }>('SELECT email FROM applicants WHERE organization_id = $1', [organizationId]);
      assert.deepEqual(rows.map(({ email }) => email).toSorted(), emails.toSorted());
      assert.deepEqual(await queue.takeDeadLetters(), []);
      const api = await visita.as({ sub: randomUUID(), email: emails[0] ?? '' });
      assert.equal((await api.getMe()).status, 200);
    });
  }
});
