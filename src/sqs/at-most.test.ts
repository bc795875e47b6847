import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { atMost } from './at-most.ts';

test('two run, the third begins when one of them has ended, also one that failed, and each gets its own answer', async () => {
  const runs = new Map<string, PromiseWithResolvers<string>>();
  const work = atMost(2, (name: string) => {
    const run = Promise.withResolvers<string>();
    runs.set(name, run);
    return run.promise;
  });
  const answers = ['a', 'b', 'c', 'd'].map((name) => work(name));
  const settled = Promise.allSettled(answers);
  await turn();
  assert.deepEqual([...runs.keys()], ['a', 'b']);
  runs.get('b')?.reject(new Error('refused'));
  await turn();
  assert.deepEqual([...runs.keys()], ['a', 'b', 'c']);
  runs.get('a')?.resolve('A');
  await turn();
  assert.deepEqual([...runs.keys()], ['a', 'b', 'c', 'd']);
  runs.get('c')?.resolve('C');
  runs.get('d')?.resolve('D');
  assert.deepEqual((await settled).map((each) => (each.status === 'fulfilled' ? each.value : each.status)), ['A', 'rejected', 'C', 'D']);
  const [fifth, sixth, seventh] = ['e', 'f', 'g'].map((name) => work(name));
  await turn();
  assert.deepEqual([...runs.keys()].slice(4), ['e', 'f'], 'every place is free again, and there are two');
  ['e', 'f'].forEach((name) => runs.get(name)?.resolve(name));
  await turn();
  runs.get('g')?.resolve('g');
  assert.deepEqual(await Promise.all([fifth, sixth, seventh]), ['e', 'f', 'g']);
});
