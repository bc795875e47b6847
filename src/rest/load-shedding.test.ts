import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import fastify from 'fastify';
import { pino } from 'pino';
import { until } from '../../test/until.fixture.ts';
import { createHttpServer } from './http-server.ts';
import { LoadShedder, shedLoad } from './load-shedding.ts';

/** A server that takes two requests in hand, and answers each when the test lets it. */
async function serverFor(t: TestContext) {
  const shedder = new LoadShedder(2, () => undefined, pino({ level: 'silent' }));
  const app = fastify({ serverFactory: (serve) => createHttpServer(shedLoad(serve, shedder, ['https://app.example.pt'])) });
  const waiting: (() => void)[] = [];
  app.get('/api/slow', {
    handler: (request) =>
      shedder.holdFor(request.raw, async () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.push(resolve);
        await promise;
        return 'done';
      }),
  });
  const paused: { readonly goOn: () => void; readonly clientLeft: Promise<unknown> }[] = [];
  app.get('/api/paused', {
    preHandler: (_request, reply, done) => void paused.push({ goOn: done, clientLeft: once(reply.raw, 'close') }),
    handler: (request) => shedder.holdFor(request.raw, async () => 'done'),
  });
  app.get('/api/broken', () => Promise.reject(new Error('on purpose')));
  app.get('/health/live', async () => 'live');
  app.post('/api/v1/events', async () => 'a stream');
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => {
    for (const resolve of waiting) resolve();
    return app.close();
  });
  return { url, waiting, paused, ask: async (path = '/api/slow') => (await fetch(new URL(path, url))).status };
}

describe('a server that takes two requests in hand', () => {
  test('refuses the third until one is done', async (t) => {
    const { ask, waiting } = await serverFor(t);
    const first = ask();
    const second = ask();
    await until('both are in hand', () => waiting.length === 2);
    assert.deepEqual([await ask(), await ask()], [503, 503]);
    waiting[0]?.();
    assert.equal(await Promise.race([first, second]), 200);
    const next = ask();
    await until('the next one is let in', () => waiting.length === 3);
    assert.equal(await ask(), 503);
    for (const resolve of waiting) resolve();
    assert.deepEqual(await Promise.all([first, second, next]), [200, 200, 200]);
  });

  test('refuses in the words of the contract, readable for the pages that are let in', async (t) => {
    const { url, ask, waiting } = await serverFor(t);
    const inHand = [ask(), ask()];
    await until('both are in hand', () => waiting.length === 2);
    const origin = 'https://app.example.pt';
    const answer = await fetch(new URL('/api/slow', url), { headers: { origin } });
    const { headers } = answer;
    assert.deepEqual([answer.status, headers.get('retry-after'), headers.get('access-control-allow-origin')], [503, '1', origin]);
    const body: unknown = await answer.json();
    assert.deepEqual(body, {
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'the server is too busy at the moment',
      code: 'unavailable',
      request_id: headers.get('x-request-id'),
      error: 'the server is too busy at the moment',
    });
    assert.equal((await fetch(new URL('/api/slow', url), { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin'), null);
    for (const resolve of waiting) resolve();
    await Promise.all(inHand);
  });

  test('never refuses what is not the API, nor event streams', async (t) => {
    const { url, ask, waiting } = await serverFor(t);
    const inHand = [ask(), ask()];
    await until('both are in hand', () => waiting.length === 2);
    assert.deepEqual([await ask(), await ask('/health/live'), await ask('/nowhere')], [503, 200, 404]);
    assert.equal((await fetch(new URL('/api/v1/events', url), { method: 'POST' })).status, 200);
    for (const resolve of waiting) resolve();
    await Promise.all(inHand);
  });

  test('refuses the API however its path is written', async (t) => {
    const { url, ask, waiting } = await serverFor(t);
    const inHand = [ask(), ask()];
    await until('both are in hand', () => waiting.length === 2);
    for (const target of ['/%61pi/slow', '/api/%73low?x=%zz', 'http://x/api/slow', 'HTTP://x/%61pi/slow']) {
      assert.match(await firstLineOf(url, target), /^HTTP\/1\.1 503 /, target);
    }
    assert.match(await firstLineOf(url, 'http://x/health/live'), /^HTTP\/1\.1 200 /);
    assert.match(await firstLineOf(url, '/api/%zz'), /^HTTP\/1\.1 400 /);
    for (const resolve of waiting) resolve();
    await Promise.all(inHand);
  });

  test('has none in hand after many that failed', async (t) => {
    const { ask } = await serverFor(t);
    for (let count = 0; count < 5; count += 1) {
      assert.equal(await ask('/api/broken'), 500);
    }
  });

  test('keeps in hand what its client has given up on, until it is done', async (t) => {
    const { url, ask, waiting } = await serverFor(t);
    const sockets = [1, 2].map(() => connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined));
    for (const socket of sockets) socket.write('GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('both are in hand', () => waiting.length === 2);
    for (const socket of sockets) {
      socket.destroy();
      await once(socket, 'close');
    }
    for (let count = 0; count < 5; count += 1) {
      assert.equal(await ask(), 503);
    }
    for (const resolve of waiting.splice(0)) resolve();
    const again = ask();
    await until('another is let in', () => waiting.length === 1);
    waiting[0]?.();
    assert.equal(await again, 200);
  });

  test('counts a request once whose client left between two steps of it', async (t) => {
    const { url, ask, waiting, paused } = await serverFor(t);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /api/paused HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('it waits for its second step', () => paused.length === 1);
    socket.destroy();
    await paused[0]?.clientLeft;
    paused[0]?.goOn();
    const inHand = [ask(), ask()];
    await until('two others are in hand', () => waiting.length === 2);
    assert.equal(await ask(), 503);
    for (const resolve of waiting) resolve();
    assert.deepEqual(await Promise.all(inHand), [200, 200]);
  });
});

/** Of the answer to a GET of a target that fetch would write in another way. */
async function firstLineOf(url: string, target: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const [line = ''] = (await text(socket)).split('\r\n');
  return line;
}
