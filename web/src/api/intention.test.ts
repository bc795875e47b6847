import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Intentions, isUndecided, untilDecided } from './intention.ts';
import { ApiProblem, problemOf } from './problem.ts';

const noPause = async () => undefined;

test('an attempt without an answer is repeated until there is one', async () => {
  const codes = ['unreachable', 'idempotency_in_progress', 'unavailable'] as const;
  let attempts = 0;
  const answer = await untilDecided(async () => {
    const code = codes[attempts++];
    if (code !== undefined) {
      throw new ApiProblem(code, code);
    }
    return 'booked';
  }, noPause);
  assert.deepEqual([answer, attempts], ['booked', 4]);
});

test('a refusal is the end of it', async () => {
  let attempts = 0;
  const refused = untilDecided(async () => {
    attempts += 1;
    throw new ApiProblem('conflict', 'the slot is already booked');
  }, noPause);
  await assert.rejects(refused, { code: 'conflict' });
  assert.equal(attempts, 1);
});

test('it gives up in the end, with an outcome that is still unknown', async () => {
  const error: unknown = await untilDecided(() => Promise.reject(new ApiProblem('unreachable', 'no network')), noPause).catch((reason: unknown) => reason);
  assert.equal(isUndecided(error), true);
});

test('it waits as long as the server asks, and longer each time where it does not', async () => {
  const pauses: number[] = [];
  const failures = [new ApiProblem('unreachable', ''), new ApiProblem('idempotency_in_progress', '', { retryAfter: 1 }), new ApiProblem('unreachable', '')];
  await untilDecided(
    async () => {
      const failure = failures.shift();
      if (failure !== undefined) {
        throw failure;
      }
    },
    async (milliseconds) => {
      pauses.push(milliseconds);
    },
  );
  assert.deepEqual(pauses, [500, 1000, 2000]);
});

test('what is wanted has one key until it is decided, and another one after that', async () => {
  const intentions = new Intentions();
  const keys: string[] = [];
  const want = (notes: string, code: ApiProblem['code'] | null) =>
    intentions.carryOut({ slot_id: 'a', notes }, async (key) => {
      keys.push(key);
      if (code !== null) {
        throw new ApiProblem(code, code, { retryAfter: 0 });
      }
    });
  await assert.rejects(want('', 'unreachable'));
  await assert.rejects(want('', 'conflict'));
  assert.equal(new Set(keys).size, 1);
  assert.match(keys[0] ?? '', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  await want('', null);
  await want('', null);
  await want('with my sister', null);
  assert.equal(new Set(keys).size, 4);
});

test('what a proxy says in words of its own leaves it unknown where the server was not reached, or did not answer in time', () => {
  const outcome = (status: number) => isUndecided(problemOf('<html>', new Response(null, { status })));
  assert.deepEqual([502, 503, 504].map(outcome), [true, true, true]);
  assert.deepEqual([403, 413, 500].map(outcome), [false, false, false]);
});
