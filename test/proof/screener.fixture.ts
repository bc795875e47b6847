import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { publishScreening } from '../../src/sqs/publish.ts';
import type { Rows } from './stored-visits.ts';
import type { Recorder } from './history.ts';
import type { Random } from './random.ts';

const ASK_AGAIN_MS = 30;
const PATIENCE_MS = 60_000;
const MOST_BARRED = 1 / 4;

/** A screened person: `id` is their applicant record, known once they signed in. */
export interface Screened {
  readonly externalId: string;
  readonly email: string;
  id: string;
}

/** The screening service: publishes to the queue, and watches in the database when that was taken in. */
export class Screener {
  readonly #queue: SQSClient;
  readonly #queueUrl: () => string;
  readonly #database: Rows;
  readonly #organizationId: string;
  readonly #barred = new Set<Screened>();
  #lastAt = 0;
  #asking: Promise<unknown> = Promise.resolve();

  constructor(queue: SQSClient, queueUrl: () => string, database: Rows, organizationId: string) {
    this.#queue = queue;
    this.#queueUrl = queueUrl;
    this.#database = database;
    this.#organizationId = organizationId;
  }

  /** Bars somebody, or lets somebody back in. One person's screenings never overlap. */
  async step(people: readonly Screened[], recorder: Recorder, random: Random): Promise<void> {
    const restores = this.#barred.size > 0 && (random.next() < 0.5 || this.#barred.size > people.length * MOST_BARRED);
    const person = random.pick(restores ? [...this.#barred] : people.filter((one) => !this.#barred.has(one)));
    if (person === undefined) {
      return;
    }
    this.#barred[restores ? 'delete' : 'add'](person);
    await recorder.call(async () => {
      const isTakenIn = await this.screen(person, restores ? 'LOW' : 'HIGH');
      return { kind: 'screen', applicant: person.id, eligible: restores, answer: isTakenIn ? { said: 'yes' } : { said: 'nothing', why: 'not taken in' } };
    });
  }

  /** Whose last screening was not one that bars them. */
  eligible(people: readonly Screened[]): Screened | undefined {
    return people.find((one) => !this.#barred.has(one));
  }

  /** Publishes a screening newer than any before, until it was taken in; false when it was not in time. */
  async screen({ externalId, email }: Screened, riskLevel: 'LOW' | 'HIGH'): Promise<boolean> {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1);
    const screenedAt = new Date(this.#lastAt);
    const draft = { externalId, organizationId: this.#organizationId, name: 'Rui Tavares', email, riskLevel, screenedAt };
    const deadline = performance.now() + PATIENCE_MS;
    for (let isPublished = false; performance.now() < deadline; await sleep(ASK_AGAIN_MS)) {
      isPublished ||= await didSucceed(publishScreening(this.#queue, this.#queueUrl(), draft));
      if (isPublished && (await this.#isTakenIn(externalId, screenedAt))) {
        return true;
      }
    }
    return false;
  }

  async #isTakenIn(externalId: string, screenedAt: Date): Promise<boolean> {
    const ask = async () => {
      const text = 'SELECT FROM screenings WHERE organization_id = $1 AND external_id = $2 AND screened_at >= $3';
      return (await this.#database.query(text, [this.#organizationId, externalId, screenedAt])).length > 0;
    };
    // One question at a time: there may be but one connection. The database may be away for a moment.
    const asked = this.#asking.then(ask).catch(() => false);
    this.#asking = asked;
    return asked;
  }
}

// Published twice it counts once: the queue may be away for a moment.
async function didSucceed(work: Promise<unknown>): Promise<boolean> {
  return work.then(() => true, () => false);
}
