import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { ApiClient } from './api.fixture.ts';
import { agentAt, applicantAt, type TestProgram } from './process.fixture.ts';
import { assertPromisesHold } from './promises.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const SLOTS = 24;
const APPLICANTS = 4;

/** Applicants who race for the slots of one property, give them back and book again, until they are told to stop. */
export class BookingLoad {
  readonly agent: ApiClient;
  readonly slotIds: readonly string[];
  /** How often each status was answered. */
  readonly statuses = new Map<number, number>();
  readonly #applicants: readonly ApiClient[];
  readonly #booked = new Set<string>();
  readonly #cancelled = new Set<string>();
  /** Also those whose answer never came. */
  readonly #givenBack = new Set<string>();
  readonly #work: Promise<unknown>;
  #stopping = false;

  static async start(server: TestProgram): Promise<BookingLoad> {
    const organizationId = randomUUID();
    const [agent, ...applicants] = await Promise.all([
      agentAt(server, organizationId),
      ...Array.from({ length: APPLICANTS }, () => applicantAt(server, organizationId)),
    ]);
    const propertyId = randomUUID();
    const slotIds: string[] = [];
    for (let hours = 24; slotIds.length < SLOTS; hours += 1) {
      const { status, body } = await agent.createSlot(visitAt({ property_id: propertyId, hours }));
      assert.equal(status, 201);
      slotIds.push(body.slot.id);
    }
    return new BookingLoad(agent, applicants, slotIds);
  }

  private constructor(agent: ApiClient, applicants: readonly ApiClient[], slotIds: readonly string[]) {
    this.agent = agent;
    this.#applicants = applicants;
    this.slotIds = slotIds;
    this.#work = Promise.all(applicants.map((applicant, nth) => this.#bookAndGiveBack(applicant, nth)));
  }

  get acknowledged(): number {
    return this.#booked.size;
  }

  async end(): Promise<void> {
    this.#stopping = true;
    await this.#work;
  }

  /** Fails unless the database has what the applicants were told, and every promise holds. */
  async assertNothingLost(database: Client): Promise<void> {
    const stored = await database.query<{ id: string; status: string }>(
      'SELECT id, status FROM bookings WHERE id = ANY ($1)',
      [[...this.#booked]],
    );
    const statusOf = new Map(stored.rows.map(({ id, status }) => [id, status]));
    for (const id of this.#booked) {
      const status = statusOf.get(id);
      const expected = this.#cancelled.has(id)
        ? ['cancelled_by_applicant']
        : this.#givenBack.has(id)
          ? ['confirmed', 'cancelled_by_applicant']
          : ['confirmed'];
      assert.ok(status !== undefined && expected.includes(status), `an acknowledged booking is ${status}, not ${expected.join(' or ')}`);
    }
    await assertPromisesHold({
      query: async <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
        (await database.query<Row>(text, values)).rows,
    });
  }

  /** Fails unless each slot is bookable, once it was given back where it is booked. */
  async assertAllBookable(server: TestProgram): Promise<void> {
    const [applicant] = this.#applicants;
    assert.ok(applicant);
    const [agent, booker] = [at(server, this.agent), at(server, applicant)];
    for (const id of this.slotIds) {
      const { body } = await agent.getSlot(id);
      if (body.slot.booking_id !== null) {
        assert.equal((await agent.cancelBooking(body.slot.booking_id)).status, 200);
      }
      assert.equal((await booker.createBooking({ slot_id: id })).status, 201);
    }
  }

  async #bookAndGiveBack(applicant: ApiClient, nth: number): Promise<void> {
    const own: string[] = [];
    for (let turn = nth; !this.#stopping; turn += 5) {
      const slotId = this.slotIds[turn % SLOTS] ?? '';
      const answer = await this.#try(() => applicant.createBooking({ slot_id: slotId }));
      if (answer?.status === 201) {
        this.#booked.add(answer.body.booking.id);
        own.push(answer.body.booking.id);
        continue;
      }
      const oldest = answer?.status === 409 ? own.shift() : undefined;
      if (oldest !== undefined) {
        this.#givenBack.add(oldest);
        const cancelled = await this.#try(() => applicant.cancelBooking(oldest));
        if (cancelled?.status === 200) {
          this.#cancelled.add(oldest);
        }
      }
    }
  }

  /** Null when no answer came. */
  async #try<Answer extends { status: number }>(call: () => Promise<Answer>): Promise<Answer | null> {
    try {
      const answer = await call();
      this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
      return answer;
    } catch (error) {
      // What fetch throws when the connection broke; an answer that breaks the contract is another error.
      if (!(error instanceof TypeError)) {
        throw error;
      }
      await sleep(20);
      return null;
    }
  }
}

/** The same person at a server that listens elsewhere since. */
export function at(server: TestProgram, { token }: ApiClient): ApiClient {
  return new ApiClient(server.url, token);
}
