import { SignJWT } from 'jose';
import { Client } from 'pg';
import { idOf, type BenchDatabase, type Size } from './database.ts';
import type { LoadRequest } from './load.ts';
import { SECRET } from './server.ts';

const LISTS_ASKED = 20_000;
const MIX_LENGTH = 200_000;

/** The requests of a run. Every slot is booked once only: whoever asks for bookings gets the next ones. */
export class BenchRequests {
  readonly #database: BenchDatabase;
  readonly #size: Size;
  readonly #applicants: readonly string[];
  readonly #agents: readonly string[];
  #nextSlot = 0;
  #firstLists = 0;

  static async prepare(database: BenchDatabase, size: Size): Promise<BenchRequests> {
    const tokens = (kind: string, count: number) => Promise.all(Array.from({ length: count }, (_, n) => tokenOf(`bench-${kind}-${n}`)));
    return new BenchRequests(database, size, await tokens('applicant', size.applicants), await tokens('agent', size.agents));
  }

  private constructor(database: BenchDatabase, size: Size, applicants: readonly string[], agents: readonly string[]) {
    this.#database = database;
    this.#size = size;
    this.#applicants = applicants;
    this.#agents = agents;
  }

  /** Numbers of slots that nobody has booked yet, fewer where there are no more. */
  freshSlots(count: number): number[] {
    const from = this.#nextSlot;
    this.#nextSlot = Math.min(this.#size.slots, from + count);
    return Array.from({ length: this.#nextSlot - from }, (_, n) => from + n);
  }

  bookings(count: number): LoadRequest[] {
    return this.bookingsOf(this.freshSlots(count));
  }

  /** Of slots at the same time each has another applicant. */
  bookingsOf(slots: readonly number[]): LoadRequest[] {
    return slots.map((slot) => this.#book(slot, slot));
  }

  /** All for the slot that was booked first. */
  conflicts(): LoadRequest[] {
    return Array.from({ length: 2_000 }, (_, n) => this.#book(0, n + 1));
  }

  /**
   * @param among how many properties
   * @param of which agencies' applicants ask, each for their own agency's
   */
  lists(among = this.#size.properties, of: readonly number[] = this.#everyAgency()): LoadRequest[] {
    return this.#asked(among, of, (property) => `/api/v1/properties/${idOf('property', property)}/slots`);
  }

  /** Lists that nobody asked for in this way before: each begins at another moment, long before the first visit. */
  firstLists(of: readonly number[] = this.#everyAgency()): LoadRequest[] {
    const from = () => new Date(today() + 24 * 3_600_000 + this.#firstLists++).toISOString();
    return this.lists(this.#size.properties, of).map((list) => ({ ...list, path: `${list.path}?from=${from()}` }));
  }

  reads(of: readonly number[] = this.#everyAgency()): LoadRequest[] {
    return this.#asked(this.#size.slots, of, (slot) => `/api/v1/slots/${idOf('slot', slot)}`);
  }

  /** Of several agencies the nth of anything belongs to the agency n modulo their number (fill.ts). */
  #asked(among: number, of: readonly number[], path: (thing: number) => string): LoadRequest[] {
    const { agencies = 1 } = this.#size;
    return Array.from({ length: LISTS_ASKED }, (_, n) => {
      const agency = of[n % of.length] ?? 0;
      return this.#get(path(scattered(n, Math.floor(among / agencies)) * agencies + agency), Math.floor(n / of.length) * agencies + agency);
    });
  }

  #everyAgency(): number[] {
    return Array.from({ length: this.#size.agencies ?? 1 }, (_, n) => n);
  }

  /** What the calendar of an agent asks for: their slots from one of the next `days` days on, and a page of the agency's bookings. */
  agentLists({ days = 7, limit = 100 }: { days?: number; limit?: number } = {}): LoadRequest[] {
    const day = (n: number) => new Date(today() + (7 + (n % days)) * 24 * 3_600_000).toISOString();
    return Array.from({ length: 2_000 }, (_, n) => ({
      method: 'GET',
      path: n % 2 === 0 ? `/api/v1/slots?from=${day(n)}&limit=${limit}` : `/api/v1/bookings?from=${day(n)}`,
      token: this.#agents[n % this.#agents.length] ?? '',
      body: null,
    }));
  }

  /** Calls off bookings that stand, each by whoever made it; in no order. */
  async cancellations(count: number): Promise<LoadRequest[]> {
    const client = new Client({ connectionString: this.#database.migrationUrl });
    await client.connect();
    const { rows } = await client.query<{ id: string; applicant: number }>(
      `SELECT bookings.id, replace(supabase_user_id, 'bench-applicant-', '')::int AS applicant
       FROM bookings JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
       WHERE status = 'confirmed' AND start_time > now() ORDER BY md5(bookings.id::text) LIMIT $1`,
      [count],
    );
    await client.end();
    return rows.map(({ id, applicant }) => ({ method: 'DELETE', path: `/api/v1/bookings/${id}`, token: this.#applicant(applicant), body: null }));
  }

  /** 90 % lists, 8 % reads, 1.5 % bookings, 0.5 % cancellations, in an order that is the same in every run. */
  async mix(): Promise<LoadRequest[]> {
    const [lists, reads, bookings] = [this.lists(), this.reads(), this.bookings(MIX_LENGTH * 0.015)];
    const cancellations = await this.cancellations(MIX_LENGTH * 0.005);
    return Array.from({ length: MIX_LENGTH }, (_, n) => {
      const [place, round] = [n % 200, Math.floor(n / 200)];
      const [kind, among] =
        place < 180 ? [lists, n] : place < 196 ? [reads, n] : place < 199 ? [bookings, round * 3 + place - 196] : [cancellations, round];
      return kind[among % Math.max(1, kind.length)] ?? this.#get('/api/v1/me', n);
    });
  }

  #book(slot: number, applicant: number): LoadRequest {
    return { method: 'POST', path: '/api/v1/bookings', token: this.#applicant(applicant), body: JSON.stringify({ slot_id: idOf('slot', slot) }) };
  }

  #get(path: string, applicant: number): LoadRequest {
    return { method: 'GET', path, token: this.#applicant(applicant), body: null };
  }

  #applicant(n: number): string {
    return this.#applicants[n % this.#applicants.length] ?? '';
  }
}

/** The last midnight by UTC, as the bench's PostgreSQL has it. */
function today(): number {
  return new Date().setUTCHours(0, 0, 0, 0);
}

/** A number below `below` for each n, as if drawn at random, but the same in every run (Knuth's multiplicative hash). */
function scattered(n: number, below: number): number {
  return Math.floor(((Math.imul(n + 1, 2_654_435_761) >>> 0) / 2 ** 32) * below);
}

/** What a user of the bench signs in with. */
export function tokenOf(user: string): Promise<string> {
  return new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(new TextEncoder().encode(SECRET));
}
