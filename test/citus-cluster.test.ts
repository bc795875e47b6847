import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { sayHowToPlan } from '../src/postgresql/database.ts';
import { ApiClient } from './api.fixture.ts';
import { citusPrograms, CitusCluster } from './citus-cluster.fixture.ts';
import { EventReader } from './event-stream.fixture.ts';
import { MailSink } from './mail-sink.fixture.ts';
import { agentAt, type TestProgram } from './process.fixture.ts';
import { TestProduction } from './production.fixture.ts';
import { executionOf } from './sharded-database.fixture.ts';
import { ON_ONE_NODE, readStatements, withNumbers } from './statements.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

// docs/scaling.md, held by Citus itself where it is installed. test/citus.test.ts is for every machine.

const programs = citusPrograms();
const APPLICANTS = 5;
/** So many that one node has them all once in a hundred thousand runs. */
const ORGANIZATIONS = 18;
/** PostgreSQL plans a statement five times before it looks whether one plan would do for all. */
const TIMES = 8;

describe('on a cluster of Citus', { timeout: 300_000, skip: programs === null ? 'Citus is not installed here' : false }, () => {
  let cluster: CitusCluster;
  let production: TestProduction;
  let server: TestProgram;
  let mail: MailSink;
  let servingClient: Client;
  const serving = {
    query: async <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) => (await servingClient.query<Row>(text, values)).rows,
  };
  before(async () => {
    cluster = await CitusCluster.start(programs ?? '');
    production = await TestProduction.make();
    mail = await MailSink.start();
    const settings = { DATABASE_URL: cluster.serverUrl, MIGRATION_DATABASE_URL: cluster.url, ...mail.settings };
    const migration = production.run('migrate', settings);
    assert.deepEqual(await migration.ended, { code: 0, signal: null }, migration.stderr);
    await cluster.spread();
    servingClient = new Client({ connectionString: cluster.serverUrl });
    await servingClient.connect();
    await sayHowToPlan(servingClient);
    [server] = await Promise.all([production.start('serve', settings), production.start('work', settings)]);
  });
  after(async () => {
    await production?.remove();
    await mail?.close();
    await servingClient?.end();
    await cluster?.stop();
  });

  test('deploy/citus.sql spreads every table but what stays with the coordinator', async () => {
    const rows = await cluster.query<{ name: string }>('SELECT table_name::text AS name FROM citus_tables');
    const tables = await cluster.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations'`);
    const own = new Set(tables.map(({ name }) => name));
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), [...own].filter((name) => !/_\d{6}$/.test(name)).toSorted());
  });

  for (const { name, text } of readStatements().filter((statement) => !ON_ONE_NODE.has(statement.name))) {
    test(`${name} is taken of the role that serves, again and again on one connection`, async () => {
      await serving.query('BEGIN');
      try {
        await serving.query(`PREPARE "${name}" AS ${withNumbers(text)}; SAVEPOINT prepared`);
        const execution = await executionOf(serving, name);
        for (let time = 1; time <= TIMES; time += 1) {
          await serving.query(execution).catch(assertTaken);
          await serving.query('ROLLBACK TO prepared');
        }
      } finally {
        await serving.query('ROLLBACK');
        await serving.query('DEALLOCATE ALL');
      }
    });
  }

  test('people are screened, book, race, cancel and book again', async () => {
    const [organizationId, propertyId, otherProperty] = [randomUUID(), randomUUID(), randomUUID()];
    const agent = await agentAt(server, organizationId);
    const applicants = await Promise.all(Array.from({ length: APPLICANTS }, () => production.screenedApplicant(server, organizationId)));
    const offered = await agent.createSlot(visitAt({ property_id: propertyId }));
    assert.equal(offered.status, 201);
    assert.equal((await agent.createSlot(visitAt({ property_id: propertyId }))).status, 409, 'a duplicate offer');
    assert.equal((await agent.createSlot(visitAt({ property_id: otherProperty }))).status, 201);
    const slot_id = offered.body.slot.id;
    const race = async (): Promise<{ winner: ApiClient; id: string }> => {
      const answers = await Promise.all(applicants.map((applicant) => applicant.createBooking({ slot_id })));
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, ...Array.from({ length: APPLICANTS - 1 }, () => 409)]);
      const first = answers.findIndex(({ status }) => status === 201);
      return { winner: applicants[first] ?? assert.fail('nobody'), id: answers[first]?.body.booking.id ?? '' };
    };
    const { winner, id } = await race();
    assert.deepEqual((await winner.listPropertySlots(otherProperty)).body.slots, [], 'the agent is busy then');
    assert.equal((await winner.cancelBooking(id)).status, 200);
    assert.equal((await winner.listPropertySlots(otherProperty)).body.slots.length, 1);
    const again = await race();
    assert.equal((await agent.cancelSlot(slot_id)).status, 200);
    assert.equal((await agent.getBooking(again.id)).body.booking.status, 'cancelled_by_agent');
  });

  test('a slot does not let go of a confirmed booking', async () => {
    const organizationId = randomUUID();
    const agent = await agentAt(server, organizationId);
    const applicant = await production.screenedApplicant(server, organizationId);
    const slot_id = (await agent.createSlot(visitAt({ property_id: randomUUID() }))).body.slot.id;
    assert.equal((await applicant.createBooking({ slot_id })).status, 201);
    const letGo = cluster.query(`UPDATE slots SET status = 'available', booking_id = NULL WHERE organization_id = '${organizationId}' AND id = '${slot_id}'`);
    await assert.rejects(letGo, (error) => error instanceof DatabaseError && error.code === '23503');
    assert.equal((await agent.getSlot(slot_id)).body.slot.status, 'booked');
  });

  test('an Idempotency-Key holds', async () => {
    const organizationId = randomUUID();
    const agent = await agentAt(server, organizationId);
    const applicant = await production.screenedApplicant(server, organizationId);
    await agent.getMe();
    const offer = { body: visitAt({ property_id: randomUUID() }), headers: { 'idempotency-key': randomUUID() } };
    const answers = await Promise.all(Array.from({ length: 4 }, () => agent.call('POST', '/api/v1/slots', offer)));
    assert.ok(answers.every(({ status }) => status === 201 || status === 409), JSON.stringify(answers.map(({ status }) => status)));
    assert.equal((await agent.call('POST', '/api/v1/slots', offer)).status, 201);
    const { slots: [slot] } = (await agent.listSlots()).body;
    const booking = { body: { slot_id: slot?.id }, headers: { 'idempotency-key': randomUUID() } };
    for (const attempt of ['first', 'second']) {
      assert.equal((await applicant.call('POST', '/api/v1/bookings', booking)).status, 201, attempt);
    }
    assert.equal((await agent.listSlots()).body.slots.length, 1);
    assert.equal((await applicant.listBookings()).body.bookings.length, 1);
  });

  test('whoever books is told by mail, and again when it is called off; so is the agent', async () => {
    const organizationId = randomUUID();
    const agent = await agentAt(server, organizationId);
    const applicant = await production.screenedApplicant(server, organizationId);
    const [agentsEmail, applicantsEmail] = [await emailOf(agent), await emailOf(applicant)];
    // Of the first screening, and of the first sign-in.
    await mail.waitFor(2, applicantsEmail);
    const { body: offered } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    const { body: booked } = await applicant.createBooking({ slot_id: offered.slot.id });
    await Promise.all([mail.waitFor(3, applicantsEmail), mail.waitFor(1, agentsEmail)]);
    assert.equal((await applicant.cancelBooking(booked.booking.id)).status, 200);
    const [toApplicant, toAgent] = await Promise.all([mail.waitFor(4, applicantsEmail), mail.waitFor(2, agentsEmail)]);
    assert.deepEqual([toApplicant, toAgent].map((mails) => mails.map(({ method }) => method)), [[null, null, 'REQUEST', 'CANCEL'], ['REQUEST', 'CANCEL']]);
    await until('the outbox is empty', async () => (await cluster.query('SELECT FROM outbox')).length === 0);
  });

  test('open pages hear of changes of every organization, whichever node its rows are on', async () => {
    const nodes = new Set<string>();
    for (let nth = 0; nth < ORGANIZATIONS; nth += 1) {
      const organizationId = randomUUID();
      const agent = await agentAt(server, organizationId);
      const applicant = await production.screenedApplicant(server, organizationId);
      const page = await EventReader.open(agent);
      const { body: taken } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
      const { body: hidden } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
      await Promise.all([taken, hidden].map(({ slot }) => page.heard('slot.changed', slot.id)));
      page.forget();
      const { body } = await applicant.createBooking({ slot_id: taken.slot.id });
      await Promise.all([page.heard('booking.changed', body.booking.id), page.heard('slot.changed', hidden.slot.id)]);
      page.close();
      nodes.add(await cluster.nodeOf(organizationId));
    }
    assert.equal(nodes.size, 2, 'both nodes that hold rows');
  });

  test('answers that have expired are removed, and no others', async () => {
    const statement = readStatements().find(({ name }) => name === 'removeExpiredAnswers') ?? assert.fail('there is one');
    const keep = (key: string, expiresIn: string) =>
      cluster.query(`INSERT INTO idempotency_keys (user_id, key, fingerprint, status, body, expires_at) VALUES ('u', $1, decode(repeat('00', 32), 'hex'), 201, '{}', now() + $2::interval)`, [key, expiresIn]);
    await Promise.all([keep('old', '-1 second'), keep('new', '1 hour')]);
    await cluster.query(withNumbers(statement.text), [10]);
    assert.deepEqual(await cluster.query(`SELECT key FROM idempotency_keys WHERE user_id = 'u'`), [{ key: 'new' }]);
  });
});

/** Values that no constraint lets through were taken as far as a node. */
function assertTaken(error: unknown): void {
  assert.ok(error instanceof DatabaseError, String(error));
  assert.match(error.code ?? '', /^23/, error.message);
}

async function emailOf(api: ApiClient): Promise<string> {
  const { body } = await api.getMe();
  return body.organizations[0]?.email ?? assert.fail('everybody has an address');
}
