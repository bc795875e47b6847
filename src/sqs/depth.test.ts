import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createSqsClient } from './client.ts';
import { depthOf } from './depth.ts';

test('a queue that does not say what it holds is unknown, and why is logged once, not at every look', async () => {
  const lines: string[] = [];
  const client = createSqsClient({ endpoint: 'http://127.0.0.1:9', region: 'eu-west-1', credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' } });
  const look = depthOf(client, 'http://127.0.0.1:9/000000000000/nowhere', pino({}, { write: (line: string) => void lines.push(line) }));
  assert.deepEqual([await look(), await look(), await look()], [null, null, null]);
  assert.equal(lines.length, 1, lines.join(''));
  assert.match(lines[0] ?? '', /does not say how many/);
  client.destroy();
});
