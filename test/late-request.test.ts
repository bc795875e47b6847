import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

/** Five seconds to be answered, some to be cut; the rest is for a machine that is busy. */
const PATIENCE_MS = 30_000;
const STATUS_LINE = /^HTTP\/1\.1 (\d+) /gm;

describe('a request that was answered because it came too late', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  /** Sends `first`, and `rest` once the server has answered; everything that it answered until it closed. It never closes its own side. */
  function converse(first: string, rest: string): Promise<string> {
    const { hostname, port } = new URL(visita.server.url);
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true }, () => socket.write(first));
      const patience = setTimeout(() => {
        socket.destroy();
        reject(new Error(`still open after ${PATIENCE_MS} ms, answered: ${answer}`));
      }, PATIENCE_MS);
      socket.setEncoding('utf8');
      let writing: NodeJS.Timeout | undefined;
      socket.once('data', () => {
        socket.write(rest);
        // Only a write finds out that the other side has gone.
        writing = setInterval(() => socket.write(' '), 500);
      });
      socket.on('data', (chunk: string) => {
        answer += chunk;
      });
      // Cut while we write: what was answered until then counts.
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(writing);
        clearTimeout(patience);
        resolve(answer);
      });
    });
  }

  const WHERE = [
    ['nothing of it was there', () => 0],
    ['half of its head was there', (request: string) => request.indexOf('Content-Type')],
    ['half of its body was there', (request: string) => request.length - 10],
  ] as const;
  for (const [what, splitAt] of WHERE) {
    test(`when ${what} is not carried out when the rest comes`, async () => {
      const agent = (await visita.agent(randomUUID())).api;
      const offer = JSON.stringify(visitAt({ property_id: randomUUID() }));
      const head = ['POST /api/v1/slots HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${agent.token}`, 'Content-Type: application/json'];
      const request = `${[...head, `Content-Length: ${offer.length}`].join('\r\n')}\r\n\r\n${offer}`;
      const answer = await converse(request.slice(0, splitAt(request)), request.slice(splitAt(request)));
      assert.deepEqual([...answer.matchAll(STATUS_LINE)].map(([, status]) => status), ['408'], answer);
      assert.deepEqual((await agent.listSlots()).body.slots, []);
    });
  }
});
