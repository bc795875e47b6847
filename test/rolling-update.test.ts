import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { Database } from '../src/postgresql/database.ts';
import { PostgresqlScreeningStore } from '../src/postgresql/screening.ts';
import { ApplicantService } from '../src/service/applicant.ts';
import { ApiClient } from './api.fixture.ts';
import { agentAt, type TestProgram } from './process.fixture.ts';
import { TestProduction } from './production.fixture.ts';
import { assertPromisesHold } from './promises.fixture.ts';
import { ReverseProxy } from './reverse-proxy.fixture.ts';
import { signToken } from './token.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const ENDED_IN_ORDER = { code: 0, signal: null };
const APPLICANTS = 4;
const SLOTS = 12;
const SERVER = { DRAIN_SECONDS: '5' };

describe('an update', { timeout: 240_000 }, () => {
  let production: TestProduction;
  let people: Database;
  before(async () => {
    production = await TestProduction.make();
    await production.migrate();
    people = new Database(production.database.url, 1, pino({ level: 'silent' }));
  });
  after(async () => {
    await people.close();
    await production.remove();
  });

  async function applicantThrough(url: string, organizationId: string): Promise<ApiClient> {
    const externalId = randomUUID();
    const email = `${externalId}@applicant.example`;
    const screening = { externalId, organizationId, name: 'Rui Tavares', email, riskLevel: 'LOW', screenedAt: new Date() } as const;
    await new ApplicantService(new PostgresqlScreeningStore(people)).screen(screening);
    return new ApiClient(url, await signToken({ sub: randomUUID(), email }));
  }

  test('a server that is told to end first says that it is not ready, goes on answering, and only then refuses', async () => {
    const server = await production.start('serve', { DRAIN_SECONDS: '12' });
    const agent = await agentAt(server, randomUUID());
    assert.equal((await agent.listSlots()).status, 200);
    server.child.kill('SIGTERM');
    await until('it says that it is not ready', async () => (await fetch(`${server.url}/health/ready`)).status === 503);
    const { status, headers } = await agent.listSlots();
    // So that whoever keeps connections lets go of this one.
    assert.deepEqual([status, headers.get('connection')], [200, 'close']);
    assert.equal((await fetch(`${server.url}/health/live`)).status, 200);
    assert.deepEqual(await server.ended, ENDED_IN_ORDER);
  });

  test('of two servers behind a proxy, one after the other under load, fails no request', async (t) => {
    const proxy = await ReverseProxy.start();
    t.after(() => proxy.stop());
    const servers = await Promise.all([production.start('serve', SERVER), production.start('serve', SERVER)]);
    servers.forEach(({ url }) => proxy.add(url));
    const seen = (server: TestProgram) => until('the proxy sends requests to it', () => proxy.isReady(server.url));
    await Promise.all(servers.map(seen));

    const organizationId = randomUUID();
    const propertyId = randomUUID();
    const agent = new ApiClient(proxy.url, (await agentAt(servers[0], organizationId)).token);
    const slotIds: string[] = [];
    for (let hours = 24; slotIds.length < SLOTS; hours += 1) {
      slotIds.push((await agent.createSlot(visitAt({ property_id: propertyId, hours }))).body.slot.id);
    }
    const statuses = new Map<string, number>();
    const over = new AbortController();
    const note = <Answer extends { status: number; body: unknown }>(what: string, answer: Answer): Answer => {
      statuses.set(`${what} ${answer.status}`, (statuses.get(`${what} ${answer.status}`) ?? 0) + 1);
      assert.ok(answer.status < 500, `${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer;
    };
    const use = async (nth: number) => {
      const applicant = await applicantThrough(proxy.url, organizationId);
      for (let turn = nth; !over.signal.aborted; turn += 1) {
        note('list', await applicant.listPropertySlots(propertyId));
        const { status, body } = note('book', await applicant.createBooking({ slot_id: slotIds[turn % SLOTS] }));
        if (status === 201) {
          note('cancel', await applicant.cancelBooking(body.booking.id));
        }
      }
    };
    const load = Promise.all(Array.from({ length: APPLICANTS }, (_, nth) => use(nth)));
    // Whatever fails ends the test at once, not at its end.
    const failed = load.then(() => assert.fail('the load ended by itself'));
    failed.catch(() => undefined);
    const replace = async () => {
      for (const old of servers) {
        old.child.kill('SIGTERM');
        assert.deepEqual(await old.ended, ENDED_IN_ORDER);
        const fresh = await production.start('serve', SERVER);
        proxy.add(fresh.url);
        await seen(fresh);
        const answeredSoFar = proxy.answered(fresh.url);
        await until('the new server answers', () => proxy.answered(fresh.url) > answeredSoFar + 10);
      }
    };
    try {
      await Promise.race([replace(), failed]);
    } finally {
      over.abort();
    }
    await load;
    t.diagnostic(`answers: ${[...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}`);
    for (const answer of ['list 200', 'book 201', 'cancel 200']) {
      assert.ok((statuses.get(answer) ?? 0) > 20, answer);
    }
    await assertPromisesHold(production.database);
  });
});
