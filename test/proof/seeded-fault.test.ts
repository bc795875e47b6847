import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../database.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { judge, report, type Violation } from './judge.ts';
import { DROP_ALL_GUARDS, PAUSE_BEFORE_BOOKING, SabotagedBuild, type Sabotage } from './sabotage.fixture.ts';
import { APART, OVERLAPPING, PROOF_SEED, Workload, type Shape } from './workload.fixture.ts';
import { until } from '../until.fixture.ts';

// A checker that finds nothing may be blind. Here the product is broken on purpose, and must be found out.

const STATEMENTS = 'src/postgresql/booking.gen.ts';
// In a generated file a line break of a statement is written \\n.
const CONDITION_REMOVED: Sabotage = { file: STATEMENTS, removed: /AND status = 'available'(?=\\n)/g };
const LOCK_REMOVED: Sabotage = { file: STATEMENTS, removed: /FOR UPDATE( OF slots)?( SKIP LOCKED)?(?=\\n\))/g };
const LISTS = 'src/service/availability.ts';
const OWN_CHANGE_UNHEARD: Sabotage = { file: LISTS, removed: /this\.#changes\.noteProperty\(visit\);/g };
/** It would make good for that within a second, so on a slow machine nobody might see it. */
const FEED_SILENT: Sabotage = { file: 'src/postgresql/change-feed.ts', removed: /this\.#tell\(\(listener\) => listener\.onChanges\(changes\), signal\);/g };
/** So that most lists are asked for again soon. */
const FEW_PLACES: Shape = { agents: 1, placesOfAgent: 2, applicants: 6, visits: 'apart' };
const ROUND_MS = 4_000;
const BOOKED_TWICE = `
  SELECT DISTINCT a.slot_id FROM bookings a JOIN bookings b ON b.organization_id = a.organization_id AND b.slot_id = a.slot_id AND b.id <> a.id
  WHERE a.status = 'confirmed' AND b.status = 'confirmed'`;
const IN_TWO_PLACES = `
  SELECT a.id FROM bookings a JOIN bookings b ON b.organization_id = a.organization_id AND b.agent_id = a.agent_id AND b.slot_id <> a.slot_id
    AND tstzrange(a.start_time, a.end_time) && tstzrange(b.start_time, b.end_time)
  WHERE a.status = 'confirmed' AND b.status = 'confirmed'`;

interface Fault {
  readonly sabotages: Sabotage[];
  readonly drop: string;
  readonly shape: Shape;
  /** Asks for what the fault did: ids of slots or bookings. */
  readonly harm: string;
  /** So many different ones, before the workload stops. */
  readonly times: number;
}

describe('the judge finds', { timeout: 240_000 }, () => {
  /** Runs the workload on a broken product until the harm showed in the tables in so many places, and for a while on. */
  async function findIn(t: TestContext, fault: Fault): Promise<{ violations: Violation[]; harmed: Set<string> }> {
    t.diagnostic(`PROOF_SEED=${PROOF_SEED}`);
    const database = await createTestDatabase();
    const build = await SabotagedBuild.make(fault.sabotages);
    try {
      const fleet = await Fleet.start({ databaseUrl: database.url, servers: 2, script: build.script });
      try {
        return await provoke(database, fleet, fault);
      } finally {
        await fleet.stop();
      }
    } finally {
      await build.remove();
      await database.drop();
    }
  }

  async function provoke(database: TestDatabase, fleet: Fleet, { drop, shape, harm, times }: Fault): Promise<{ violations: Violation[]; harmed: Set<string> }> {
    await database.query(drop);
    const workload = await Workload.prepare({ fleet, database, seed: PROOF_SEED, shape });
    const harmed = new Set<string>();
    const look = async () => {
      for (const row of await database.query<{ slot_id?: string; id?: string }>(harm)) {
        harmed.add(row.slot_id ?? row.id ?? '');
      }
    };
    workload.start();
    try {
      await until('the fault does harm', async () => {
        await look();
        return harmed.size >= times;
      });
    } catch (error) {
      await workload.stop(0);
      throw error;
    }
    const history = await workload.stop();
    // What was seen on the way may have been a booking whose slot was called off between its first look and its end, which is right.
    harmed.clear();
    await look();
    assert.ok(harmed.size > 0, 'the harm stands');
    await fleet.drain();
    return { violations: await judge(history, database), harmed };
  }

  for (const [what, sabotage] of [['does not ask whether the slot is available', CONDITION_REMOVED], ['does not lock the slot', LOCK_REMOVED]] as const) {
    test(`two holders, where the statement ${what} and the tables do not guard`, async (t) => {
      const { violations, harmed } = await findIn(t, { sabotages: [sabotage], drop: DROP_ALL_GUARDS + PAUSE_BEFORE_BOOKING, shape: APART, harm: BOOKED_TWICE, times: 2 });
      const found = violations.filter(({ rule, slotId }) => rule === 'order' && harmed.has(slotId ?? ''));
      assert.deepEqual(new Set(found.map(({ slotId }) => slotId)), harmed, 'every slot with two holders is found');
      // For the right reason: a slot that is held, or was withdrawn meanwhile, and a booking of it that was confirmed.
      assert.ok(found.some(({ detail }) => /the slot is (?:booked|cancelled)\b.*and then none of.*"kind":"book".*"said":"yes"/s.test(detail)), report(found));
      assert.ok(violations.some(({ rule, detail }) => rule === 'trail' && /booking\.confirmed \S+ after booked/.test(detail)), report(violations));
    });
  }

  test('an agent in two places, where the tables do not guard against it', async (t) => {
    const drop = 'ALTER TABLE bookings DROP CONSTRAINT bookings_agent_in_one_place';
    // Of two bookings that stand for a moment only, the answers alone may leave open which came first: of so many some stand longer.
    const { violations } = await findIn(t, { sabotages: [], drop, shape: OVERLAPPING, harm: IN_TWO_PLACES, times: 20 });
    assert.ok(violations.some(({ rule }) => rule === 'two places'), report(violations));
    assert.deepEqual(violations.filter(({ rule }) => rule === 'trail' || rule === 'stored'), []);
  });

  test('a list of free visits that shows what the same server changed before, where nothing takes note of that', async (t) => {
    t.diagnostic(`PROOF_SEED=${PROOF_SEED}`);
    const database = await createTestDatabase();
    const build = await SabotagedBuild.make([OWN_CHANGE_UNHEARD, FEED_SILENT]);
    const fleet = await Fleet.start({ databaseUrl: database.url, servers: 2, script: build.script });
    try {
      // A list is remembered only where somebody asks for it twice: how often that meets a booking is up to chance.
      await until('a stale list is found', async () => {
        const workload = await Workload.prepare({ fleet, database, seed: PROOF_SEED, shape: FEW_PLACES });
        workload.start();
        await sleep(ROUND_MS);
        const history = await workload.stop();
        const violations = await judge(history, database);
        // Where a list spoils the order, the answer that no longer fits may be another one; without the lists everything must fit.
        const rest = { ...history, operations: history.operations.filter(({ kind }) => kind !== 'list available') };
        assert.deepEqual(await judge(rest, database), [], 'nothing but lists is wrong');
        return violations.some(({ rule }) => rule === 'order');
      });
    } finally {
      await fleet.stop();
      await build.remove();
      await database.drop();
    }
  });
});
