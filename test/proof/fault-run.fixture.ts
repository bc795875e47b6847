import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { assertPromisesHold } from '../promises.fixture.ts';
import type { Fleet } from './fleet.fixture.ts';
import { judge, report } from './judge.ts';
import { findUnsaid } from './said.fixture.ts';
import type { Rows } from './stored-visits.ts';
import { APART, PROOF_SEED, Workload, type Shape } from './workload.fixture.ts';
import { until } from '../until.fixture.ts';

/** Ten seconds are promised; the rest is for a machine that is busy with other tests. */
const READY_WITHIN_MS = 10_000 + 50_000;
/** Bookings that somebody was told of before a fault, and after it. */
const GOING = 6;
/** A fault is repeated for as long as PROOF_SECONDS says; once unless it is set. */
const FAULT_SECONDS = Number(process.env['PROOF_SECONDS'] ?? 0);

export interface FaultRun {
  readonly database: Rows;
  readonly fleet: Fleet;
  readonly shape?: Shape;
  /** Claims of everybody's token, besides the usual ones. */
  readonly token?: object;
  /** Resolves when the fault is over: from then on everything has to recover by itself. */
  readonly fault: (workload: Workload) => Promise<void>;
  /** What else must be so in the end, while the servers still run; every message is queued once unless it is given. */
  readonly afterwards?: (workload: Workload) => Promise<void>;
}

/**
 * Breaks something while people book, as often as there is time for, and holds against it what must always be so: ready again by
 * itself, bookings go on, no slot stuck, every message there, every answer explained (judge.ts), nothing torn (promises.fixture.ts),
 * and no answer with 500. Ends the servers of the fleet. Gives how often it was broken.
 */
export async function survive(t: TestContext, { database, fleet, shape = APART, fault, ...run }: FaultRun): Promise<number> {
  t.diagnostic(`PROOF_SEED=${PROOF_SEED} PROOF_SECONDS=${FAULT_SECONDS}`);
  const workload = await Workload.prepare({ fleet, database, seed: PROOF_SEED, shape, ...(run.token === undefined ? {} : { token: run.token }) });
  let faults = 0;
  workload.start();
  try {
    const end = performance.now() + FAULT_SECONDS * 1_000;
    do {
      await goOn(workload);
      await fault(workload);
      faults += 1;
      t.diagnostic(`ready again after ${await recover(fleet)} ms`);
      await goOn(workload);
    } while (performance.now() < end);
  } catch (error) {
    await workload.stop(0);
    throw error;
  }
  await workload.stop();
  t.diagnostic(JSON.stringify(Object.fromEntries([...workload.tally].toSorted())));
  const history = await workload.turnOver();
  await (run.afterwards ?? (() => assertAllQueued(database, workload.organizationId)))(workload);
  await fleet.drain();
  await untilQuiet(database);
  assert.equal(report(await judge(history, database)), '');
  await assertPromisesHold(database);
  assert.deepEqual([...workload.tally.keys()].filter((answer) => answer.endsWith(' 500')), [], 'a fault is never an unexpected error');
  return faults;
}

async function goOn(workload: Workload): Promise<void> {
  const before = workload.acknowledged;
  await until('bookings are made', () => workload.acknowledged >= before + GOING);
}

async function recover(fleet: Fleet): Promise<number> {
  const since = performance.now();
  try {
    await until('every server is ready again by itself', () => fleet.isReady(), READY_WITHIN_MS);
  } catch (error) {
    assert.fail(`${error instanceof Error ? error.message : ''}: ${await fleet.describe()}`);
  }
  return Math.round(performance.now() - since);
}

async function assertAllQueued(database: Rows, organizationId: string): Promise<void> {
  assert.deepEqual(await findUnsaid(database, organizationId), [], 'everybody is told, once');
}

/** A server that was killed may have left statements behind, which PostgreSQL still finishes or rolls back. */
async function untilQuiet(database: Rows): Promise<void> {
  await until('nothing is under way in the database', async () => {
    const busy = await database.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'`);
    return busy.length === 0;
  });
}
