import { join } from 'node:path';
import { pino } from 'pino';
import { Client } from 'pg';
import { openDataFolder } from '../src/embedded/data-folder.ts';
import { startEmbeddedPostgresql } from '../src/embedded/postgresql.ts';
import { migrateWhenReachable } from '../src/postgresql/migrations.ts';

/** How much there is before anything is measured. */
export interface Size {
  readonly slots: number;
  readonly applicants: number;
  readonly agents: number;
  readonly properties: number;
}

/** A PostgreSQL of the bench's own, durable as a real one (fsync is on), migrated and empty. */
export interface BenchDatabase {
  readonly migrationUrl: string;
  readonly serverUrl: string;
  stop(): Promise<void>;
}

export const ORGANIZATION = 'be9c0000-0000-4000-8000-000000000001';
const PAST_VISITS = 20_000;
/** The first slots start then; nothing here starts during a run. */
const FIRST_DAY = `date_trunc('day', now()) + interval '7 days'`;

export async function startBenchDatabase(folder: string): Promise<BenchDatabase> {
  const logger = pino({ level: 'warn' });
  const dataFolder = await openDataFolder(join(folder, 'database'));
  // A checkpoint in the middle of a measurement belongs to no measured request: fewer of them, spread.
  const extraSettings = { shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '30min' };
  const postgresql = await startEmbeddedPostgresql({ dataFolder, logger, extraSettings });
  const urls = { serverUrl: postgresql.serverUrl, migrationUrl: postgresql.url };
  await migrateWhenReachable(urls, logger, new AbortController().signal);
  return {
    ...urls,
    async stop() {
      await postgresql.stop();
      dataFolder.release();
    },
  };
}

/**
 * Fills in one agency: agents whose days are full of half hours at their properties, and applicants. Slot n belongs to agent n mod
 * `agents`; of one agent no two overlap. Ids are made from numbers, so that the load knows them without asking.
 */
export async function fill(database: BenchDatabase, size: Size): Promise<void> {
  const client = new Client({ connectionString: database.migrationUrl });
  await client.connect();
  try {
    await client.query(FUNCTIONS);
    await client.query(
      `INSERT INTO agents (organization_id, id, supabase_user_id, name, email)
       SELECT $1, bench_id(1, n), 'bench-agent-' || n, 'Agent ' || n, 'agent' || n || '@agency.example' FROM generate_series(0, $2::int - 1) AS n`,
      [ORGANIZATION, size.agents],
    );
    await client.query(
      `INSERT INTO applicants (organization_id, id, external_id, supabase_user_id, name, email)
       SELECT $1, bench_id(2, n), bench_id(3, n), 'bench-applicant-' || n, 'Applicant ' || n, 'applicant' || n || '@applicant.example'
       FROM generate_series(0, $2::int - 1) AS n`,
      [ORGANIZATION, size.applicants],
    );
    await client.query(
      `INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)
       SELECT organization_id, 'agent'::caller_role, id, supabase_user_id, email FROM agents
       UNION ALL SELECT organization_id, 'applicant'::caller_role, id, supabase_user_id, email FROM applicants`,
    );
    await client.query(
      `INSERT INTO properties (organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at)
       SELECT $1, bench_id(4, n), 'Property ' || n, 'Street ' || n, 'Europe/Lisbon', now(), now(), now() FROM generate_series(0, $2::int - 1) AS n`,
      [ORGANIZATION, size.properties],
    );
    // In pieces, so that a million more do not make one transaction of an hour.
    for (let from = 0; from < size.slots; from += 500_000) {
      await client.query(
        `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
         SELECT $1, bench_id(5, n), bench_id(4, n % $3::int), bench_id(1, n % $4::int),
           ${FIRST_DAY} + n / $4::int * interval '30 minutes', ${FIRST_DAY} + (n / $4::int + 1) * interval '30 minutes'
         FROM generate_series($5::int, $2::int - 1) AS n`,
        [ORGANIZATION, Math.min(size.slots, from + 500_000), size.properties, size.agents, from],
      );
    }
    // Visits of the weeks before, so that nothing is planned for tables that were empty when they were last looked at.
    await client.query('BEGIN');
    await client.query(
      `WITH visit AS (
         INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
         SELECT $1, bench_id(6, n), bench_id(4, n % $2::int), bench_id(1, n % $3::int),
           date_trunc('day', now()) - (n / $3::int + 2) * interval '30 minutes', date_trunc('day', now()) - (n / $3::int + 1) * interval '30 minutes'
         FROM generate_series(0, $5::int - 1) AS n RETURNING *
       )
       INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time)
       SELECT organization_id, gen_random_uuid(), id, bench_id(2, (row_number() OVER () % $4::int)::int), agent_id, property_id, start_time, end_time
       FROM visit ON CONFLICT DO NOTHING`,
      [ORGANIZATION, size.properties, size.agents, size.applicants, PAST_VISITS],
    );
    await client.query(
      `UPDATE slots SET status = 'booked', booking_id = bookings.id FROM bookings
       WHERE bookings.organization_id = slots.organization_id AND bookings.slot_id = slots.id`,
    );
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT').catch(() => undefined);
  } finally {
    await client.end();
  }
}

const FUNCTIONS = `CREATE OR REPLACE FUNCTION bench_id(kind int, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT ('be9c000' || kind || '-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$`;

/** The id of the nth of a kind, as `fill` made it. */
export function idOf(kind: 'agent' | 'applicant' | 'property' | 'slot', n: number): string {
  const digit = { agent: 1, applicant: 2, property: 4, slot: 5 }[kind];
  return `be9c000${digit}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}
