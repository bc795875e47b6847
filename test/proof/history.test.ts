import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../database.fixture.ts';
import { assertPromisesHold } from '../promises.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { describe as describeOperation } from './history.ts';
import { judge, report } from './judge.ts';
import { APART, OVERLAPPING, PROOF_SECONDS, PROOF_SEED, Workload, type Shape } from './workload.fixture.ts';
import { until } from '../until.fixture.ts';

const SERVERS = 3;

describe(`random bookings on ${SERVERS} servers`, { timeout: 240_000 + PROOF_SECONDS * 10_000 }, () => {
  let database: TestDatabase;
  let fleet: Fleet;
  before(async () => {
    database = await createTestDatabase();
    fleet = await Fleet.start({ databaseUrl: database.url, servers: SERVERS });
  });
  after(async () => {
    await fleet.stop();
    await database.drop();
  });

  async function run(t: TestContext, shape: Shape): Promise<void> {
    t.diagnostic(`PROOF_SEED=${PROOF_SEED} PROOF_SECONDS=${PROOF_SECONDS}`);
    const workload = await Workload.prepare({ fleet, database, seed: PROOF_SEED, shape });
    workload.start();
    await sleep(PROOF_SECONDS * 1_000);
    for (const status of ['POST 201', 'POST 409', 'DELETE 200', 'DELETE 409', 'GET 200']) {
      await until(`the workload has a ${status}`, () => workload.tally.has(status));
    }
    const history = await workload.stop();
    t.diagnostic(JSON.stringify(Object.fromEntries([...workload.tally].toSorted())));
    // With everything answered nothing is under way, so that the servers may go on running.
    const unanswered = history.operations.filter(({ answer }) => answer.said === 'nothing');
    assert.deepEqual(unanswered.map(describeOperation), [], 'without faults everything is answered');
    assert.equal(report(await judge(history, database)), '');
    await assertPromisesHold(database);
  }

  test('every answer about a slot is explained by the slot alone, where no two visits overlap', (t) => run(t, APART));

  test('nobody is in two places, and every conflict has its reason, where visits overlap', (t) => run(t, OVERLAPPING));
});
