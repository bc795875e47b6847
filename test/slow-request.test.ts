import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { ApiClient } from './api.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

// A client has 5 seconds for the head and the body; the check runs now and then, and the machine may be busy.
const LONGEST_MS = 15_000;
const PATIENCE_MS = 30_000;

interface Conversation {
  readonly answer: string;
  readonly milliseconds: number;
}

describe('requests on the bare socket', () => {
  let visita: TestVisita;
  let agent: ApiClient;
  before(async () => {
    visita = await startVisita();
    agent = (await visita.agent(randomUUID())).api;
  });
  after(() => visita.stop());

  /** Sends `first`, then `drip` every half second, until the server closes. */
  function converse(first: string, drip = ''): Promise<Conversation> {
    const { hostname, port } = new URL(visita.server.url);
    const began = Date.now();
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(first));
      const dripping = drip === '' ? undefined : setInterval(() => socket.write(drip), 500);
      const patience = setTimeout(() => {
        socket.destroy();
        reject(new Error(`still open after ${PATIENCE_MS} ms, answered: ${answer}`));
      }, PATIENCE_MS);
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        answer += chunk;
      });
      // A write after the server has closed: what was answered until then counts.
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(dripping);
        clearTimeout(patience);
        resolve({ answer, milliseconds: Date.now() - began });
      });
    });
  }

  function assertProblemAndCut({ answer, milliseconds }: Conversation, status: number) {
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(answer, /content-type: application\/problem\+json/i);
    assert.match(answer, /x-request-id: /i);
    const problem: unknown = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
    assert.ok(typeof problem === 'object' && problem !== null && 'code' in problem && 'status' in problem);
    assert.deepEqual([problem.code, problem.status], ['invalid_argument', status]);
    assert.ok(milliseconds < LONGEST_MS, `${milliseconds} ms`);
  }

  const head = (path: string, ...more: string[]) =>
    [`POST ${path} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${agent.token}`, 'Content-Type: application/json', ...more].join('\r\n');

  test('slow and broken requests are answered, cut in time, and hurt nobody else', { concurrency: true }, async (t) => {
    await Promise.all([
      t.test('a head that never ends', async () => assertProblemAndCut(await converse('GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n'), 408)),
      t.test('a head that drips', async () => assertProblemAndCut(await converse('GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n', 'X-A: b\r\n'), 408)),
      t.test('a body that never comes', async () =>
        assertProblemAndCut(await converse(`${head('/api/v1/slots', 'Content-Length: 100')}\r\n\r\n{`), 408)),
      t.test('a body that drips', async () =>
        assertProblemAndCut(await converse(`${head('/api/v1/slots', 'Content-Length: 5000')}\r\n\r\n{`, ' '), 408)),
      t.test('a body in chunks that never ends', async () =>
        assertProblemAndCut(await converse(`${head('/api/v1/slots', 'Transfer-Encoding: chunked')}\r\n\r\n`, '1\r\n \r\n'), 408)),
      t.test('a connection that says nothing', async () => {
        const { milliseconds } = await converse('');
        assert.ok(milliseconds < LONGEST_MS, `${milliseconds} ms`);
      }),
      t.test('no HTTP at all', async () => assertProblemAndCut(await converse('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n'), 400)),
      t.test('two lengths of one body', async () =>
        assertProblemAndCut(await converse(`${head('/api/v1/slots', 'Content-Length: 2', 'Content-Length: 3')}\r\n\r\n{}`), 400)),
      t.test('a length and chunks at once, as request smuggling has it', async () =>
        assertProblemAndCut(await converse(`${head('/api/v1/slots', 'Content-Length: 2', 'Transfer-Encoding: chunked')}\r\n\r\n0\r\n\r\n`), 400)),
      t.test('a quick request beside them', async () => assert.equal((await agent.getMe()).status, 200)),
    ]);
  });
});
