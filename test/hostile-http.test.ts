import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ApiClient } from './api.fixture.ts';
import { checkAnswer } from './contract.fixture.ts';
import { sendBytes, type SocketAnswer } from './socket.fixture.ts';
import { stateOf } from './state.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { sendRaw, toCheck } from './wire.fixture.ts';

// What test/slow-request.test.ts (slow ones, two lengths, length and chunks) and test/paths.test.ts have is not repeated.

describe('HTTP as an attacker writes it', () => {
  let visita: TestVisita;
  let agent: ApiClient;
  before(async () => {
    visita = await startVisita();
    agent = (await visita.agent(randomUUID())).api;
  });
  after(() => visita.stop());

  const send = (bytes: string | Buffer, answers = 1) => sendBytes(visita.server.url, bytes, answers);
  const auth = () => `Host: localhost\r\nAuthorization: Bearer ${agent.token}\r\n`;
  const get = (target: string, more = '') => `GET ${target} HTTP/1.1\r\n${auth()}${more}\r\n`;
  const body = () => JSON.stringify(visitAt({ property_id: randomUUID() }));

  /** Nothing was made, nothing failed on our side, and the next request is answered as ever. */
  async function assertHarmless(what: string, work: () => Promise<SocketAnswer>, expected: readonly number[]): Promise<void> {
    const stored = await stateOf(visita.database);
    const { text, statuses } = await work();
    assert.ok(statuses.length <= 1, `${what}: one request is one answer: ${text}`);
    for (const status of statuses) {
      assert.ok(expected.includes(status), `${what}: ${text}`);
      assert.ok(status === 101 || status < 400 || /^content-type: application\/problem\+json/im.test(text), `${what}: ${text}`);
      assert.match(text, /^x-request-id: /im, what);
      assert.match(text, /^x-content-type-options: nosniff/im, what);
    }
    assert.deepEqual(await stateOf(visita.database), stored, what);
    assert.equal((await agent.getMe()).status, 200, what);
  }

  test('what would let a proxy and this server see two different requests is refused, and nothing hides behind it', async () => {
    const hidden = `GET /api/v1/me HTTP/1.1\r\n${auth()}\r\n`;
    const post = (headers: string, sent: string) => `POST /api/v1/slots HTTP/1.1\r\n${auth()}Content-Type: application/json\r\n${headers}\r\n${sent}${hidden}`;
    const chunk = `${body().length.toString(16)}\r\n${body()}\r\n0\r\n\r\n`;
    const shapes: Record<string, string> = {
      'a space before the colon': post('Transfer-Encoding : chunked\r\n', chunk),
      'an unknown transfer coding': post('Transfer-Encoding: xchunked\r\n', chunk),
      'chunked that is not last': post('Transfer-Encoding: chunked, identity\r\n', chunk),
      'chunked twice': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n', chunk),
      'a control character before chunked': post('Transfer-Encoding: \x0bchunked\r\n', chunk),
      'a folded header': post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n', chunk),
      'a length with a sign': post('Content-Length: +5\r\n', '{}   '),
      'a negative length': post('Content-Length: -1\r\n', ''),
      'a length in hexadecimal': post('Content-Length: 0x2\r\n', '{}'),
      'a length beyond every number': post(`Content-Length: ${'9'.repeat(40)}\r\n`, '{}'),
      'two lengths in one field': post('Content-Length: 2, 3\r\n', '{}'),
      'a chunk without a size': post('Transfer-Encoding: chunked\r\n', '\r\n{}\r\n0\r\n\r\n'),
      'a chunk of a negative size': post('Transfer-Encoding: chunked\r\n', '-2\r\n{}\r\n0\r\n\r\n'),
      'a chunk of an endless size': post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(32)}\r\n{}\r\n0\r\n\r\n`),
      'a chunk with 0x': post('Transfer-Encoding: chunked\r\n', '0x2\r\n{}\r\n0\r\n\r\n'),
      'a chunk longer than it says': post('Transfer-Encoding: chunked\r\n', '1\r\n{}\r\n0\r\n\r\n'),
      'a bare line feed in a chunk': post('Transfer-Encoding: chunked\r\n', '2\n{}\n0\n\n'),
      'NUL in a header': get('/api/v1/me', 'X-A: a\0b\r\n'),
      'NUL in a header name': get('/api/v1/me', 'X\0A: b\r\n'),
      'a bare carriage return in a header': get('/api/v1/me', 'X-A: a\rX-B: b\r\n'),
      'a header without a name': get('/api/v1/me', ': b\r\n'),
      'a header without a colon': get('/api/v1/me', 'nonsense\r\n'),
      'no Host': 'GET /api/v1/me HTTP/1.1\r\nConnection: close\r\n\r\n',
      'two Hosts': get('/api/v1/me', 'Host: other\r\nConnection: close\r\n'),
      'a space in the target': get('/api/v1/me /x'),
      'NUL in the target': get('/api/v1/me\0'),
      'an unknown method': get('/api/v1/me').replace('GET', 'FROB'),
      'a method in lower case': get('/api/v1/me').replace('GET', 'get'),
      'HTTP of another age': get('/api/v1/me').replace('HTTP/1.1', 'HTTP/9.9'),
      'HTTP/0.9': 'GET /api/v1/me\r\n\r\n',
      'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    };
    for (const [what, bytes] of Object.entries(shapes)) {
      await assertHarmless(what, () => send(bytes, 2), [400, 413]);
    }
  });

  test('a request that names two callers is nobody\'s', async () => {
    await assertHarmless('two Authorizations', () => send(get('/api/v1/me', 'Authorization: Bearer x\r\nConnection: close\r\n')), [401]);
  });

  test('targets of every shape are answered as paths of this server, or refused', async () => {
    const overlong = '%c0%ae%c0%ae%c0%af';
    const targets = [
      '*', '//', '///evil.example', '//evil.example/api/v1/me', '/\\evil.example', '/..', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/docs/../metrics', '/docs/%2e%2e/%2e%2e/package.json', '/docs/static/..%2f..%2f..%2fpackage.json', '/docs/static/../x', '/docs/static/../../openapi.yaml', '/docs/static/..', '/docs/static/%2e%2e/x', '/docs/static/%00', '/docs/static/\\..\\x',
      `/docs/${overlong}package.json`, '/api/v1/slots/%252e%252e%252fme', '/api/v1/me%00', '/api/v1/me%0d%0aX-Injected:1', '/api/v1/me%20', '/api/v1/me/', '/api/v1/me;x', '/api/v1/me#x', '/x#%zz', '/api/v1/nothing#%', '/api/v1/./me', '/api/v1/x/../me', '/%61pi/v1/m%65', '/API/V1/ME',
      'http://evil.example/api/v1/me', 'https://localhost/api/v1/me', 'http://localhost:1@evil.example/api/v1/me', 'ftp://x', 'api/v1/me', '?', '/?', `/${'a/'.repeat(4_000)}`, `/${'%41'.repeat(2_000)}`, `/api/v1/slots?${'a=1&'.repeat(2_500)}`, `/${'..%2f'.repeat(1_000)}`,
      '/api/v1/slots/__proto__', '/__proto__', '/constructor', '/api/v1/properties/constructor/slots', '/api/v1/me\x80\xff', '/api/v1/slots?\xc3\x28',
    ];
    for (const target of targets) {
      const { text, statuses } = await send(Buffer.from(get(target, 'Connection: close\r\n'), 'latin1'));
      assert.equal(statuses.length, 1, `${target.slice(0, 80)}: ${text}`);
      assert.ok((statuses[0] ?? 0) < 500, `${target.slice(0, 80)}: ${text}`);
      assert.doesNotMatch(text, /^x-injected/im);
      assert.doesNotMatch(text, /"devDependencies"|root:/);
      assert.doesNotMatch(text, /^location: (?:\/\/|http)/im, target);
    }
    assert.equal((await agent.getMe()).status, 200);
  });

  test('other ways to speak on the port are refused or ignored', async () => {
    const upgrade = (protocol: string) => get('/api/v1/me', `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n`);
    for (const bytes of [upgrade('websocket'), upgrade('h2c'), get('/api/v1/me', 'Expect: 200-ok\r\n'), get('/api/v1/me', 'Connection: close, Authorization\r\n')]) {
      await assertHarmless(bytes.slice(0, 60), () => send(bytes), [200]);
    }
    for (const method of ['TRACE', 'TRACK', 'PROPFIND', 'SEARCH', 'PURGE', 'M-SEARCH']) {
      await assertHarmless(method, () => send(get('/api/v1/me', 'X-Secret: quoted\r\n').replace('GET', method)), [400, 404, 405]);
    }
    await assertHarmless('CONNECT', () => send(get('127.0.0.1:22').replace('GET', 'CONNECT')), [400, 404, 405]);
  });

  test('floods of headers are answered or cut', async () => {
    const many = (count: number, of: (index: number) => string) => Array.from({ length: count }, (_, index) => of(index)).join('');
    for (const headers of [
      many(2_000, (index) => `x${index}: 1\r\n`), many(5_000, () => 'a: b\r\n'), many(900, (index) => `x-${index}: ${'a'.repeat(10)}\r\n`), `X-Long: ${'a'.repeat(1_000_000)}\r\n`, many(500, () => 'Cookie: a=b\r\n'), many(300, () => 'Accept: */*\r\n'), many(100, () => 'X-Forwarded-For: 1.1.1.1\r\n'),
    ]) {
      await assertHarmless(headers.slice(0, 40), () => send(get('/api/v1/me', headers)), [200, 400, 431]);
    }
    for (const headers of [many(3, () => 'Authorization: Bearer x\r\n'), many(2, () => 'Content-Type: text/plain\r\n')]) {
      await assertHarmless(headers.slice(0, 40), () => send(get('/api/v1/me', headers)), [200, 400, 401]);
    }
  });

  test('requests that come one behind the other are answered in their order', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const { text } = await send(ids.map((id) => get('/api/v1/me', `X-Request-Id: ${id}\r\n`)).join(''), ids.length);
    assert.deepEqual([...text.matchAll(/^x-request-id: (\S+)/gim)].map(([, id]) => id), ids);
    const { statuses, closed } = await send(`${get('/api/v1/me')}\0\0\0garbage\r\n\r\n`, 3);
    assert.ok(closed, 'what follows is no HTTP and ends the connection');
    assert.deepEqual(statuses, [200], 'the good request gets its own answer, not that of what follows');
  });

  test('bodies of 10 MB are cut off, whole or in chunks, promised or not', async () => {
    const huge = 10 * 1024 * 1024;
    const post = (headers: string) => Buffer.from(`POST /api/v1/slots HTTP/1.1\r\n${auth()}Content-Type: application/json\r\n${headers}\r\n`);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, '['), Buffer.from('\r\n')]);
    await assertHarmless('a length', () => send(Buffer.concat([post(`Content-Length: ${huge}\r\n`), Buffer.alloc(huge, '[')])), [413]);
    await assertHarmless('chunks', () => send(Buffer.concat([post('Transfer-Encoding: chunked\r\n'), ...Array.from({ length: huge / 0x10000 }, () => chunk)])), [413]);
    await assertHarmless('chunks of one byte', () => send(Buffer.concat([post('Transfer-Encoding: chunked\r\n'), Buffer.from('1\r\n[\r\n'.repeat(80_000))])), [413]);
    await assertHarmless('a chunk with endless extensions', () => send(Buffer.concat([post('Transfer-Encoding: chunked\r\n'), Buffer.from(`2;${'a'.repeat(1_000_000)}`)])), [400, 413, 431]);
    await assertHarmless('only promised, and asked for leave', () => send(post(`Content-Length: ${huge}\r\nExpect: 100-continue\r\n`)), [413]);
    const strangers = Buffer.from(`POST /api/v1/slots HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${huge}\r\n\r\n`);
    await assertHarmless('of a stranger', () => send(Buffer.concat([strangers, Buffer.alloc(huge, '[')])), [401]);
  });

  test('a body in a content coding is 415 and not read as if it had none', async () => {
    const plain = Buffer.from(body());
    for (const [coding, sent] of [['gzip', gzipSync(plain)], ['gzip', plain], ['br', plain], ['x-unknown', plain], ['gzip, identity', plain]] as const) {
      const path = '/api/v1/slots';
      const answer = await sendRaw(visita.server.url, { method: 'POST', path, headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json', 'content-encoding': coding }, body: sent });
      assert.equal(answer.status, 415, `${coding}: ${answer.text}`);
      checkAnswer('POST', path, toCheck(answer));
    }
    const identity = await sendRaw(visita.server.url, { method: 'POST', path: '/api/v1/slots', headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json', 'content-encoding': 'identity' }, body: plain });
    assert.equal(identity.status, 201);
  });
});
