import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { readConfig } from '../src/config.ts';
import type { ApiClient } from './api.fixture.ts';
import { startVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

async function visitaFor(t: TestContext, settings: Record<string, string>) {
  const visita = await startVisita(settings);
  t.after(() => visita.stop());
  return visita;
}

function assertRateLimited({ status, body, headers }: Awaited<ReturnType<ApiClient['call']>>) {
  assert.deepEqual([status, body.code, body.error], [429, 'rate_limited', body.detail]);
  const seconds = Number(headers.get('retry-after'));
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `Retry-After: ${headers.get('retry-after')}`);
  // The limit that is used up is the last one the request was counted against.
  assert.match(headers.get('ratelimit') ?? '', new RegExp(`";r=0;t=${seconds}$`));
}

describe('guards', () => {
  test('METRICS_TOKEN opens the metrics and nothing else', async (t) => {
    const token = 'metrics-token-of-the-tests';
    const visita = await visitaFor(t, { METRICS_TOKEN: token });
    const agent = await visita.agent(randomUUID());
    assert.equal((await visita.api.withToken(token).call('GET', '/metrics')).status, 200);
    for (const api of [visita.api, agent.api, visita.api.withToken(`${token}x`), visita.api.withToken('m')]) {
      const { status, body } = await api.call('GET', '/metrics');
      assert.deepEqual([status, body.code], [401, 'unauthorized']);
    }
    assert.equal((await visita.api.withToken(token).getMe()).status, 401);
  });

  test('in production there are no metrics without METRICS_TOKEN', () => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://localhost/visita',
      SQS_QUEUE_URL: 'https://sqs.example/1/applicant-events',
      SQS_DLQ_URL: 'https://sqs.example/1/applicant-events-dlq',
      SMTP_URL: 'smtps://mail.example',
      MAIL_FROM: 'visits@agency.example',
      SUPABASE_URL: 'https://project.supabase.co',
    };
    assert.deepEqual(readConfig(production).rest.metricsAccess, { to: 'nobody' });
    assert.deepEqual(readConfig({ ...production, METRICS_TOKEN: 'abc' }).rest.metricsAccess, { to: 'bearer', token: 'abc' });
  });

  test('CORS_ORIGINS may read answers, exactly those', async (t) => {
    const [one, two] = ['https://app.example.pt', 'http://localhost:5173'];
    const visita = await visitaFor(t, { CORS_ORIGINS: `${one}, ${two}` });
    const ask = (origin: string, method: string, path = '/api/v1/bookings') =>
      fetch(new URL(path, visita.server.url), {
        method,
        headers: { origin, ...(method === 'OPTIONS' ? { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization,content-type,idempotency-key' } : {}) },
      });
    for (const origin of [one, two]) {
      const preflight = await ask(origin, 'OPTIONS');
      assert.equal(preflight.ok, true);
      assert.equal(preflight.headers.get('access-control-allow-origin'), origin);
      assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /DELETE/);
      assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/i);
      assert.match(preflight.headers.get('vary') ?? '', /origin/i);
      const answer = await ask(origin, 'GET');
      assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [401, origin]);
      assert.match(answer.headers.get('access-control-expose-headers') ?? '', /x-request-id/i);
      assert.equal((await ask(origin, 'GET', '/nothing')).headers.get('access-control-allow-origin'), origin);
    }
    for (const origin of ['https://evil.example', 'http://app.example.pt', 'https://app.example.pt.evil.example', 'https://app.example.pt:444', 'null']) {
      for (const method of ['OPTIONS', 'GET']) {
        assert.equal((await ask(origin, method)).headers.get('access-control-allow-origin'), null, `${method} ${origin}`);
      }
    }
    const plain = await fetch(new URL('/api/v1/bookings', visita.server.url), { method: 'OPTIONS' });
    assert.deepEqual([plain.status, await plain.text()], [204, ''], 'an OPTIONS that is no preflight');
  });

  test('RATE_LIMIT_CALLER holds one caller and not the next, whatever the address', async (t) => {
    const visita = await visitaFor(t, { RATE_LIMIT_CALLER: '5' });
    const organizationId = randomUUID();
    const [busy, calm] = await Promise.all([visita.agent(organizationId), visita.agent(organizationId)]);
    const answers = [];
    for (let count = 0; count < 8; count += 1) {
      answers.push(await busy.api.call('GET', '/api/v1/me', { headers: { 'x-forwarded-for': `10.0.0.${count}` } }));
    }
    // One request each was made at sign-in.
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 429, 429, 429, 429]);
    assertRateLimited(answers[4] ?? assert.fail());
    assert.equal((await calm.api.getMe()).status, 200);
    assert.equal((await visita.api.call('GET', '/health/live')).status, 200);
  });

  test('RATE_LIMIT_ADDRESS counts requests of strangers too, and X-Forwarded-For does not help', async (t) => {
    const visita = await visitaFor(t, { RATE_LIMIT_ADDRESS: '5' });
    const statuses = [];
    for (let count = 0; count < 7; count += 1) {
      const answer = await visita.api.call('GET', '/api/v1/me', { headers: { authorization: 'Bearer x.y.z', 'x-forwarded-for': `10.0.0.${count}` } });
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
    assertRateLimited(await visita.api.call('GET', '/api/v1/bookings'));
    assert.equal((await visita.api.call('GET', '/health/ready')).status, 200);
  });

  test('behind TRUSTED_PROXIES the address is the one that the proxy saw', async (t) => {
    const visita = await visitaFor(t, { RATE_LIMIT_ADDRESS: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const from = async (forwarded: string) => (await visita.api.call('GET', '/api/v1/me', { headers: { 'x-forwarded-for': forwarded } })).status;
    assert.deepEqual([await from('203.0.113.1'), await from('203.0.113.1'), await from('203.0.113.1')], [401, 401, 429]);
    assert.equal(await from('203.0.113.2'), 401);
    assert.equal(await from('198.51.100.7, 203.0.113.1'), 429, 'what the client wrote before the proxy does not count');
  });

  test('RATE_LIMIT_BOOKING holds bookings alone, refused ones included', async (t) => {
    const visita = await visitaFor(t, { RATE_LIMIT_BOOKING: '2' });
    const organizationId = randomUUID();
    const [agent, applicant, other] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId), visita.applicant(organizationId)]);
    const { slot } = (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body;
    const booked = await applicant.api.createBooking({ slot_id: slot.id });
    assert.equal(booked.status, 201);
    assert.equal((await applicant.api.createBooking({ slot_id: slot.id })).status, 409);
    assertRateLimited(await applicant.api.createBooking({ slot_id: slot.id }));
    assert.equal((await applicant.api.cancelBooking(booked.body.booking.id)).status, 200);
    assert.equal((await other.api.createBooking({ slot_id: slot.id })).status, 201);
  });

  test('every answer says what is left of each limit that it was counted against', async (t) => {
    const visita = await visitaFor(t, { RATE_LIMIT_ADDRESS: '90', RATE_LIMIT_CALLER: '30', RATE_LIMIT_BOOKING: '2' });
    const applicant = await visita.applicant(randomUUID());
    const left = ({ headers }: { headers: Headers }) => (headers.get('ratelimit') ?? '').replaceAll(/;t=([1-9]|[1-5]\d|60)(?=,|$)/g, '');
    const read = await applicant.api.getMe();
    assert.equal(read.headers.get('ratelimit-policy'), '"address";q=90;w=60, "caller";q=30;w=60');
    // One request was made at sign-in.
    assert.equal(left(read), '"address";r=88, "caller";r=28');
    const booked = await applicant.api.createBooking({ slot_id: randomUUID() });
    assert.equal(booked.status, 404);
    assert.equal(booked.headers.get('ratelimit-policy'), '"address";q=90;w=60, "caller";q=30;w=60, "booking";q=2;w=60');
    assert.equal(left(booked), '"address";r=87, "caller";r=27, "booking";r=1');
    assert.equal(booked.headers.get('retry-after'), null);
    const stranger = await visita.api.withToken('x.y.z').getMe();
    assert.deepEqual([stranger.status, left(stranger)], [401, '"address";r=86']);
    const unlimited = await visitaFor(t, { RATE_LIMIT_ADDRESS: '0' });
    const { headers } = await unlimited.api.getMe();
    assert.deepEqual([headers.get('ratelimit'), headers.get('ratelimit-policy')], [null, null]);
  });

  test('the addresses of one IPv6 network count as one, and IPv4 is the same in either writing', async (t) => {
    const visita = await visitaFor(t, { RATE_LIMIT_ADDRESS: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const from = async (address: string) => (await visita.api.call('GET', '/api/v1/me', { headers: { 'x-forwarded-for': address } })).status;
    assert.deepEqual([await from('2001:db8:1:2::1'), await from('2001:db8:1:2:ffff::9'), await from('2001:db8:1:2:3:4:5:6')], [401, 401, 429]);
    assert.equal(await from('2001:db8:1:3::1'), 401);
    assert.deepEqual([await from('203.0.113.9'), await from('::ffff:203.0.113.9'), await from('203.0.113.9')], [401, 401, 429]);
  });

  test('0 means no limit', async (t) => {
    const visita = await visitaFor(t, {});
    const { api } = await visita.agent(randomUUID());
    const answers = await Promise.all(Array.from({ length: 100 }, () => api.getMe()));
    assert.equal(answers.every(({ status }) => status === 200), true);
  });
});
