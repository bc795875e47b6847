import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { ApiClient } from './api.fixture.ts';
import { kindOf, post, postUntilAnswered, type KeyedAnswer } from './idempotency.fixture.ts';
import { agentAt, applicantAt, TestMachine, type TestProgram } from './process.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const ROUNDS = 4;
const PAIRS = 4;

/** A request that a client goes on repeating under its key until it is answered. */
interface Pending {
  readonly token: string | null;
  readonly path: '/slots' | '/bookings';
  readonly key: string;
  readonly body: object;
}

describe('kill -9 of the server in the middle of requests under an Idempotency-Key', { timeout: 300_000 }, () => {
  let machine: TestMachine;
  let server: TestProgram;
  let database: Client;
  let hours = 24;
  let answered = 0;
  const organizationId = randomUUID();
  before(async () => {
    machine = await TestMachine.make();
    server = await machine.start();
  });
  after(() => machine.remove());

  test('each took effect once, with its answer: the repeated request gets that, or is the first', async (t) => {
    const pairs = await Promise.all(
      Array.from({ length: PAIRS }, async () => ({ agent: await agentAt(server, organizationId), applicant: await applicantAt(server, organizationId) })),
    );
    const kinds = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const goal = answered + 30;
      const unanswered = Promise.all(pairs.map(({ agent, applicant }) => offerAndBook(agent, applicant)));
      await until('requests were answered', () => answered > goal);
      await sleep(randomInt(30));
      await server.kill('SIGKILL');
      const pending = await unanswered;
      server = await machine.start();
      for (const { token, path, key, body } of pending) {
        const answer = await postUntilAnswered(new ApiClient(server.url, token), path, key, body);
        const kind = kindOf(answer);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        assert.ok(kind === 'created' || kind === 'replayed', `${kind}: ${JSON.stringify(answer.body)}`);
      }
      database = await machine.connect();
      await assertNothingTwiceOrApart();
    }
    t.diagnostic(JSON.stringify(Object.fromEntries(kinds)));
    assert.equal([...kinds.values()].reduce((sum, count) => sum + count, 0), ROUNDS * PAIRS);
  });

  /** Offers slots and books them until the server is gone, and gives the request that was not answered. */
  async function offerAndBook(agent: ApiClient, applicant: ApiClient): Promise<Pending> {
    for (;;) {
      const offer: Pending = { token: agent.token, path: '/slots', key: randomUUID(), body: visitAt({ property_id: randomUUID(), hours: (hours += 1) }) };
      const offered = await send(offer);
      if (offered === null) {
        return offer;
      }
      const booking: Pending = { token: applicant.token, path: '/bookings', key: randomUUID(), body: { slot_id: offered.body.slot?.id } };
      if ((await send(booking)) === null) {
        return booking;
      }
    }
  }

  /** Null when no answer came. */
  async function send({ token, path, key, body }: Pending): Promise<KeyedAnswer | null> {
    try {
      const answer = await post(new ApiClient(server.url, token), path, key, body);
      assert.equal(kindOf(answer), 'created');
      answered += 1;
      return answer;
    } catch (error) {
      // What fetch throws when the connection broke.
      if (!(error instanceof TypeError)) {
        throw error;
      }
      return null;
    }
  }

  async function assertNothingTwiceOrApart(): Promise<void> {
    const broken = {
      'a slot offered twice': 'SELECT property_id FROM slots WHERE organization_id = $1 GROUP BY property_id HAVING count(*) > 1',
      'a slot booked twice': 'SELECT slot_id FROM bookings WHERE organization_id = $1 GROUP BY slot_id HAVING count(*) > 1',
      'an effect without its answer': `
        SELECT id FROM (SELECT organization_id, id FROM slots UNION ALL SELECT organization_id, id FROM bookings) AS effects
        WHERE organization_id = $1 AND NOT EXISTS (SELECT FROM idempotency_keys WHERE right(location, 36) = effects.id::text)`,
      'an answer without its effect': `
        SELECT key FROM idempotency_keys
        WHERE body LIKE '%' || $1::text || '%'
          AND NOT EXISTS (SELECT FROM slots WHERE id::text = right(location, 36))
          AND NOT EXISTS (SELECT FROM bookings WHERE id::text = right(location, 36))`,
    };
    for (const [what, statement] of Object.entries(broken)) {
      assert.deepEqual((await database.query(statement, [organizationId])).rows, [], what);
    }
    const { rows } = await database.query<{ bookings: number }>('SELECT count(*)::int AS bookings FROM bookings WHERE organization_id = $1', [organizationId]);
    assert.ok((rows[0]?.bookings ?? 0) > 10);
  }
});
