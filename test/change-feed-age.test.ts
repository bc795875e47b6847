import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { PostgresqlChangeFeed } from '../src/postgresql/change-feed.ts';
import { Database, type Connection } from '../src/postgresql/database.ts';
import { migrate } from '../src/postgresql/migrations.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { until } from './until.fixture.ts';

const logger = pino({ level: 'silent' });
const LATE_MS = 300;

let scratch: TestDatabase;
let database: Database;
before(async () => {
  scratch = await createTestDatabase();
  await migrate(scratch.url, logger);
  database = new Database(scratch.url, 1, logger);
});
after(async () => {
  await database.close();
  await scratch.drop();
});

test('what the change feed knows is as old as its question, however late the answer came', async () => {
  const looks: { sinceAsked: number; age: number }[] = [];
  let feed: PostgresqlChangeFeed | null = null;
  // The database as it is at the end of a slow line.
  const slow: Connection = {
    async query(text, values) {
      const askedAt = performance.now();
      const answer = await database.query(text, values);
      await sleep(LATE_MS);
      void setImmediate().then(() => looks.push({ sinceAsked: (performance.now() - askedAt) / 1000, age: feed?.ageSeconds() ?? 0 }));
      return answer;
    },
  };
  feed = new PostgresqlChangeFeed(slow, { onFailure: () => {}, logger });
  try {
    await feed.subscribe({ onChanges: () => {}, onLostTrack: () => {} });
    await until('it looked', () => looks.length > 3);
    // The first question asks where it stands, the others what is new.
    for (const { sinceAsked, age } of looks.slice(1)) {
      assert.ok(age > LATE_MS / 1000 && age >= sinceAsked - LATE_MS / 2000, `asked ${sinceAsked} s ago, said to be ${age} s old`);
    }
  } finally {
    await feed.stop();
  }
});

test('a feed that has stopped asks nothing any more, also where its last listener had left before', async () => {
  let asking = 0;
  const slow: Connection = {
    async query(text, values) {
      asking += 1;
      await sleep(LATE_MS);
      const answer = await database.query(text, values);
      asking -= 1;
      return answer;
    },
  };
  const feed = new PostgresqlChangeFeed(slow, { onFailure: () => assert.fail('a look failed'), logger });
  const leave = await feed.subscribe({ onChanges: () => {}, onLostTrack: () => {} });
  await until('it looks', () => asking === 1);
  leave();
  assert.equal(asking, 1);
  await feed.stop();
  assert.equal(asking, 0);
});
