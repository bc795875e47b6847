import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Screening } from '../../src/applicant.ts';
import { Database } from '../../src/postgresql/database.ts';
import { PostgresqlScreeningStore } from '../../src/postgresql/screening.ts';
import { ApplicantService } from '../../src/service/applicant.ts';
import { inTurns } from '../in-turns.fixture.ts';
import { signToken } from '../token.fixture.ts';
import { until } from '../until.fixture.ts';
import { visitAt } from '../visit.fixture.ts';
import { ProofClient, type Reply } from './client.fixture.ts';
import type { Fleet } from './fleet.fixture.ts';

const CONNECTIONS = 10;
const PATIENCE_MS = 60_000;

/** Many people of one agency, spread over the servers of a fleet. */
export class Crowd {
  readonly organizationId = randomUUID();
  /** How often each answer was given: a 503 is worth a look. */
  readonly tally = new Map<string, number>();
  readonly #fleet: Fleet;
  #people = 0;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** Screened applicants who have signed in. Screened past the queue, which is not what is tried here. */
  async applicants(databaseUrl: string, count: number): Promise<ProofClient[]> {
    const database = new Database(databaseUrl, CONNECTIONS, pino({ level: 'silent' }));
    try {
      const service = new ApplicantService(new PostgresqlScreeningStore(database));
      return await inTurns(count, async () => {
        const externalId = randomUUID();
        const email = `${externalId}@applicant.example`;
        const screening: Screening = { externalId, organizationId: this.organizationId, name: 'Rui Tavares', email, riskLevel: 'LOW', screenedAt: new Date() };
        // Connecting is given three seconds, which a busy machine may not have. Repeated, a screening changes nothing.
        await until('an applicant is screened', () => service.screen(screening).then(() => true, () => false), PATIENCE_MS);
        return this.#signIn({ sub: randomUUID(), email });
      });
    } finally {
      await database.close();
    }
  }

  async agents(count: number): Promise<ProofClient[]> {
    return inTurns(count, async () => {
      const sub = randomUUID();
      return this.#signIn({ sub, email: `${sub}@agency.example`, app_metadata: { organization_id: this.organizationId } });
    });
  }

  /** Each person stays with one server, and all servers have as many. */
  async #signIn(token: Parameters<typeof signToken>[0]): Promise<ProofClient> {
    const nth = this.#people++;
    const client = new ProofClient(await signToken(token), () => this.#fleet.urls[nth % this.#fleet.urls.length], this.tally);
    await until('somebody is signed in', async () => {
      const me = await client.send('GET', '/me');
      return me.known && me.status === 200;
    }, PATIENCE_MS);
    return client;
  }
}

/** Offers a visit of half an hour, that many minutes after this time tomorrow, at a property of its own. */
export async function offerAt(agent: ProofClient, minutes: number): Promise<string> {
  const body = visitAt({ property_id: randomUUID(), hours: 24 + minutes / 60 });
  const reply = await agent.send('POST', '/slots', { body });
  return (reply.known ? reply.body.slot?.id : undefined) ?? assert.fail('the slot is not offered');
}

/**
 * Books, and asks again when told to (503 with Retry-After): on a machine that cannot keep up, waiting for a connection to
 * the database is given up after three seconds. Any other 5xx is an answer. The first request may have booked all the same; then that is the answer.
 */
export async function bookWith(applicant: ProofClient, slotId: string): Promise<Reply> {
  const book = () => applicant.send('POST', '/bookings', { body: { slot_id: slotId } });
  const first = await book();
  const reply = await untilKnown(first, book);
  if (first.known || !reply.known || reply.status !== 409) {
    return reply;
  }
  const own = await applicant.send('GET', '/bookings?limit=100');
  const booking = own.known ? own.body.bookings?.find(({ slot_id, status }) => slot_id === slotId && status === 'confirmed') : undefined;
  return booking === undefined ? reply : { ...reply, status: 201, code: '', body: { booking } };
}

/** Calls a booking off that nobody else does. Where it is not known whether that happened it is repeated; a conflict then says that it had. */
export async function cancelWith(applicant: ProofClient, bookingId: string): Promise<Reply> {
  const cancel = () => applicant.send('DELETE', `/bookings/${bookingId}`);
  const first = await cancel();
  const reply = await untilKnown(first, cancel);
  return !first.known && reply.known && reply.status === 409 ? { ...reply, status: 200, code: '' } : reply;
}

/**
 * Why a request may be repeated: it was answered 503, or its connection broke. A kept connection is closed after half a minute without a request, and a
 * client that is slow to notice sends one all the same.
 */
const PASSING: ReadonlySet<string> = new Set(['503', 'connection']);

/** What becomes known in the end. */
async function untilKnown(first: Reply, repeat: () => Promise<Reply>): Promise<Reply> {
  let reply = first;
  for (const deadline = performance.now() + PATIENCE_MS; !reply.known && PASSING.has(reply.why) && performance.now() < deadline; ) {
    reply = await repeat();
  }
  return reply;
}

/** How many answers had which status and code. */
export function tallyOf(replies: readonly Reply[]): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const reply of replies) {
    const kind = reply.known ? `${reply.status} ${reply.code}`.trim() : reply.why;
    tally[kind] = (tally[kind] ?? 0) + 1;
  }
  return tally;
}
