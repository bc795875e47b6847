import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { agentAt, eventually } from './process.fixture.ts';
import { TestProduction } from './production.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const ENDED_IN_ORDER = { code: 0, signal: null };

describe('roles as processes', { timeout: 240_000 }, () => {
  let production: TestProduction;
  before(async () => {
    production = await TestProduction.make();
  });
  after(() => production.remove());

  const metrics = async (url: string) => (await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer metrics' } })).text();

  test('a server waits until another process has migrated, says so, and is then ready', async () => {
    const server = production.run('serve');
    await eventually('the server waits', () => server.stderr.includes('waiting for the database to be migrated'));
    assert.equal(server.stdout, '');
    await production.migrate();
    await server.waitUntilReady();
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
    assert.deepEqual(await server.kill('SIGTERM'), ENDED_IN_ORDER);
  });

  test('migrate says that it is done and ends with 0, and a second time changes nothing', async () => {
    const applied = await production.database.query('SELECT * FROM migrations ORDER BY id');
    const program = production.run('migrate');
    assert.deepEqual(await program.ended, ENDED_IN_ORDER, program.stderr);
    assert.equal(program.stdout, 'The database is up to date\n');
    assert.deepEqual(await production.database.query('SELECT * FROM migrations ORDER BY id'), applied);
  });

  test('a server and a worker are together what one process is: screened through the queue, booked, told', async () => {
    await production.migrate();
    const [server, worker] = await Promise.all([production.start('serve'), production.start('work')]);
    const organizationId = randomUUID();
    const [agent, applicant] = [await agentAt(server, organizationId), await production.screenedApplicant(server, organizationId)];
    const { body } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    assert.equal((await applicant.createBooking({ slot_id: body.slot.id })).status, 201);
    await eventually('the worker tries to tell both', async () => {
      const tried = /^mails_total\{outcome="postponed"\} (\d+)$/m.exec(await metrics(worker.url));
      return Number(tried?.[1] ?? 0) >= 2;
    });
    assert.deepEqual(await production.database.query('SELECT FROM outbox'), []);
    await Promise.all([server, worker].map(async (each) => assert.deepEqual(await each.kill('SIGTERM'), ENDED_IN_ORDER)));
  });

  test('a server knows neither the queue nor the mail server', async () => {
    await production.migrate();
    const server = await production.start('serve', { SQS_QUEUE_URL: '', SQS_DLQ_URL: '', SMTP_URL: '', PUBLIC_URL: '', MIGRATION_DATABASE_URL: '' });
    const ready = await fetch(`${server.url}/health/ready`);
    assert.deepEqual(await ready.json(), { status: 'ready', checks: { database: 'up', migrations: 'up' } });
    assert.doesNotMatch(await metrics(server.url), /^(queue_|outbox_|jobs_)/m);
  });

  test('a worker answers for its health and its metrics, and for nothing else', async () => {
    await production.migrate();
    const worker = await production.start('work', { SUPABASE_JWT_SECRET: '' });
    assert.equal((await fetch(`${worker.url}/health/live`)).status, 200);
    const ready = await fetch(`${worker.url}/health/ready`);
    assert.deepEqual(await ready.json(), { status: 'ready', checks: { database: 'up', queue: 'up', migrations: 'up' } });
    assert.equal((await fetch(`${worker.url}/metrics`)).status, 401);
    assert.match(await metrics(worker.url), /^queue_up 1$/m);
    const other = await fetch(`${worker.url}/api/v1/slots`);
    assert.equal(other.status, 404);
    assert.match(other.headers.get('content-type') ?? '', /^application\/problem\+json/);
  });

  test('a role names every variable that it misses, and embeds nothing in their place', async () => {
    const missing: Record<string, readonly string[]> = {
      serve: ['DATABASE_URL', 'SUPABASE_URL'],
      work: ['DATABASE_URL', 'SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SMTP_URL', 'PUBLIC_URL'],
      migrate: ['DATABASE_URL'],
    };
    const nothing = Object.fromEntries(['NODE_ENV', 'SUPABASE_JWT_SECRET', ...Object.keys(production.settings)].map((name) => [name, '']));
    for (const [role, names] of Object.entries(missing)) {
      const program = production.run(role, nothing);
      assert.deepEqual(await program.ended, { code: 1, signal: null });
      assert.deepEqual(program.complaints.slice(1).map((line) => /^ {2}- (\w+)/.exec(line)?.[1]), names, program.stderr);
    }
    assert.equal(existsSync(production.dataDir), false);
  });

  test('what is no role is refused in one message that names them all', async () => {
    const program = production.run('server');
    assert.deepEqual(await program.ended, { code: 1, signal: null });
    assert.match(program.stderr, /server is no role: it is one of all, serve, work, migrate/);
  });
});
