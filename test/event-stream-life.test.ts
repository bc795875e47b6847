import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createLogger } from '../src/program/log.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { EventReader } from './event-stream.fixture.ts';
import { TcpProxy } from './tcp-proxy.fixture.ts';
import { until } from './until.fixture.ts';
import { startVisita, type SignedIn, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

async function offer({ api }: SignedIn, hours: number): Promise<string> {
  const { status, body } = await api.createSlot(visitAt({ property_id: randomUUID(), hours }));
  assert.equal(status, 201);
  return body.slot.id;
}

/** A figure as Prometheus reads it; 0 where nothing was counted yet. */
async function metricOf({ server }: TestVisita, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name.replaceAll(/[{}]/g, String.raw`\$&`)} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
}

describe('event streams and their server', () => {
  const log: Record<string, unknown>[] = [];
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita({}, createLogger('info', { write: (line) => void log.push(JSON.parse(line)) }));
  });
  after(() => visita.stop());

  /** Connections that look for changes, or did so last. */
  async function looking(): Promise<number> {
    const [row] = await visita.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%FROM events WHERE id > %' AND pid <> pg_backend_pid()`,
    );
    return row?.count ?? 0;
  }
  const metric = (name: string) => metricOf(visita, name);

  test('the database is asked while somebody listens, once for all, and not at all while nobody does', async () => {
    const [one, other] = [await visita.agent(randomUUID()), await visita.agent(randomUUID())];
    assert.equal(await looking(), 0);
    const readers = [await EventReader.open(one.api), await EventReader.open(other.api)];
    await until('changes are looked for', async () => (await looking()) === 1);
    assert.equal(await metric('event_streams_open'), 2);
    assert.ok((await metric('change_feed_age_seconds')) > 0);
    readers.forEach((reader) => reader.close());
    await until('the connection is given back', async () => (await looking()) === 0);
    await until('no stream is open', async () => (await metric('event_streams_open')) === 0);
    assert.equal(await metric('change_feed_age_seconds'), 0);
    assert.equal(await metric('event_streams_ended_total{reason="left"}'), 2);
    const again = await EventReader.open(one.api);
    await again.heard('slot.changed', await offer(one, 24));
    again.close();
  });

  test('its log line says that it was a stream, and the durations of requests do not count it', async () => {
    const reader = await EventReader.open((await visita.agent(randomUUID())).api);
    const requestId = reader.response.headers.get('x-request-id');
    reader.close();
    const lines = () => log.filter((line) => line['reqId'] === requestId);
    await until('it is logged', () => lines().length > 0);
    const [{ level, time, open_ms, ...line } = {}, ...others] = lines();
    assert.deepEqual([level, typeof time, typeof open_ms, others], ['info', 'string', 'number', []]);
    assert.deepEqual(line, { reqId: requestId, method: 'GET', route: '/api/v1/events', status: 200, reason: 'left', msg: 'event stream ended' });
    assert.doesNotMatch(await (await fetch(`${visita.server.url}/metrics`)).text(), /route="\/api\/v1\/events",status_code="200"/);
  });

  test('a reader that does not read is cut off, and others read on', async () => {
    const organizationId = randomUUID();
    const [agent, other] = [await visita.agent(organizationId), await visita.agent(organizationId)];
    const cutEarlier = await metric('event_streams_ended_total{reason="too_slow"}');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${visita.server.url}/api/v1/events`, { headers: { authorization: `Bearer ${agent.api.token}` } }, resolve).on('error', reject);
    });
    answer.socket.pause();
    answer.on('error', () => undefined);
    const reader = await EventReader.open(other.api);
    // More than what fits into the buffers of both ends, in an hour's work of a large agency.
    await visita.database.query(
      `INSERT INTO events (organization_id, type, actor_role, slot_id, property_id)
       SELECT $1, 'slot.offered', 'agent', gen_random_uuid(), gen_random_uuid() FROM generate_series(1, 100000)`,
      [organizationId],
    );
    await until('it is cut', async () => (await metric('event_streams_ended_total{reason="too_slow"}')) === cutEarlier + 1, 60_000);
    await reader.heard('slot.changed', await offer(other, 24));
    assert.equal(reader.ended, null);
    assert.ok(reader.of('slot.changed').length > 100_000);
    reader.close();
    answer.destroy();
  });

  test('end when the server stops, which they do not hold up', async () => {
    const stopping = await startVisita({ DATABASE_URL: visita.database.url }, createLogger('info', { write: (line) => void log.push(JSON.parse(line)) }));
    const readers = await Promise.all(
      Array.from({ length: 5 }, async () => EventReader.open((await stopping.agent(randomUUID())).api)),
    );
    await stopping.stop();
    await until('the streams end', () => readers.every((reader) => reader.ended !== null));
    assert.deepEqual(readers.map((reader) => reader.ended), readers.map(() => 'end'));
    assert.equal(log.some(({ msg }) => msg === 'not drained in time'), false);
  });
});

describe('event streams while the database is away', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let visita: TestVisita;
  let elsewhere: TestVisita;
  before(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.start(database.url);
    visita = await startVisita({ DATABASE_URL: proxy.url });
    elsewhere = await startVisita({ DATABASE_URL: database.url });
  });
  after(async () => {
    await proxy.restore();
    await visita.stop();
    await elsewhere.stop();
    await proxy.stop();
    await database.drop();
  });

  const reachable = () => until('the database is reached', async () => (await visita.api.call('GET', '/health/ready')).status === 200);

  test('stay open through a short outage, and tell what happened meanwhile', async () => {
    const agent = await visita.agent(randomUUID());
    const reader = await EventReader.open(agent.api);
    await proxy.cut();
    const slotId = await offer({ ...agent, api: elsewhere.api.withToken(agent.api.token ?? '') }, 24);
    await proxy.restore();
    await reader.heard('slot.changed', slotId);
    assert.equal(reader.ended, null);
    reader.close();
  });

  for (const [how, takeAway] of [
    ['cut', () => proxy.cut()],
    ['frozen', async () => proxy.freeze()],
  ] as const) {
    test(`end after a long outage (${how}), so that pages fetch anew, and are refused until the database is back`, { timeout: 180_000 }, async () => {
      await reachable();
      const agent = await visita.agent(randomUUID());
      const reader = await EventReader.open(agent.api);
      await takeAway();
      const refused = await agent.api.call<{ code: string }>('GET', '/api/v1/events');
      assert.deepEqual([refused.status, refused.body.code], [503, 'unavailable']);
      await until('the outage is long', async () => (await metricOf(visita, 'change_feed_age_seconds')) > 10.5, 90_000);
      assert.equal(reader.ended, null);
      await proxy.restore();
      await until('the stream ends', () => reader.ended !== null, 60_000);
      assert.equal(reader.ended, 'end');
      await reachable();
      const again = await EventReader.open(agent.api);
      await again.heard('slot.changed', await offer(agent, 24));
      again.close();
    });
  }
});
