import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { ScreeningOutcome } from '../applicant.ts';
import { until } from '../../test/until.fixture.ts';
import { Bench } from './consumer.fixture.ts';
import { Rush } from './rush.ts';

test('whoever sleeps is woken by the next rush, not by the last', async () => {
  const rush = new Rush();
  rush.begin();
  let woken = 0;
  for (let sleeper = 0; sleeper < 2; sleeper++) {
    void rush.next().then(() => (woken += 1));
  }
  await turn();
  assert.equal(woken, 0);
  rush.begin();
  await turn();
  assert.equal(woken, 2);
});

test('in a rush a hundred messages are in hand at the same time and no more; afterwards one poll is open', { timeout: 120_000 }, async () => {
  const bench = await Bench.start();
  let open = 0;
  bench.client.middlewareStack.add(
    (next) => async (args) => {
      const isPoll = 'MaxNumberOfMessages' in args.input;
      open += isPoll ? 1 : 0;
      try {
        return await next(args);
      } finally {
        open -= isPoll ? 1 : 0;
      }
    },
    { step: 'initialize' },
  );
  const count = 125;
  for (let i = 0; i < count; i++) {
    await bench.send(JSON.stringify({ event_type: 'APPLICANT_SCREENED', applicant_id: crypto.randomUUID(), organization_id: crypto.randomUUID(), name: 'Ana', email: 'ana@example.pt', risk_level: 'LOW' }));
  }
  const { promise, resolve } = Promise.withResolvers<ScreeningOutcome>();
  bench.consume(() => promise);
  await until('a hundred are in hand', () => bench.screenings.length === 100);
  assert.equal(open, 0, 'nobody asks for more');
  resolve('registered');
  await until('all are deleted', async () => bench.outcomes.length === count && (await bench.waiting()) === 0);
  assert.equal(bench.screenings.length, count);
  await until('one poll is open', () => open === 1);
});
