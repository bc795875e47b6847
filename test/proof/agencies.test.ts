import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../database.fixture.ts';
import { assertPromisesHold } from '../promises.fixture.ts';
import { runAndJudge } from './agencies.fixture.ts';
import type { ProofClient, Reply } from './client.fixture.ts';
import { bookWith, cancelWith, Crowd, offerAt, tallyOf } from './crowd.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import type { Rows } from './stored-visits.ts';
import { APART, OVERLAPPING, PROOF_SECONDS, PROOF_SEED, Workload } from './workload.fixture.ts';

// Where one node has all rows, requests of several agencies share statements: each agency's history must read as if it were alone.

const SERVERS = 2;
/** As many agencies race for a few slots of their own, each with as many applicants. */
const [RACING, RACERS, RACED_FOR] = [12, 20, 4];
/** With more to book than elsewhere, since what is booked is refused at a look. */
const SHAPES = [APART, OVERLAPPING, APART, OVERLAPPING, APART, OVERLAPPING].map((shape) => ({ ...shape, placesOfAgent: 10 }));

/**
 * Makes statements that book or call off slow, so that requests gather behind them, and takes note of how many agencies each was for. In the name of
 * the owner: the role that serves has no such table.
 */
const SLOW_AND_NOTED = `
  CREATE TABLE statements (what text, agencies int);
  CREATE FUNCTION take_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      INSERT INTO statements SELECT TG_OP, count(DISTINCT organization_id) FROM changed;
      PERFORM pg_sleep(0.06);
      RETURN NULL;
    END $$;
  CREATE TRIGGER booked AFTER INSERT ON bookings REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION take_note();
  CREATE TRIGGER called_off AFTER UPDATE ON bookings REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION take_note();`;

describe('several agencies at once', { timeout: 240_000 + PROOF_SECONDS * 10_000 }, () => {
  let database: TestDatabase;
  let pool: Pool;
  let fleet: Fleet;
  before(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    fleet = await Fleet.start({ databaseUrl: database.url, servers: SERVERS });
    await database.query(SLOW_AND_NOTED);
  });
  after(async () => {
    await fleet.stop();
    await pool.end();
    await database.drop();
  });

  test(`random bookings of ${SHAPES.length} agencies are each explained by their own agency’s`, async (t) => {
    const rows: Rows = { query: async <Row extends Record<string, unknown>>(text: string, values?: unknown[]) => (await pool.query<Row>(text, values)).rows };
    const workloads: Workload[] = [];
    for (const [nth, shape] of SHAPES.entries()) {
      workloads.push(await Workload.prepare({ fleet, database: rows, seed: PROOF_SEED + nth, shape }));
    }
    await runAndJudge(t, workloads, database);
    await assertPromisesHold(database);
    // How many depends on the machine; the races below come all at once.
    t.diagnostic(JSON.stringify(await findShared()));
  });

  test(`races in ${RACING} agencies end in each as if it were alone`, async (t) => {
    const crowds: { readonly organizationId: string; readonly slotIds: readonly string[]; readonly applicants: readonly ProofClient[] }[] = [];
    for (let nth = 0; nth < RACING; nth += 1) {
      const crowd = new Crowd(fleet);
      const [agent = assert.fail()] = await crowd.agents(1);
      const slotIds = await Promise.all(Array.from({ length: RACED_FOR }, (_, place) => offerAt(agent, place * 60)));
      crowds.push({ organizationId: crowd.organizationId, slotIds, applicants: await crowd.applicants(database.url, RACERS) });
    }
    const race = async (applicant: ProofClient, slotId: string): Promise<Reply[]> => {
      const first = await bookWith(applicant, slotId);
      return first.known && first.status === 201 ? [first, await cancelWith(applicant, first.body.booking?.id ?? ''), await bookWith(applicant, slotId)] : [first];
    };
    // One of each agency, then another of each: the servers hear of all agencies at once.
    const racers = Array.from({ length: RACERS }, (_, nth) => crowds.map(({ applicants, slotIds }) => ({ applicant: applicants[nth] ?? assert.fail(), slotId: slotIds[nth % RACED_FOR] ?? '' }))).flat();
    const replies = await Promise.all(racers.map(({ applicant, slotId }) => race(applicant, slotId)));
    for (const [nth, { organizationId, slotIds }] of crowds.entries()) {
      const tally = tallyOf(replies.filter((_, racer) => racer % RACING === nth).flat());
      assert.deepEqual(Object.keys(tally).toSorted(), ['200', '201', '409 conflict'], JSON.stringify(tally));
      const stored = await database.query<{ status: string; slot_id: string }>('SELECT status, slot_id FROM bookings WHERE organization_id = $1', [organizationId]);
      const standing = stored.filter(({ status }) => status === 'confirmed').map(({ slot_id }) => slot_id);
      assert.equal(stored.length, tally['201']);
      assert.equal(stored.length - standing.length, tally['200']);
      assert.deepEqual(standing.toSorted(), [...new Set(standing)].toSorted(), 'no slot has two');
      assert.ok(standing.every((id) => slotIds.includes(id)));
    }
    await assertPromisesHold(database);
    const shared = await findShared();
    t.diagnostic(JSON.stringify(shared));
    assert.deepEqual(shared.map(({ what }) => what), ['INSERT', 'UPDATE'], 'what was to be proved happened');
  });

  /** Statements that booked, or called off, for several agencies so far: how many, and for how many agencies at most. */
  const findShared = () =>
    database.query<{ what: string; statements: number; most: number }>('SELECT what, count(*)::int AS statements, max(agencies) AS most FROM statements WHERE agencies > 1 GROUP BY what ORDER BY what');
});
