import assert from 'node:assert/strict';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DEMO_AGENTS, DEMO_ORGANIZATION, demoUserId } from '../src/embedded/demo-people.ts';
import { embeddedQueueAt } from '../src/embedded/sqs.ts';
import { createSqsClient } from '../src/sqs/client.ts';
import { ApiClient } from './api.fixture.ts';
import { agentAt, applicantAt, TestMachine, type TestProgram } from './process.fixture.ts';
import { signToken } from './token.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const COUNTS = `SELECT (SELECT count(*)::int FROM agents) AS agents, (SELECT count(*)::int FROM applicants) AS applicants,
  (SELECT count(*)::int FROM slots) AS slots, (SELECT count(*)::int FROM bookings) AS bookings,
  (SELECT count(*)::int FROM events) AS events, (SELECT count(*)::int FROM outbox) AS outbox`;

describe('the first start on a bare machine', { timeout: 200_000 }, () => {
  let machine: TestMachine;
  let server: TestProgram;
  let readiness: number;
  before(async () => {
    machine = await TestMachine.make();
    server = await machine.start();
    readiness = (await fetch(`${server.url}/health/ready`)).status;
  });
  after(() => machine.remove());

  test('is ready at the moment it says so', () => {
    assert.equal(readiness, 200);
  });

  test('says on standard output where everything is, with one ready line at the end', () => {
    assert.deepEqual(server.stdout.split('\n'), [
      `Dashboard      ${server.url}/`,
      `API            ${server.url}/api/v1`,
      `API reference  ${server.url}/docs`,
      `Mailbox        ${server.mailboxUrl}`,
      `Event queue    ${server.queueUrl}`,
      `Visita is ready at ${server.url}`,
      '',
    ]);
  });

  test('logs JSON and nothing else on standard error, and no secret in it', async () => {
    assert.deepEqual(server.complaints, []);
    for (const line of server.stderr.trim().split('\n')) {
      assert.equal(typeof JSON.parse(line).msg, 'string', line);
    }
    for (const name of ['postgresql-password', 'postgresql-superuser-password']) {
      const secret = (await readFile(join(machine.dataDir, name), 'utf8')).trim();
      assert.equal(server.stderr.includes(secret), false, `${name} is in the log`);
    }
  });

  test('serves what it pointed at: API, reference, contract and queue', async () => {
    assert.equal((await fetch(`${server.url}/api/v1/me`)).status, 401);
    for (const path of ['/docs', '/openapi.yaml', '/health/live', '/metrics']) {
      assert.equal((await fetch(server.url + path)).status, 200, path);
    }
    const client = createSqsClient(embeddedQueueAt(Number(new URL(server.queueUrl).port)));
    const command = new GetQueueAttributesCommand({ QueueUrl: server.queueUrl, AttributeNames: ['All'] });
    const { Attributes } = await client.send(command);
    client.destroy();
    assert.match(Attributes?.['RedrivePolicy'] ?? '', /applicant-events-dlq/);
  });

  test('has the demo agency, of which nobody is told anything', async () => {
    const database = await machine.connect();
    const { rows } = await database.query(COUNTS);
    assert.deepEqual(
      { ...rows[0], slots: rows[0].slots > 50, events: rows[0].events > 50 },
      { agents: 2, applicants: 4, slots: true, bookings: 3, events: true, outbox: 0 },
    );
    const { rows: days } = await database.query(
      `SELECT count(DISTINCT (start_time AT TIME ZONE 'Europe/Lisbon')::date)::int AS days,
        min(start_time) > now() AS future, max(start_time) < now() + interval '8 days' AS week FROM slots`,
    );
    assert.deepEqual(days, [{ days: 6, future: true, week: true }]);
  });

  test('shows a demo agent their slots and the bookings with who comes', async () => {
    const { email } = DEMO_AGENTS.ana;
    const token = await signToken({ sub: demoUserId(email), email, app_metadata: { organization_id: DEMO_ORGANIZATION } });
    const api = new ApiClient(server.url, token);
    assert.equal((await api.getMe()).body.organizations[0]?.agent_id, DEMO_AGENTS.ana.id);
    const { body: own } = await api.listSlots({ limit: 100 });
    assert.ok(own.slots.length > 30);
    const { body: all } = await api.listBookings();
    assert.deepEqual(all.bookings.map(({ applicant }) => applicant?.name).toSorted(), ['Inês Carvalho', 'Marta Pinto', 'Rui Tavares']);
  });

  test('a later start has the same data and fills nothing in twice', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = [await agentAt(server, organizationId), await applicantAt(server, organizationId)];
    const { body: offered } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    const { body: booked } = await applicant.createBooking({ slot_id: offered.slot.id, notes: 'Até amanhã!' });
    const database = await machine.connect();
    await until('everything is told', async () => (await database.query('SELECT FROM outbox')).rows.length === 0);
    const [counted] = (await database.query(COUNTS)).rows;
    assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null });

    server = await machine.start();
    assert.deepEqual((await (await machine.connect()).query(COUNTS)).rows[0], counted);
    const again = await new ApiClient(server.url, applicant.token).getBooking(booked.booking.id);
    assert.deepEqual(again.body.booking, booked.booking);
  });

  test('a second server on the same DATA_DIR is refused with one clear error, and the first goes on', async () => {
    const second = machine.run();
    assert.deepEqual(await second.ended, { code: 1, signal: null });
    const { pid } = server.child;
    assert.deepEqual(second.complaints, [`DATA_DIR ${machine.dataDir} is in use by another Visita server (pid ${pid})`]);
    assert.equal(second.stdout, '');
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
    assert.ok(await machine.isPostgresqlRunning());
  });
});

describe('a server without SUPABASE_JWT_SECRET', { timeout: 200_000 }, () => {
  test('makes one up, keeps it for the next start, and tells nobody else of the machine', async (t) => {
    const machine = await TestMachine.make();
    t.after(() => machine.remove());
    const first = await machine.start({ SUPABASE_JWT_SECRET: '' });
    const file = join(machine.dataDir, 'jwt-secret');
    const secret = (await readFile(file, 'utf8')).trim();
    assert.ok(Buffer.byteLength(secret) >= 32);
    const { email } = DEMO_AGENTS.miguel;
    const token = await signToken({ sub: demoUserId(email), email }, secret);
    assert.equal((await new ApiClient(first.url, token).getMe()).status, 200);
    await first.kill('SIGTERM');
    const second = await machine.start({ SUPABASE_JWT_SECRET: '' });
    assert.equal((await new ApiClient(second.url, token).getMe()).status, 200);
    assert.ok(existsSync(file));
    assert.equal(first.stderr.includes(secret) || first.stdout.includes(secret), false);
  });
});
