import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { migrateWhenReachable } from '../../src/postgresql/migrations.ts';
import { citusPrograms, CitusCluster } from '../citus-cluster.fixture.ts';
import { assertPromisesHold } from '../promises.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { judge, report } from './judge.ts';
import { APART, OVERLAPPING, PROOF_SECONDS, PROOF_SEED, Workload } from './workload.fixture.ts';

// The promises where each agency's rows are on one of two nodes (docs/scaling.md): nobody is booked twice there, either.

const programs = citusPrograms();
const SERVERS = 2;
/** At least so many agencies are at it at the same time, and more until both nodes have one. */
const AGENCIES = 4;

describe('random bookings on a cluster of Citus', { timeout: 300_000, skip: programs === null ? 'Citus is not installed here' : false }, () => {
  let cluster: CitusCluster;
  let fleet: Fleet;
  before(async () => {
    cluster = await CitusCluster.start(programs ?? '');
    await migrateWhenReachable({ serverUrl: cluster.serverUrl, migrationUrl: cluster.url }, pino({ level: 'warn' }), new AbortController().signal);
    await cluster.spread();
    fleet = await Fleet.start({ databaseUrl: cluster.serverUrl, servers: SERVERS, settings: { MIGRATION_DATABASE_URL: cluster.url } });
  });
  after(async () => {
    await fleet?.stop();
    await cluster?.stop();
  });

  test('every answer is explained, and the tables have what was answered, on whichever node an agency is', async (t) => {
    t.diagnostic(`PROOF_SEED=${PROOF_SEED} PROOF_SECONDS=${PROOF_SECONDS}`);
    const workloads: Workload[] = [];
    const nodes = new Set<string>();
    while (workloads.length < AGENCIES || nodes.size < 2) {
      const nth = workloads.length;
      const workload = await Workload.prepare({ fleet, database: cluster, seed: PROOF_SEED + nth, shape: nth % 2 === 0 ? APART : OVERLAPPING });
      workloads.push(workload);
      nodes.add(await cluster.nodeOf(workload.organizationId));
    }
    for (const workload of workloads) {
      workload.start();
    }
    await sleep(PROOF_SECONDS * 1_000);
    const histories = await Promise.all(workloads.map((workload) => workload.stop()));
    await fleet.drain();
    for (const [nth, { tally }] of workloads.entries()) {
      t.diagnostic(JSON.stringify(Object.fromEntries([...tally].toSorted())));
      assert.deepEqual([...tally.keys()].filter((answer) => answer.endsWith(' 500')), []);
      assert.equal(report(await judge(histories[nth] ?? assert.fail(), cluster)), '');
    }
    await assertPromisesHold(cluster);
  });
});
