import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { migrateWhenReachable } from '../../src/postgresql/migrations.ts';
import { citusPrograms, CitusCluster } from '../citus-cluster.fixture.ts';
import { assertPromisesHold } from '../promises.fixture.ts';
import { runAndJudge } from './agencies.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { APART, OVERLAPPING, PROOF_SEED, Workload } from './workload.fixture.ts';

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
    const workloads: Workload[] = [];
    const nodes = new Set<string>();
    while (workloads.length < AGENCIES || nodes.size < 2) {
      const nth = workloads.length;
      const workload = await Workload.prepare({ fleet, database: cluster, seed: PROOF_SEED + nth, shape: nth % 2 === 0 ? APART : OVERLAPPING });
      workloads.push(workload);
      nodes.add(await cluster.nodeOf(workload.organizationId));
    }
    await runAndJudge(t, workloads, cluster, () => fleet.drain());
    await assertPromisesHold(cluster);
  });
});
