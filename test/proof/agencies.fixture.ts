import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { judge, report } from './judge.ts';
import type { Rows } from './stored-visits.ts';
import { PROOF_SECONDS, PROOF_SEED, type Workload } from './workload.fixture.ts';

/**
 * Lets the workloads of several agencies run at the same time and judges the history of each.
 * @param stopped what is to be done before that, when nobody asks any more
 */
export async function runAndJudge(t: TestContext, workloads: readonly Workload[], database: Rows, stopped = async () => {}): Promise<void> {
  t.diagnostic(`PROOF_SEED=${PROOF_SEED} PROOF_SECONDS=${PROOF_SECONDS}`);
  for (const workload of workloads) {
    workload.start();
  }
  await sleep(PROOF_SECONDS * 1_000);
  const histories = await Promise.all(workloads.map((workload) => workload.stop()));
  await stopped();
  for (const [nth, { tally }] of workloads.entries()) {
    t.diagnostic(JSON.stringify(Object.fromEntries([...tally].toSorted())));
    assert.deepEqual([...tally.keys()].filter((answer) => answer.endsWith(' 500')), []);
    assert.equal(report(await judge(histories[nth] ?? assert.fail(), database)), '');
  }
}
