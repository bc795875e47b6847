import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InTurn } from './in-turn.ts';

const WANTED = new AbortController().signal;

test('no more than so many run at once, and all get their turn', async () => {
  const line = new InTurn(2);
  let running = 0;
  let most = 0;
  const done = await Promise.all(
    Array.from({ length: 7 }, (_, index) =>
      line.run(WANTED, async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
        return index;
      }),
    ),
  );
  assert.deepEqual(done, [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(most, 2);
});

test('one that fails, or is no longer wanted, lets the next one in', async () => {
  const line = new InTurn(1);
  const failed = line.run(WANTED, () => Promise.reject(new Error('away')));
  const unwanted = line.run(AbortSignal.abort(), async () => assert.fail('nobody wants this any more'));
  const last = line.run(WANTED, async () => 'done');
  await assert.rejects(failed, /away/);
  await assert.rejects(unwanted, { name: 'AbortError' });
  assert.equal(await last, 'done');
});
