import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { migrate } from '../src/postgresql/migrations.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { readStatements, withNumbers } from './statements.fixture.ts';

// The indexes of the exclusion constraints hold ids as well, and PostgreSQL takes a look-up in them to cost what one in a primary key costs. It
// costs ten times as much: a GiST index compares every entry of a page. Overlapping times are found by a plain index as well, since no visit is
// longer than a day.

const EXCLUSIONS = /bookings_agent_in_one_place|bookings_applicant_in_one_place|slots_no_duplicate_offer/;

/**
 * One agency: 6,000 half hours of 20 agents, every third of them booked by one of 200 applicants; and many bookings that were called off, so
 * that the exclusions' indexes are smaller than the others.
 */
const FILL = `
  CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql AS $$ SELECT md5(kind || n)::uuid $$;
  INSERT INTO agents (organization_id, id, supabase_user_id, name, email)
    SELECT pg_temp.id('organization', 1), pg_temp.id('agent', n), 'agent ' || n, 'Agent', n || '@agency.example' FROM generate_series(0, 19) AS n;
  INSERT INTO applicants (organization_id, id, external_id, supabase_user_id, name, email)
    SELECT pg_temp.id('organization', 1), pg_temp.id('applicant', n), pg_temp.id('screened', n), 'applicant ' || n, 'Applicant', n || '@applicant.example' FROM generate_series(0, 199) AS n;
  INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id)
    SELECT pg_temp.id('organization', 1), pg_temp.id('slot', n), pg_temp.id('property', n % 100), pg_temp.id('agent', n % 20), day + n / 20 * length, day + (n / 20 + 1) * length,
      CASE WHEN n % 3 = 0 THEN 'booked' ELSE 'available' END::slot_status, CASE WHEN n % 3 = 0 THEN pg_temp.id('booking', n) END
    FROM generate_series(0, 5999) AS n, (VALUES (date_trunc('day', now()) + interval '7 days', interval '30 minutes')) AS calendar (day, length);
  INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time)
    SELECT organization_id, booking_id, id, pg_temp.id('applicant', (row_number() OVER (ORDER BY start_time)) % 200), agent_id, property_id, start_time, end_time
    FROM slots WHERE booking_id IS NOT NULL;
  INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, status)
    SELECT organization_id, md5(slots.id::text || n)::uuid, slots.id, pg_temp.id('applicant', n % 200), agent_id, property_id, start_time, end_time, 'cancelled_by_applicant'
    FROM slots, generate_series(0, 29) AS n WHERE booking_id IS NULL AND property_id < '20000000-0000-0000-0000-000000000000';`;

describe('a statement finds rows by a plain index', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
    await migrate(database.url, pino({ level: 'silent' }));
    await database.query(FILL);
    await database.query('ANALYZE');
  });
  after(() => database.drop());

  for (const { name, text } of readStatements()) {
    test(`${name} walks no exclusion`, async () => {
      assert.doesNotMatch(await planOf(database, withNumbers(text)), EXCLUSIONS);
    });
  }

  // As PostgreSQL asks for it itself (RI_FKey_check). Of indexes that cost the same it takes the one made last.
  test('the foreign key of a booking finds its slot by the primary key', async () => {
    const plan = await planOf(database, 'SELECT 1 FROM ONLY slots x WHERE organization_id = $1 AND id = $2 AND agent_id = $3 AND property_id = $4 AND start_time = $5 AND end_time = $6 FOR KEY SHARE OF x');
    assert.match(plan, /Index Scan using slots_pkey/);
  });

  test('a look-up that PostgreSQL would leave to an exclusion is noticed', async () => {
    const plan = await planOf(database, 'SELECT FROM bookings WHERE organization_id = $1 AND slot_id = $2 AND applicant_id = $3 AND status = \'confirmed\' AND NOT past AND tstzrange(start_time, end_time) @> $4::timestamptz');
    assert.match(plan, EXCLUSIONS);
  });
});

describe('a list of free visits', () => {
  test('passes by no visit of the past', async () => {
    const database = await createTestDatabase();
    try {
      await migrate(database.url, pino({ level: 'silent' }));
      await database.query(FILL);
      await database.query(
        `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time, status)
         SELECT organization_id, gen_random_uuid(), property_id, agent_id, now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '30 minutes', 'cancelled'
         FROM (SELECT * FROM slots ORDER BY id LIMIT 1) AS one, generate_series(1, 20000) AS n`,
      );
      await database.query('VACUUM ANALYZE');
      const [visited] = await database.query<{ organization: string; property: string }>('SELECT organization_id AS organization, property_id AS property FROM slots ORDER BY id LIMIT 1');
      assert.ok(visited);
      const { text } = readStatements().find(({ name }) => name === 'listAvailableSlots') ?? assert.fail('there is such a statement');
      await database.query(`SET plan_cache_mode = force_generic_plan`);
      await database.query(`PREPARE list AS ${withNumbers(text)}`);
      const [plan] = await database.query<{ 'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number; 'Actual Rows': number } }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE list ('{${visited.property}}', '{-infinity}', '{infinity}', '{-infinity}', '{00000000-0000-0000-0000-000000000000}', '{21}', '${visited.organization}')`,
      );
      const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read, 'Actual Rows': rows } = plan?.['QUERY PLAN'][0].Plan ?? assert.fail('there is a plan');
      assert.equal(rows, 21);
      assert.ok(hit + read < 150, `${hit + read} pages`);
    } finally {
      await database.drop();
    }
  });
});

describe('a booking', () => {
  test('and its end change the slot in its page and enter it in no index', async () => {
    const database = await createTestDatabase();
    try {
      await migrate(database.url, pino({ level: 'silent' }));
      await database.query(FILL);
      await database.query('BEGIN');
      for (const change of [`status = 'booked', booking_id = gen_random_uuid(), updated_at = now()`, `status = 'available', booking_id = NULL, updated_at = now()`]) {
        await database.query(`UPDATE slots SET ${change} WHERE id = (SELECT id FROM slots ORDER BY id LIMIT 1)`);
      }
      const changed = await database.query(`SELECT n_tup_upd::int AS rows, n_tup_hot_upd::int AS in_place FROM pg_stat_xact_user_tables WHERE relname = 'slots'`);
      await database.query('ROLLBACK');
      assert.deepEqual(changed, [{ rows: 2, in_place: 2 }]);
    } finally {
      await database.drop();
    }
  });
});

async function planOf(database: TestDatabase, statement: string): Promise<string> {
  const rows = await database.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${statement}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
