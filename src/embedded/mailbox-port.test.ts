import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { openMailboxPort } from './mailbox-port.ts';

test('whoever comes before anything is behind the port is answered once there is', async (t) => {
  const behind = createServer((socket) => socket.on('error', () => undefined).end('220 here')).listen(0, '127.0.0.1');
  await once(behind, 'listening');
  const port = await openMailboxPort('127.0.0.1', { wished: 0, usual: 0, variable: 'MAILBOX_PORT' });
  t.after(async () => {
    await port.close();
    behind.close();
  });
  const early = connect(port.port, '127.0.0.1');
  const broken = connect(port.port, '127.0.0.1');
  await Promise.all([once(early, 'connect'), once(broken, 'connect')]);
  broken.resetAndDestroy();
  await once(broken, 'close');
  port.forward(async () => {
    const address = behind.address();
    return address !== null && typeof address === 'object' ? address.port : assert.fail('listens on a port');
  });
  assert.equal(await text(early), '220 here');
});
