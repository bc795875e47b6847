import { Client } from 'pg';
import { ID_FUNCTIONS, type BenchDatabase, type Size } from './database.ts';

/** Which slots or visits are added, by their numbers: `from` to one before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly agents: number;
  readonly properties: number;
  readonly agencies?: number;
}

const PAST_VISITS = 20_000;
/** The first slots start then; nothing here starts during a run. */
const FIRST_DAY = `date_trunc('day', now()) + interval '7 days'`;
/** A million more must not make one transaction of an hour. */
const PIECE = 500_000;

/**
 * Fills in one agency: agents whose days are full of half hours at their properties, and applicants. Slot n belongs to agent n mod
 * `agents`; of one agent no two overlap. Ids are made from numbers, so that the load knows them without asking. Of several agencies
 * each has the agents, applicants, properties and slots whose numbers leave the same rest, so every number must be a multiple of theirs.
 */
export async function fill(database: BenchDatabase, size: Size): Promise<void> {
  const client = new Client({ connectionString: database.migrationUrl });
  await client.connect();
  try {
    await addAgencies(client, size);
    await addSlots(client, { ...size, from: 0, to: size.slots });
    // Visits of the weeks before, so that nothing is planned for tables that were empty when they were last looked at.
    await addPastVisits(client, { ...size, from: 0, to: PAST_VISITS }, size.applicants);
    await settle(client);
  } finally {
    await client.end();
  }
}

/** Agencies with their agents, applicants and properties, and nothing to visit yet. */
export async function addAgencies(client: Client, { agents, applicants, properties, agencies = 1 }: Omit<Size, 'slots'>): Promise<void> {
  await client.query(ID_FUNCTIONS);
  await client.query(
    `INSERT INTO agents (organization_id, id, supabase_user_id, name, email)
     SELECT bench_organization(n, $1), bench_id(1, n), 'bench-agent-' || n, 'Agent ' || n, 'agent' || n || '@agency.example' FROM generate_series(0, $2::int - 1) AS n`,
    [agencies, agents],
  );
  await client.query(
    `INSERT INTO applicants (organization_id, id, external_id, supabase_user_id, name, email)
     SELECT bench_organization(n, $1), bench_id(2, n), bench_id(3, n), 'bench-applicant-' || n, 'Applicant ' || n, 'applicant' || n || '@applicant.example'
     FROM generate_series(0, $2::int - 1) AS n`,
    [agencies, applicants],
  );
  await client.query(
    `INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)
     SELECT organization_id, 'agent'::caller_role, id, supabase_user_id, email FROM agents
     UNION ALL SELECT organization_id, 'applicant'::caller_role, id, supabase_user_id, email FROM applicants`,
  );
  await client.query(
    `INSERT INTO properties (organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at)
     SELECT bench_organization(n, $1), bench_id(4, n), 'Property ' || n, 'Street ' || n, 'Europe/Lisbon', now(), now(), now() FROM generate_series(0, $2::int - 1) AS n`,
    [agencies, properties],
  );
}

/** Free slots of the weeks to come. */
export async function addSlots(client: Client, span: Span): Promise<void> {
  for (const [from, to] of pieces(span)) {
    await client.query(
      `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
       SELECT bench_organization(n, $1), bench_id(5, n), bench_id(4, n % $2::int), bench_id(1, n % $3::int),
         ${FIRST_DAY} + n / $3::int * interval '30 minutes', ${FIRST_DAY} + (n / $3::int + 1) * interval '30 minutes'
       FROM generate_series($4::int, $5::int - 1) AS n`,
      [span.agencies ?? 1, span.properties, span.agents, from, to],
    );
  }
}

/** Visits of the time before today, each booked: of those at the same time none has the same applicant. Set aside as the hourly job would have. */
export async function addPastVisits(client: Client, span: Span, applicants: number): Promise<void> {
  for (const [from, to] of pieces(span)) {
    await client.query(
      `WITH visit AS (
         SELECT bench_organization(n, $1) AS organization_id, bench_id(6, n) AS id, bench_id(4, n % $2::int) AS property_id, bench_id(1, n % $3::int) AS agent_id,
           date_trunc('day', now()) - (n / $3::int + 2) * interval '30 minutes' AS start_time,
           date_trunc('day', now()) - (n / $3::int + 1) * interval '30 minutes' AS end_time, bench_id(7, n) AS booking_id, bench_id(2, n % $6::int) AS applicant_id
         FROM generate_series($4::int, $5::int - 1) AS n
       ), slot AS (
         INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id)
         SELECT organization_id, id, property_id, agent_id, start_time, end_time, 'booked', booking_id FROM visit
       )
       INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, past)
       SELECT organization_id, booking_id, id, applicant_id, agent_id, property_id, start_time, end_time, end_time < now() - interval '1 day'
       FROM visit`,
      [span.agencies ?? 1, span.properties, span.agents, from, to, applicants],
    );
  }
}

/** What is offered, as the trigger of slots would have written it row by row. */
export async function addOffers(client: Client): Promise<void> {
  await client.query('TRUNCATE offers');
  await client.query(
    `INSERT INTO offers (organization_id, slot_id, agent_id, property_id, start_time, end_time)
     SELECT organization_id, id, agent_id, property_id, start_time, end_time FROM slots WHERE status <> 'cancelled'`,
  );
}

/** As a database that has been at rest: its statistics are new, and nothing is left to be written. */
export async function settle(client: Client): Promise<void> {
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
}

function pieces({ from, to }: Span): [number, number][] {
  return Array.from({ length: Math.ceil((to - from) / PIECE) }, (_, n) => [from + n * PIECE, Math.min(to, from + (n + 1) * PIECE)]);
}

