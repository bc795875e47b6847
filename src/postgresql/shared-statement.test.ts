import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { VisitaError } from '../errors.ts';
import { runByHand, sqlError } from './shared-statement.fixture.ts';
import { SharedStatement } from './shared-statement.ts';

/** A statement that runs until the test ends it; a request is `group:name`. */
function sharedForTest(alone: (request: string) => Promise<string> = async (request) => `alone ${request}`, byHalves = false) {
  const { together, rounds, roundAt } = runByHand();
  const statement = new SharedStatement<string, string>({ groupOf: (request) => request.split(':')[0] ?? '', together, alone, byHalves });
  return { statement, rounds, roundAt };
}

describe('a shared statement', () => {
  test('begins at once for a request that comes while nothing runs', () => {
    const { statement, roundAt } = sharedForTest();
    void statement.ask('a:1');
    assert.deepEqual(roundAt(0).requests, ['a:1']);
  });

  test('takes all that came while one ran together, in their order, and answers each', async () => {
    const { statement, rounds, roundAt } = sharedForTest();
    const answers = ['a:1', 'a:2', 'a:3'].map((request) => statement.ask(request));
    assert.equal(rounds.length, 1);
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(1).requests, ['a:2', 'a:3']);
    roundAt(1).finish();
    assert.deepEqual(await Promise.all(answers), ['together a:1', 'together a:2', 'together a:3']);
  });

  test('has its next round under way before the answers of the last one are heard', async () => {
    const { statement, rounds, roundAt } = sharedForTest();
    const heard = statement.ask('a:1').then(() => rounds.length);
    const second = statement.ask('a:2');
    roundAt(0).finish();
    assert.equal(await heard, 2);
    roundAt(1).finish();
    await second;
  });

  test('refuses those who waited too long, and goes on with whoever came after them', async (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const { statement, roundAt } = sharedForTest();
    const first = statement.ask('a:0');
    const late = Array.from({ length: 70 }, (_, index) => statement.ask(`a:late${index}`));
    const refused = late.map((answer) => assert.rejects(answer, (error) => error instanceof VisitaError && error.code === 'unavailable'));
    now = 5_500;
    const inTime = statement.ask('a:in-time');
    roundAt(0).finish();
    await Promise.all([first, ...refused]);
    assert.deepEqual(roundAt(1).requests, ['a:in-time']);
    roundAt(1).finish();
    assert.equal(await inTime, 'together a:in-time');
  });

  test('never has two rounds of one group at a time, and no more than 64 requests in one', async () => {
    const { statement, rounds, roundAt } = sharedForTest();
    const answers = Array.from({ length: 150 }, (_, index) => statement.ask(`a:${index}`));
    for (let round = 0; round < 4; round += 1) {
      assert.equal(rounds.length, round + 1);
      roundAt(round).finish();
      await turn();
    }
    assert.deepEqual(rounds.map(({ requests }) => requests.length), [1, 64, 64, 21]);
    assert.equal((await Promise.all(answers)).length, 150);
  });

  test('by halves: takes half of those who are at it, so that nobody waits for all the others to be answered', async () => {
    const { statement, rounds, roundAt } = sharedForTest(undefined, true);
    const answers = Array.from({ length: 16 }, (_, index) => statement.ask(`a:${index}`));
    for (let round = 0; round < 3; round += 1) {
      roundAt(round).finish();
      await turn();
    }
    assert.deepEqual(rounds.map(({ requests }) => requests.length), [1, 8, 7]);
    assert.equal((await Promise.all(answers)).length, 16);
  });

  test('by halves: one that comes alone goes at once, and so does the next', async () => {
    const { statement, roundAt } = sharedForTest(undefined, true);
    for (const [round, name] of ['a:1', 'a:2'].entries()) {
      const answer = statement.ask(name);
      assert.deepEqual(roundAt(round).requests, [name]);
      roundAt(round).finish();
      assert.equal(await answer, `together ${name}`);
    }
  });

  test('by halves: takes all who wait where other groups are at it as well, which are then the other half', async () => {
    const { statement, rounds, roundAt } = sharedForTest(undefined, true);
    const answers = ['a:1', 'b:1', 'a:2', 'a:3', 'a:4', 'a:5'].map((request) => statement.ask(request));
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(2).requests, ['a:2', 'a:3', 'a:4', 'a:5']);
    rounds.forEach(({ finish }) => finish());
    await Promise.all(answers);
  });

  for (const byHalves of [false, true]) {
    test(`${byHalves ? 'by halves: ' : ''}groups that ask again at once, more than have room, leave their turn to another`, async () => {
      const { statement, rounds } = sharedForTest(undefined, byHalves);
      const answered = { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 };
      const askOn = async (group: keyof typeof answered): Promise<void> => {
        for (let nth = 0; nth < 100; nth += 1) {
          await statement.ask(`${group}:${answered[group]}`);
          answered[group] += 1;
        }
      };
      const clients = (['a', 'b', 'c', 'd', 'e', 'f'] as const).flatMap((group) => [askOn(group), askOn(group), askOn(group)]);
      const finishOldest = async () => {
        rounds.shift()?.finish();
        await turn();
        await turn();
      };
      for (let round = 0; round < 120; round += 1) {
        await finishOldest();
      }
      const each = Object.values(answered);
      while (rounds.length > 0) {
        await finishOldest();
      }
      await Promise.all(clients);
      assert.ok(Math.min(...each) > Math.max(...each) / 2, JSON.stringify(each));
    });
  }

  test('keeps groups apart, and a busy one does not keep the others waiting', async () => {
    const { statement, rounds, roundAt } = sharedForTest();
    const answers = ['a:1', 'b:1', 'c:1', 'd:1', 'a:2', 'e:1'].map((request) => statement.ask(request));
    assert.deepEqual(rounds.map(({ requests }) => requests), [['a:1'], ['b:1'], ['c:1'], ['d:1']]);
    roundAt(0).finish();
    await turn();
    assert.deepEqual(roundAt(4).requests, ['e:1']);
    roundAt(1).finish();
    await turn();
    assert.deepEqual(roundAt(5).requests, ['a:2']);
    [2, 3, 4, 5].forEach((index) => roundAt(index).finish());
    await Promise.all(answers);
  });

  for (const code of ['40P01', '23P01', '55P03', '22021']) {
    test(`asks one by one when it failed with ${code} and did nothing, so that only the guilty request fails`, async () => {
      const { statement, roundAt } = sharedForTest(async (request) => {
        if (request === 'a:3') {
          throw sqlError(code);
        }
        return `alone ${request}`;
      });
      const [first, second, third] = ['a:1', 'a:2', 'a:3'].map((request) => statement.ask(request));
      const refused = assert.rejects(third ?? assert.fail(), (error) => error instanceof DatabaseError && error.code === code);
      roundAt(0).finish();
      await turn();
      roundAt(1).fail(new VisitaError('unavailable', 'read by errors.ts', { cause: sqlError(code) }));
      assert.deepEqual(await Promise.all([first, second]), ['together a:1', 'alone a:2']);
      await refused;
    });
  }

  test('tries nothing again when nobody knows what became of it', async () => {
    const asked: string[] = [];
    const { statement, roundAt } = sharedForTest(async (request) => {
      asked.push(request);
      return request;
    });
    const broken = new VisitaError('unavailable', 'the connection broke', { cause: new Error('made for the test') });
    const answers = ['a:1', 'a:2'].map((request) => statement.ask(request));
    const refusals = answers.map((answer) => assert.rejects(answer, broken));
    roundAt(0).fail(broken);
    await turn();
    roundAt(1).fail(broken);
    await Promise.all(refusals);
    assert.deepEqual(asked, []);
  });

  test('goes on after a failure', async () => {
    const { statement, roundAt } = sharedForTest();
    const first = assert.rejects(statement.ask('a:1'));
    roundAt(0).fail(new Error('made for the test'));
    await first;
    const second = statement.ask('a:2');
    roundAt(1).finish();
    assert.equal(await second, 'together a:2');
  });
});
