import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Hint } from '../service/hint.ts';
import { EventStream, type StreamEnd } from './event-stream.ts';

const HINTS: readonly Hint[] = Array.from({ length: 100 }, () => ({ about: 'slot', slotId: 'a slot', propertyId: 'a property' }));

/** A stream on its way through a real socket whose other end does not read. */
async function unreadStream(t: TestContext): Promise<{ stream: EventStream; ended: Promise<StreamEnd>; closed: Promise<unknown>; answer: IncomingMessage }> {
  const stream = new EventStream();
  let closed: Promise<unknown> = Promise.resolve();
  const server = createServer((_asked, response) => {
    closed = once(response, 'close');
    stream.sendThrough(response);
    stream.begin();
    stream.body.pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const asking = request({ port: address.port, host: '127.0.0.1' }).end();
  const [answer] = await once(asking, 'response');
  answer.on('error', () => undefined);
  answer.socket.pause();
  t.after(() => {
    answer.destroy();
    server.close();
  });
  return { stream, ended: new Promise((resolve) => stream.onceOver(resolve)), closed, answer };
}

async function fill(stream: EventStream, isEnough: () => boolean): Promise<void> {
  while (!isEnough()) {
    stream.tell(HINTS);
    await delay(0);
  }
}

describe('a stream that is not read', { timeout: 60_000 }, () => {
  test('is cut once too much waits, and keeps no more than that', async (t) => {
    const { stream, ended, closed } = await unreadStream(t);
    let most = 0;
    await fill(stream, () => {
      most = Math.max(most, stream.body.readableLength);
      return stream.body.destroyed;
    });
    assert.equal(await ended, 'too_slow');
    await closed;
    assert.ok(most < 256 * 1024, `${most} bytes waited`);
  });

  test('does not outlive its end for long', async (t) => {
    const { stream, ended, closed } = await unreadStream(t);
    await fill(stream, () => stream.body.readableLength > 0);
    stream.end('draining');
    assert.equal(await ended, 'draining');
    await closed;
  });

  test('its end is told whoever asks late, and nothing is written after it', async (t) => {
    const { stream, ended, closed } = await unreadStream(t);
    stream.end('token_expired');
    stream.beat();
    stream.end('draining');
    await ended;
    await closed;
    assert.equal(await new Promise<StreamEnd>((resolve) => stream.onceOver(resolve)), 'token_expired');
  });
});
