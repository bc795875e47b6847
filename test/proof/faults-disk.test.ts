import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../until.fixture.ts';
import { visitAt } from '../visit.fixture.ts';
import { survive } from './fault-run.fixture.ts';
import { agentIn } from './fleet-people.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { OwnPostgresql } from './own-postgresql.fixture.ts';
import { SmallDisk } from './small-disk.fixture.ts';

/** SQLSTATE disk_full */
const DISK_FULL = '53100';
const DISK_MB = 160;
/** Long enough for PostgreSQL to fail more than one start. */
const FULL_MS = 4_000;
/** So that the log needs new files soon: PostgreSQL panics where it cannot make one. */
const SETTINGS = { shared_buffers: '16MB', min_wal_size: '32MB', max_wal_size: '48MB' };

describe('a full disk under PostgreSQL', { timeout: 400_000 + Number(process.env['PROOF_SECONDS'] ?? 0) * 6_000 }, () => {
  test('is a 503 until there is space again: nothing acknowledged is lost, and the servers are ready by themselves', async (t) => {
    const disk = await SmallDisk.mount(DISK_MB);
    if ('impossible' in disk) {
      t.skip(disk.impossible);
      return;
    }
    try {
      const database = await OwnPostgresql.start(disk.folder, SETTINGS);
      try {
        const fleet = await Fleet.start({ databaseUrl: database.url, servers: 2 });
        try {
          await refusesWhatDoesNotFit(disk, fleet);
          await survive(t, { database, fleet, fault: (workload) => fillAndFree(disk, database, workload.tally) });
        } finally {
          await fleet.stop();
        }
      } finally {
        await database.stop();
      }
    } finally {
      await disk.unmount();
    }
  });
});

/** What does not fit is refused with 503, and with nothing else, until there is space. */
async function refusesWhatDoesNotFit(disk: SmallDisk, fleet: Fleet): Promise<void> {
  const agent = await agentIn(fleet, randomUUID());
  const offer = async (hours: number) => (await agent.createSlot(visitAt({ property_id: randomUUID(), hours }))).status;
  await disk.fill();
  let hours = 1;
  await until('an offer is answered 503', async () => {
    const status = await offer((hours += 1));
    assert.ok(status === 201 || status === 503, `${status}`);
    return status === 503;
  });
  assert.ok(fleet.servers.some(({ stderr }) => stderr.includes(DISK_FULL)), 'the reason is logged');
  await disk.free();
  await until('offers are taken again', async () => (await offer((hours += 1))) === 201);
}

/** Writes until PostgreSQL cannot, keeps it so for a while, and frees the space again. */
async function fillAndFree(disk: SmallDisk, database: OwnPostgresql, tally: ReadonlyMap<string, number>): Promise<void> {
  const refused = tally.get('POST 503') ?? 0;
  await disk.fill();
  await until('changes are answered 503', async () => {
    // Bookings alone write too little to need a new file of the log soon.
    await Promise.allSettled([database.query('SELECT pg_switch_wal()'), database.query('CHECKPOINT')]);
    return (tally.get('POST 503') ?? 0) > refused;
  });
  await sleep(FULL_MS);
  await disk.free();
}
