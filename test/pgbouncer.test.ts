import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { ApiClient } from './api.fixture.ts';
import { Pgbouncer, pgbouncerVersion } from './pgbouncer.fixture.ts';
import { agentAt, PROJECT, type TestProgram } from './process.fixture.ts';
import { TestProduction } from './production.fixture.ts';
import { assertPromisesHold } from './promises.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const version = pgbouncerVersion();
const skip = version === null ? 'PgBouncer 1.21 or newer is not installed here (docs/scaling.md): nothing behind it was tried' : false;
/** Far fewer than the servers open towards it, so that every statement meets connections of all kinds. */
const CONNECTIONS = '3';
const APPLICANTS = 6;
const LIMITS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];

describe('servers and a worker behind PgBouncer, in transaction mode', { timeout: 240_000, skip }, () => {
  let production: TestProduction;
  let bouncer: Pgbouncer;
  let servers: TestProgram[];
  let worker: TestProgram;
  before(async () => {
    production = await TestProduction.make();
    await production.migrate();
    const database = new URL(production.database.url).pathname.slice(1);
    const roleSettings = readFileSync(`${PROJECT}deploy/pgbouncer/role.sql`, 'utf8').replaceAll('DATABASE visita ', `DATABASE ${database} `);
    await asServer(production, roleSettings);
    bouncer = await Pgbouncer.start(production.database.serverUrl, { default_pool_size: CONNECTIONS });
    const through = { DATABASE_URL: bouncer.url, MIGRATION_DATABASE_URL: '' };
    [worker, ...servers] = await Promise.all([production.start('work', through), production.start('serve', through), production.start('serve', through)]);
  });
  after(async () => {
    await bouncer?.stop();
    await production?.remove();
  });

  const client = (nth: number, { token }: ApiClient) => new ApiClient(servers[nth % servers.length]?.url ?? '', token);

  test('book, race, cancel and list as without it', async (t) => {
    t.diagnostic(`PgBouncer ${version}`);
    const [server] = servers;
    assert.ok(server);
    const [organizationId, propertyId] = [randomUUID(), randomUUID()];
    const agent = await agentAt(server, organizationId);
    const applicants = await Promise.all(Array.from({ length: APPLICANTS }, () => production.screenedApplicant(server, organizationId)));
    for (let hours = 24; hours < 34; hours += 1) {
      const { status, body } = await agent.createSlot(visitAt({ property_id: propertyId, hours }));
      assert.equal(status, 201);
      const slot_id = body.slot.id;
      const answers = await Promise.all(applicants.map((applicant, nth) => client(nth, applicant).createBooking({ slot_id })));
      assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [201, ...Array.from({ length: APPLICANTS - 1 }, () => 409)]);
      const winner = answers.findIndex((answer) => answer.status === 201);
      const [applicant, booking] = [applicants[winner], answers[winner]?.body.booking];
      assert.ok(applicant && booking);
      const lists = await Promise.all(applicants.map((each, nth) => client(nth, each).listPropertySlots(propertyId)));
      assert.ok(lists.every((list) => list.status === 200));
      if (hours % 2 === 0) {
        assert.equal((await client(winner + 1, applicant).cancelBooking(booking.id)).status, 200);
      }
    }
    await assertPromisesHold(production.database);
  });

  test('an Idempotency-Key is held by its lock: requests at once under one key, at both servers, take effect once', async () => {
    const [server] = servers;
    assert.ok(server);
    const agent = await agentAt(server, randomUUID());
    await agent.getMe();
    const offer = { body: visitAt({ property_id: randomUUID() }), headers: { 'idempotency-key': randomUUID() } };
    const answers = await Promise.all(Array.from({ length: 8 }, (_, nth) => client(nth, agent).call('POST', '/api/v1/slots', offer)));
    assert.ok(answers.every(({ status }) => status === 201 || status === 409), JSON.stringify(answers.map(({ status }) => status)));
    assert.equal((await agent.listSlots()).body.slots.length, 1);
  });

  test('what happened is moved out of the outbox and tried', async () => {
    await until('the outbox is empty', async () => (await production.database.query('SELECT FROM outbox')).length === 0);
    const metrics = async () => (await fetch(`${worker.url}/metrics`, { headers: { authorization: 'Bearer metrics' } })).text();
    await until('mails are tried', async () => /^mails_total\{outcome="postponed"\} [1-9]/m.test(await metrics()));
  });

  test('hardly any connection reaches the database, and what servers say when they connect holds on each', async () => {
    const rows = await production.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND usename = 'visita_server'`,
    );
    assert.ok((rows[0]?.count ?? 99) <= Number(CONNECTIONS));
    const direct = new Client({ connectionString: bouncer.url });
    await direct.connect();
    const { rows: said } = await direct.query<{ name: string; setting: string }>('SELECT name, setting FROM pg_settings WHERE name = ANY ($1)', [[...LIMITS, 'plan_cache_mode']]);
    await direct.end();
    const { plan_cache_mode: planned, ...limits } = Object.fromEntries(said.map(({ name, setting }) => [name, setting]));
    assert.equal(planned, 'force_generic_plan');
    assert.deepEqual(Object.keys(limits).toSorted(), LIMITS.toSorted());
    assert.ok(Object.values(limits).every((milliseconds) => Number(milliseconds) > 0), JSON.stringify(limits));
  });

  test('nobody complained', () => {
    for (const { stderr } of [worker, ...servers]) {
      assert.deepEqual(stderr.split('\n').filter((line) => /prepared statement|heeds no time limits|"level":"(error|fatal)"/.test(line)), []);
    }
    assert.doesNotMatch(bouncer.log, /unsupported startup parameter|ERROR/);
  });
});

async function asServer(production: TestProduction, statements: string): Promise<void> {
  const client = new Client({ connectionString: production.database.serverUrl });
  await client.connect();
  await client.query(statements);
  await client.end();
}

describe('a server behind PgBouncer', { timeout: 240_000, skip }, () => {
  test('whose role has no limits of time says so', async (t) => {
    const production = await TestProduction.make();
    t.after(() => production.remove());
    await production.migrate();
    const bouncer = await Pgbouncer.start(production.database.serverUrl, {});
    t.after(() => bouncer.stop());
    const server = await production.start('serve', { DATABASE_URL: bouncer.url, MIGRATION_DATABASE_URL: '' });
    assert.match(server.stderr, /"missing":\["idle_in_transaction_session_timeout","lock_timeout","statement_timeout"\].*heeds no time limits/);
  });
});
