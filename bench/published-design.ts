import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { idOf, ORGANIZATION, type BenchDatabase, type Size } from './database.ts';
import { drive } from './drive.ts';

interface Load {
  readonly connections: number;
  readonly seconds: number;
}

/**
 * The Go service that Visita replaces, as its article describes it: its tables, and its statements one after the other, driven straight
 * through the driver. No HTTP, no token and no answer, which it would have to pay for besides. Where the article says nothing it is
 * given the better: an index for the look-up of applicants, a list that ends after a page and looks nobody up, as many connections
 * as there are callers.
 */
export class PublishedDesign {
  readonly #pool: Pool;
  readonly #size: Size;

  /** Makes its tables in a schema of their own and fills them with as much as the product's hold. */
  static async prepare(database: BenchDatabase, size: Size, connections: number): Promise<PublishedDesign> {
    const pool = new Pool({ connectionString: database.migrationUrl, max: connections, options: '-c search_path=published,public -c plan_cache_mode=force_generic_plan' });
    await pool.query(TABLES);
    await pool.query(`INSERT INTO agents (id, supabase_user_id, organization_id, name, email)
      SELECT id, supabase_user_id, organization_id, name, email FROM public.agents`);
    await pool.query(`INSERT INTO applicants (id, external_id, supabase_user_id, organization_id, name, email)
      SELECT id, external_id, supabase_user_id, organization_id, name, email FROM public.applicants`);
    await pool.query(`INSERT INTO slots (id, property_id, agent_id, organization_id, start_time, end_time)
      SELECT id, property_id, agent_id, organization_id, start_time, end_time FROM public.slots WHERE status = 'available'`);
    await pool.query(INDEXES);
    await pool.query('VACUUM ANALYZE agents, applicants, slots, bookings');
    await pool.query('CHECKPOINT');
    return new PublishedDesign(pool, size);
  }

  private constructor(pool: Pool, size: Size) {
    this.#pool = pool;
    this.#size = size;
  }

  /** Bookings a second: five round trips each, two of which commit. */
  async bookings(slots: readonly number[], load: Load): Promise<number> {
    let next = 0;
    return drive(load, async () => {
      const slot = slots[next++ % slots.length] ?? 0;
      const user = `bench-applicant-${slot % this.#size.applicants}`;
      await this.#one('agent', 'SELECT * FROM agents WHERE supabase_user_id = $1', [user]);
      const applicant = await this.#one('applicant', 'SELECT * FROM applicants WHERE supabase_user_id = $1', [user]);
      const found = await this.#one('slot', 'SELECT * FROM slots WHERE id = $1', [idOf('slot', slot)]);
      const marked = await this.#one('mark', MARK, [found?.['id']]);
      const booking = await this.#one('book', BOOK, [randomUUID(), marked?.['id'], applicant?.['id'], found?.['property_id'], ORGANIZATION, '']);
      if (booking === undefined) {
        throw new Error('a booking of the published design was refused');
      }
    });
  }

  /** Lists a second: one statement, its rows mapped and written as JSON. */
  async lists(load: Load): Promise<number> {
    let next = 0;
    let written = 0;
    return drive(load, async () => {
      const values = [idOf('property', (next++ * 7919) % this.#size.properties)];
      const { rows } = await this.#pool.query<Record<string, unknown>>({ name: 'list', text: LIST, values });
      written += JSON.stringify({ slots: rows.map(toAnswer) }).length;
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #one(name: string, text: string, values: unknown[]): Promise<Record<string, unknown> | undefined> {
    const { rows } = await this.#pool.query<Record<string, unknown>>({ name, text, values });
    return rows[0];
  }
}

function toAnswer(row: Record<string, unknown>): object {
  return { id: row['id'], property_id: row['property_id'], agent_id: row['agent_id'], start_time: row['start_time'], end_time: row['end_time'], status: row['status'] };
}

const MARK = `UPDATE slots SET status = 'booked', updated_at = now() WHERE id = $1 AND status = 'available' RETURNING id`;
const BOOK = `INSERT INTO bookings (id, slot_id, applicant_id, property_id, organization_id, notes) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *`;
const LIST = `SELECT * FROM slots WHERE property_id = $1 AND status = 'available' ORDER BY start_time LIMIT 20`;

// Word for word the article's.
const TABLES = `CREATE SCHEMA published;
CREATE TYPE published.slot_status AS ENUM ('available', 'booked', 'cancelled');
CREATE TYPE published.booking_status AS ENUM ('confirmed', 'cancelled_by_applicant', 'cancelled_by_agent');
CREATE TABLE published.agents (
  id UUID DEFAULT gen_random_uuid() PRIMARY KEY, supabase_user_id TEXT NOT NULL UNIQUE, organization_id UUID NOT NULL, name TEXT NOT NULL,
  email TEXT NOT NULL, role TEXT NOT NULL DEFAULT 'member', created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL
);
CREATE TABLE published.applicants (
  id UUID DEFAULT gen_random_uuid() PRIMARY KEY, external_id UUID NOT NULL UNIQUE, supabase_user_id TEXT, organization_id UUID NOT NULL,
  name TEXT NOT NULL, email TEXT NOT NULL, risk_level TEXT NOT NULL DEFAULT 'LOW', created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL
);
CREATE TABLE published.slots (
  id UUID DEFAULT gen_random_uuid() PRIMARY KEY, property_id UUID NOT NULL, agent_id UUID NOT NULL REFERENCES published.agents(id),
  organization_id UUID NOT NULL, start_time TIMESTAMP WITH TIME ZONE NOT NULL, end_time TIMESTAMP WITH TIME ZONE NOT NULL,
  status published.slot_status DEFAULT 'available' NOT NULL, created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, CONSTRAINT valid_time_range CHECK (end_time > start_time)
);
CREATE TABLE published.bookings (
  id UUID DEFAULT gen_random_uuid() PRIMARY KEY, slot_id UUID NOT NULL REFERENCES published.slots(id) UNIQUE,
  applicant_id UUID NOT NULL REFERENCES published.applicants(id), property_id UUID NOT NULL, organization_id UUID NOT NULL,
  status published.booking_status DEFAULT 'confirmed' NOT NULL, notes TEXT DEFAULT '' NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL
);`;

// "Indexes on property_id + status, agent_id, organization_id, and start_time"; the last one is the favour.
const INDEXES = `CREATE INDEX ON published.slots (property_id, status);
CREATE INDEX ON published.slots (agent_id);
CREATE INDEX ON published.slots (organization_id);
CREATE INDEX ON published.slots (start_time);
CREATE INDEX ON published.applicants (supabase_user_id);`;
