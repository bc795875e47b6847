import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '../../src/sqs/client.ts';
import { signToken } from '../token.fixture.ts';
import { offer, stepOfAgent, stepOfApplicant, type Board, type Person } from './actors.fixture.ts';
import { ProofClient } from './client.fixture.ts';
import type { Fleet } from './fleet.fixture.ts';
import { Recorder, type History, type Place } from './history.ts';
import { Random } from './random.ts';
import { Screener, type Screened } from './screener.fixture.ts';
import type { Rows } from './stored-visits.ts';
import { turnOver } from './turnover.fixture.ts';
import { until } from '../until.fixture.ts';

/**
 * People who book, cancel, book again, cancel slots and are screened again, all at random, on every server of a fleet.
 *
 *   const workload = await Workload.prepare({ fleet, database, seed, shape: APART });
 *   workload.start();            // faults may come and go from here on
 *   const history = await workload.stop();
 *   await fleet.drain();         // nothing is under way any more
 *   const verdict = await judge(history, database);   // judge.fixture.ts
 *
 * `database` asks the database past the servers; it may fail for a moment. `tally` counts what was answered.
 */

/** How many there are of everybody. Apart: no two visits overlap, so that a conflict is the slot's own. */
export interface Shape {
  readonly agents: number;
  readonly placesOfAgent: number;
  readonly applicants: number;
  readonly visits: 'apart' | 'overlapping';
  /** How long everybody rests between two steps; not at all unless given. */
  readonly restMs?: number;
}

export const APART: Shape = { agents: 2, placesOfAgent: 3, applicants: 12, visits: 'apart' };
/** Few enough changes for a mail about each. */
export const CALM: Shape = { agents: 1, placesOfAgent: 3, applicants: 3, visits: 'apart', restMs: 250 };
/** Each visit overlaps the one before and the one after, of the agent's own and of the others'. */
export const OVERLAPPING: Shape = { agents: 3, placesOfAgent: 4, applicants: 10, visits: 'overlapping' };

/** How long a run lasts, and its seed: PROOF_SECONDS and PROOF_SEED. */
export const PROOF_SECONDS = Number(process.env['PROOF_SECONDS'] ?? 6);
export const PROOF_SEED = Number(process.env['PROOF_SEED'] ?? randomInt(2 ** 31));

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How long requests under a key are still repeated after the stop. */
const LAST_PATIENCE_MS = 60_000;

export class Workload {
  readonly organizationId: string;
  readonly tally: Map<string, number>;
  readonly #board: Board;
  readonly #restMs: number;
  readonly #agents: readonly Person[];
  readonly #applicants: readonly Person[];
  readonly #screened: readonly Screened[];
  readonly #screener: Screener;
  readonly #queue: SQSClient;
  readonly #random: Random;
  #isStopping = false;
  #work: Promise<unknown> = Promise.resolve();

  /** Screens and signs in everybody and offers every place: every server must run. */
  static async prepare(options: { fleet: Fleet; database: Rows; seed: number; shape: Shape; token?: object }): Promise<Workload> {
    const { fleet, database, shape } = options;
    const random = new Random(options.seed);
    const organizationId = randomUUID();
    const tally = new Map<string, number>();
    const sign = async (number: number, token: Parameters<typeof signToken>[0]): Promise<Person & { id: string }> => {
      const own = random.fork(number);
      const client = new ProofClient(await signToken({ ...options.token, ...token }), () => own.pick(fleet.urls), tally);
      return { id: await signIn(client), client, random: own };
    };
    const { endpoint, region, credentials } = fleet.queue;
    const queue = createSqsClient({ endpoint, region, credentials });
    const screener = new Screener(queue, () => fleet.queue.queueUrl, database, organizationId);
    const agents = await all(shape.agents, (number) => {
      const sub = randomUUID();
      return sign(number, { sub, email: `${sub}@agency.example`, app_metadata: { organization_id: organizationId } });
    });
    const screened = await all(shape.applicants, async (): Promise<Screened> => {
      const externalId = randomUUID();
      const one = { externalId, email: `${externalId}@applicant.example`, id: '' };
      assert.ok(await screener.screen(one, 'LOW'), 'a screening is taken in');
      return one;
    });
    const applicants = await all(shape.applicants, async (number) => {
      const one = screened[number];
      assert.ok(one);
      const person = await sign(shape.agents + number, { sub: randomUUID(), email: one.email });
      one.id = person.id;
      return person;
    });
    const places = placesOf(shape, agents);
    const board: Board = { recorder: new Recorder(), places, slotIds: [], bookings: [], patientUntil: Infinity };
    await Promise.all(places.map((place, number) => offer(board, agents.find(({ id }) => id === place.agent) ?? assert.fail(), number)));
    assert.equal(board.slotIds.filter((id) => id !== '').length, places.length, 'every place is offered');
    return new Workload({ organizationId, tally, board, restMs: shape.restMs ?? 0, agents, applicants, screened, screener, queue, random });
  }

  private constructor(made: { organizationId: string; tally: Map<string, number>; board: Board; restMs: number; agents: Person[]; applicants: Person[]; screened: Screened[]; screener: Screener; queue: SQSClient; random: Random }) {
    this.organizationId = made.organizationId;
    this.tally = made.tally;
    this.#board = made.board;
    this.#restMs = made.restMs;
    this.#agents = made.agents;
    this.#applicants = made.applicants;
    this.#screened = made.screened;
    this.#screener = made.screener;
    this.#queue = made.queue;
    this.#random = made.random.fork(-1);
  }

  /** Bookings that somebody was told of so far. */
  get acknowledged(): number {
    return this.tally.get('POST 201') ?? 0;
  }

  start(): void {
    this.#work = Promise.all([
      ...this.#applicants.map(async (person) => {
        const own: { slotId: string; bookingId: string }[] = [];
        await this.#goOn(() => stepOfApplicant(this.#board, person, own));
      }),
      ...this.#agents.map((person) => this.#goOn(() => stepOfAgent(this.#board, person))),
      this.#goOn(() => this.#screener.step(this.#screened, this.#board.recorder, this.#random)),
    ]);
  }

  /** Lets everybody finish what they began; what was under a key is repeated until it is answered. */
  async stop(patienceMs = LAST_PATIENCE_MS): Promise<History> {
    this.#isStopping = true;
    this.#board.patientUntil = performance.now() + patienceMs;
    try {
      await this.#work;
    } finally {
      this.#queue.destroy();
    }
    return this.#history();
  }

  /** After the stop: fails where a slot is stuck. Gives the history, with what this asked. */
  async turnOver(): Promise<History> {
    const eligible = this.#screener.eligible(this.#screened);
    const applicant = this.#applicants.find(({ id }) => id === eligible?.id) ?? assert.fail('somebody is eligible');
    await turnOver(this.#board, this.#agents, applicant);
    return this.#history();
  }

  #history(): History {
    const { places, recorder } = this.#board;
    return { organizationId: this.organizationId, places, operations: recorder.operations };
  }

  async #goOn(step: () => Promise<void>): Promise<void> {
    while (!this.#isStopping) {
      await step();
      if (this.#restMs > 0) {
        await sleep(this.#restMs);
      }
    }
  }
}

function placesOf({ agents, placesOfAgent, visits }: Shape, people: readonly Person[]): Place[] {
  const apart = people.map(() => randomUUID());
  const tomorrow = Math.ceil((Date.now() + DAY) / MINUTE) * MINUTE;
  return Array.from({ length: agents * placesOfAgent }, (_, number) => {
    const agent = number % agents;
    const start = tomorrow + (visits === 'apart' ? number * 60 : Math.floor(number / agents) * 20 + agent * 5) * MINUTE;
    // Overlapping visits of one agent are at different properties, or they would be one offer twice.
    const propertyId = visits === 'apart' ? apart[agent] : undefined;
    return { propertyId: propertyId ?? randomUUID(), agent: people[agent]?.id ?? '', start, end: start + 30 * MINUTE };
  });
}

/** Signs in and gives the id of the record: of an applicant once their screening is known everywhere. */
async function signIn(client: ProofClient): Promise<string> {
  let id: string | undefined;
  await until('somebody is known', async () => {
    const reply = await client.send('GET', '/me');
    const [record] = reply.known ? (reply.body.organizations ?? []) : [];
    id = record?.agent_id ?? record?.applicant_id;
    return id !== undefined;
  });
  return id ?? assert.fail();
}

function all<T>(count: number, make: (number: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, number) => make(number)));
}
