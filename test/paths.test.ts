import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApiClient } from './api.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

describe('paths, methods and request ids', () => {
  let visita: TestVisita;
  let agent: ApiClient;
  before(async () => {
    visita = await startVisita();
    agent = (await visita.agent(randomUUID())).api;
  });
  after(() => visita.stop());

  const request = (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, visita.server.url), { method, headers: { authorization: `Bearer ${agent.token}`, ...headers } });

  test('a path that the contract does not know is 404, for everybody', async () => {
    for (const path of ['/api', '/api/v1', '/api/v2/slots', '/api/v1/Slots', '/api/v1//slots', '/api/v1/slots;a=1', '/api/v1/slots/a/b', '/.env', '/health', '/api/v1/property']) {
      for (const api of [agent, visita.api]) {
        const { status, body } = await api.call('GET', path);
        assert.deepEqual([status, body.code], [404, 'not_found'], path);
      }
    }
  });

  test('a method that a path does not know is 405 and told which it knows', async () => {
    const cases: [string, string, string[]][] = [
      ['PATCH', '/api/v1/slots', ['GET', 'POST']],
      ['PUT', '/api/v1/bookings', ['GET', 'POST']],
      ['DELETE', '/api/v1/me', ['GET']],
      ['DELETE', '/api/v1/%6de', ['GET']],
      ['POST', `/api/v1/slots/${randomUUID()}`, ['DELETE', 'GET']],
      ['PROPFIND', '/api/v1/slots', ['GET', 'POST']],
      ['OPTIONS', '/api/v1/slots?limit=1', ['GET', 'POST']],
      ['POST', '/health/live', ['GET']],
      ['DELETE', '/metrics', ['GET']],
    ];
    for (const [method, path, known] of cases) {
      const { status, body, headers } = await visita.api.call(method, path);
      assert.deepEqual([status, body.status, body.code], [405, 405, 'invalid_argument'], `${method} ${path}`);
      const allowed = (headers.get('allow') ?? '').split(', ').filter((each) => each !== 'HEAD');
      assert.deepEqual(allowed.toSorted(), known);
    }
  });

  test('where nothing is, or by a method that is not known, a body is not even looked at', async () => {
    const send = (method: string, path: string, body: string) =>
      fetch(new URL(path, visita.server.url), { method, body, headers: { 'content-type': 'application/json' } });
    const put = await send('PUT', '/api/v1/slots', '{');
    assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, POST']);
    assert.equal((await send('PATCH', '/api/v1/slots', JSON.stringify('x'.repeat(80_000)))).status, 405);
    assert.equal((await send('POST', '/api/v1/nothing', '{')).status, 404);
    assert.equal((await visita.api.call('QUERY', '/api/v1/slots')).status, 405);
  });

  test('what is of a caller is nothing for a cache, however its path is written', async () => {
    for (const path of ['/api/v1/me', '/%61pi/v1/me', '/api/v1/m%65', '/api/v1/nothing']) {
      assert.equal((await request('GET', path)).headers.get('cache-control'), 'no-store', path);
    }
  });

  test('HEAD is answered as GET is, without the body', async () => {
    for (const [path, status] of [['/api/v1/slots', 200], ['/health/live', 200], [`/api/v1/slots/${randomUUID()}`, 404], ['/api/v1/slots?limit=0', 400]] as const) {
      const response = await request('HEAD', path);
      assert.deepEqual([response.status, await response.text()], [status, ''], path);
    }
    assert.equal((await fetch(new URL('/api/v1/slots', visita.server.url), { method: 'HEAD' })).status, 401);
  });

  test('a path that cannot be decoded is 400 with everything a problem has', async () => {
    for (const path of ['/api/v1/slots/%ZZ', '/api/v1/bookings/%', '/api/v1/slots/%E0%A4%A', '/api/v1/properties/%C3%28/slots', '/%FF']) {
      const { status, body, headers } = await agent.call('GET', path);
      assert.deepEqual([status, body.code, body.error], [400, 'invalid_argument', body.detail], path);
      assert.equal(headers.get('x-request-id'), body.request_id);
    }
  });

  test('a head that is too large is 431 and no more', async () => {
    const tooLong = 'a'.repeat(20_000);
    // The head is refused before there is an operation, so the contract does not declare this answer.
    for (const response of [
      await request('GET', '/api/v1/slots', { 'x-long': tooLong }),
      await request('GET', `/api/v1/slots?cursor=${tooLong}`),
      await request('GET', `/api/v1/slots/${tooLong}`),
    ]) {
      assert.equal(response.status, 431);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    }
    assert.equal((await agent.call('GET', `/api/v1/slots?cursor=${'a'.repeat(10_000)}`)).status, 400);
  });

  test('a request id of the client is kept where it is short and plain', async () => {
    for (const id of ['a', randomUUID(), 'Order-7:retry.2_b', 'x'.repeat(100)]) {
      for (const path of ['/api/v1/me', '/nothing', '/health/live', '/api/v1/slots/%ZZ']) {
        const response = await request('GET', path, { 'x-request-id': id });
        assert.equal(response.headers.get('x-request-id'), id, path);
      }
      const { body } = await visita.api.call('GET', '/api/v1/me', { headers: { 'x-request-id': id } });
      assert.equal(body.request_id, id);
    }
  });

  test('every other request gets a request id of its own', async () => {
    const seen = new Set<string>();
    const strange = ['', 'x'.repeat(101), 'a b', '<script>', 'a;b', '"', 'ã'];
    for (const id of strange) {
      const response = await request('GET', '/api/v1/me', { 'x-request-id': id });
      const given = response.headers.get('x-request-id') ?? '';
      assert.match(given, /^[0-9a-f-]{36}$/);
      seen.add(given);
    }
    assert.equal(seen.size, strange.length);
  });
});
