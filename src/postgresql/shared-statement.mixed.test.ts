import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { VisitaError } from '../errors.ts';
import { SharedStatement, type Sharing } from './shared-statement.ts';
import { runByHand, sqlError } from './shared-statement.fixture.ts';

/** A statement for several groups at once, which runs until the test ends it. */
function mixedForTest(sharing: Partial<Sharing<string, string>> = {}) {
  const { together, rounds, roundAt } = runByHand();
  const statement = new SharedStatement<string, string>({
    groupOf: (request) => request.split(':')[0] ?? '',
    together,
    alone: async (request) => `alone ${request}`,
    mayMix: () => true,
    ...sharing,
  });
  return { statement, rounds, roundAt };
}

/** The same on a clock that only the test moves. */
function timedForTest(t: TestContext) {
  let now = 10_000;
  t.mock.method(performance, 'now', () => now);
  const { statement, ...rest } = mixedForTest();
  return {
    ...rest,
    ask: (...requests: string[]) => requests.map((request) => statement.ask(request)),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('a statement that several groups share', () => {
  test('takes those who came while two ran, one of each group before a second of any', async () => {
    const { statement, rounds, roundAt } = mixedForTest();
    const answers = ['a:1', 'b:1', 'a:2', 'a:3', 'c:1', 'd:1'].map((request) => statement.ask(request));
    assert.deepEqual(rounds.map(({ requests }) => requests), [['a:1'], ['b:1']]);
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(2).requests, ['c:1', 'd:1', 'a:2', 'a:3'], 'whoever just had a turn comes last');
    [1, 2].forEach((index) => roundAt(index).finish());
    assert.deepEqual(await Promise.all(answers), ['a:1', 'b:1', 'a:2', 'a:3', 'c:1', 'd:1'].map((request) => `together ${request}`));
  });

  test('a group that has more waiting than all others goes by itself, since its statement is long, and neither waits for the other', async () => {
    const { statement, rounds, roundAt } = mixedForTest();
    const answers = ['a:1', 'b:1', 'a:2', 'a:3', 'a:4', 'c:1', 'd:1'].map((request) => statement.ask(request));
    roundAt(1).finish();
    await turn();
    assert.deepEqual(roundAt(2).requests, ['c:1', 'd:1']);
    const later = ['e:1', 'f:1'].map((request) => statement.ask(request));
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(3).requests, ['e:1', 'f:1'], 'a has just had a turn');
    roundAt(2).finish();
    await turn();
    assert.deepEqual(roundAt(4).requests, ['a:2', 'a:3', 'a:4']);
    const last = ['g:1'].map((request) => statement.ask(request));
    roundAt(3).finish();
    await turn();
    assert.deepEqual(roundAt(5).requests, ['g:1']);
    rounds.forEach(({ finish }) => finish());
    await Promise.all([...answers, ...later, ...last]);
  });

  test('never has a group in two statements at a time', async () => {
    const { statement, rounds, roundAt } = mixedForTest();
    const answers = ['a:1', 'b:1', 'a:2', 'b:2'].map((request) => statement.ask(request));
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(2).requests, ['a:2'], 'the first of b still runs');
    roundAt(1).finish();
    await turn();
    assert.deepEqual(roundAt(3).requests, ['b:2']);
    rounds.forEach(({ finish }) => finish());
    await Promise.all(answers);
  });

  test('takes 64 at most, and the groups that were left out come next', async () => {
    const { statement, roundAt } = mixedForTest();
    const answers = ['x:1', 'y:1', ...Array.from({ length: 70 }, (_, nth) => [`g${nth}:1`, `g${nth}:2`]).flat()].map((request) => statement.ask(request));
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(2).requests, Array.from({ length: 64 }, (_, nth) => `g${nth}:1`));
    roundAt(1).finish();
    await turn();
    assert.deepEqual(roundAt(3).requests, [64, 65, 66, 67, 68, 69].flatMap((nth) => `g${nth}:1`).concat([64, 65, 66, 67, 68, 69].map((nth) => `g${nth}:2`)));
    roundAt(2).finish();
    await turn();
    assert.equal(roundAt(4).requests.length, 64);
    [3, 4].forEach((index) => roundAt(index).finish());
    assert.equal((await Promise.all(answers)).length, answers.length);
  });

  test('by halves: takes half of all who are at it, of whichever group', async () => {
    const { statement, rounds, roundAt } = mixedForTest({ byHalves: true });
    const answers = Array.from({ length: 16 }, (_, nth) => statement.ask(`g${nth}:1`));
    roundAt(0).finish();
    await turn();
    roundAt(1).finish();
    await turn();
    assert.deepEqual(rounds.map(({ requests }) => requests.length), [1, 1, 8, 6]);
    [2, 3].forEach((index) => roundAt(index).finish());
    await Promise.all(answers);
  });

  const FAILURES = [
    { what: 'that gave up waiting for a lock, for a second, and are asked alone', sqlState: '55P03', tookMs: 200, apartMs: 1_000, last: ['alone c:1', 'alone d:1'] },
    { what: 'that PostgreSQL cut off, for as long as it took, and are not asked again', sqlState: '57014', tookMs: 3_000, apartMs: 3_000, last: ['failed', 'failed'] },
    { what: 'of which nobody knows what became, and are not asked again', sqlState: '08006', tookMs: 3_000, apartMs: 3_000, last: ['failed', 'failed'] },
  ] as const;
  for (const { what, sqlState, tookMs, apartMs, last } of FAILURES) {
    test(`groups stay apart after a statement ${what}`, async (t) => {
      const { ask, rounds, roundAt, pass } = timedForTest(t);
      const first = ask('a:1', 'b:1', 'c:1', 'd:1').map((answer) => answer.catch(() => 'failed'));
      roundAt(0).finish();
      await turn();
      assert.deepEqual(roundAt(2).requests, ['c:1', 'd:1']);
      pass(tookMs);
      roundAt(2).fail(new VisitaError('unavailable', 'made for the test', { cause: sqlError(sqlState) }));
      roundAt(1).finish();
      assert.deepEqual(await Promise.all(first), ['together a:1', 'together b:1', ...last]);
      pass(apartMs - 1);
      const second = ask('a:2', 'b:2', 'c:2', 'd:2', 'e:2', 'f:2');
      assert.deepEqual(rounds.slice(3).map(({ requests }) => requests), [['a:2'], ['b:2'], ['c:2'], ['d:2']]);
      pass(1);
      [3, 4, 5, 6].forEach((index) => roundAt(index).finish());
      await turn();
      assert.deepEqual(roundAt(7).requests, ['e:2', 'f:2']);
      roundAt(7).finish();
      await Promise.all(second);
    });
  }

  test('groups stay apart after a slow statement, though it was answered; not after a slow one of a single group', async (t) => {
    const { ask, rounds, roundAt, pass } = timedForTest(t);
    const first = ask('a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1');
    pass(2_000);
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(2).requests, ['c:1', 'd:1', 'e:1', 'f:1'], 'the one before was slow, but its group’s alone');
    const second = ask('g:1', 'h:1', 'i:1', 'j:1');
    pass(2_000);
    roundAt(2).finish();
    await turn();
    assert.deepEqual(rounds.slice(3).map(({ requests }) => requests), [['g:1'], ['h:1'], ['i:1']], 'with the second of the first, four at a time');
    rounds.forEach(({ finish }) => finish());
    await turn();
    rounds.forEach(({ finish }) => finish());
    await Promise.all([...first, ...second]);
  });

  test('a group that is asked alone and waits for a lock keeps no other from going on', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const alone = async (request: string) => {
      await (request.startsWith('c') ? held : null);
      return `alone ${request}`;
    };
    const { statement, rounds, roundAt } = mixedForTest({ alone });
    const answers = ['a:1', 'b:1', 'c:1', 'd:1'].map((request) => statement.ask(request));
    roundAt(0).finish();
    await turn();
    roundAt(2).fail(new VisitaError('unavailable', 'a lock was held', { cause: sqlError('55P03') }));
    assert.equal(await answers[3], 'alone d:1');
    const later = ['c:2', 'd:2'].map((request) => statement.ask(request));
    await turn();
    assert.deepEqual(roundAt(3).requests, ['d:2'], 'd goes on, c waits for its own');
    letGo();
    assert.equal(await answers[2], 'alone c:1');
    await turn();
    assert.deepEqual(roundAt(4).requests, ['c:2']);
    rounds.forEach(({ finish }) => finish());
    await Promise.all([...answers, ...later]);
  });

  test('mixes nothing before it may', async () => {
    let mayMix = false;
    const { statement, rounds, roundAt } = mixedForTest({ mayMix: () => mayMix });
    const answers = ['a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1', 'g:1'].map((request) => statement.ask(request));
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(4).requests, ['e:1']);
    mayMix = true;
    [1, 2, 3, 4].forEach((index) => roundAt(index).finish());
    await turn();
    assert.deepEqual(roundAt(5).requests, ['f:1', 'g:1']);
    rounds.forEach(({ finish }) => finish());
    await Promise.all(answers);
  });
});
