import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { agentAt, PROJECT, type TestProgram } from './process.fixture.ts';
import { TestProduction } from './production.fixture.ts';
import { until } from './until.fixture.ts';
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
    await until('the server waits', () => server.stderr.includes('waiting for the database to be migrated'));
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

  test('a worker that waits for the tables has metrics already', async () => {
    const fresh = await TestProduction.make();
    try {
      const worker = fresh.run('work');
      await until('the worker waits', () => worker.stderr.includes('waiting for the database to be migrated'));
      const [url] = /(?<=Server listening at )http:[^"]+/.exec(worker.stderr) ?? assert.fail('it listens');
      const scrape = () => fetch(`${url}/metrics`, { headers: { authorization: 'Bearer metrics' } });
      assert.equal((await scrape()).status, 200);
      await fresh.migrate();
      await worker.waitUntilReady();
      assert.match(await (await scrape()).text(), /^outbox_pending 0$/m);
      assert.deepEqual(await worker.kill('SIGTERM'), ENDED_IN_ORDER);
    } finally {
      await fresh.remove();
    }
  });

  test('a worker whose queue is in no region says so and ends', async () => {
    await production.migrate();
    const program = production.run('work', { AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' });
    assert.deepEqual(await program.ended, { code: 1, signal: null });
    assert.match(program.complaints.join(), /AWS_REGION is missing/);
  });

  test('a server and a worker are together what one process is: screened through the queue, booked, told', async () => {
    await production.migrate();
    const [server, worker] = await Promise.all([production.start('serve'), production.start('work')]);
    const organizationId = randomUUID();
    const [agent, applicant] = [await agentAt(server, organizationId), await production.screenedApplicant(server, organizationId)];
    const { body } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    assert.equal((await applicant.createBooking({ slot_id: body.slot.id })).status, 201);
    await until('the worker tries to tell both', async () => {
      const tried = await production.database.query(`SELECT FROM pgboss.job WHERE data->>'kind' = 'booking_confirmed' AND started_on IS NOT NULL`);
      return tried.length === 2;
    });
    assert.match(await metrics(worker.url), /^mails_total\{outcome="postponed"\} [1-9]/m);
    assert.deepEqual(await production.database.query('SELECT FROM outbox'), []);
    await Promise.all([server, worker].map(async (each) => assert.deepEqual(await each.kill('SIGTERM'), ENDED_IN_ORDER)));
  });

  test('a server knows neither the queue nor the mail server', async () => {
    await production.migrate();
    const server = await production.start('serve', { SQS_QUEUE_URL: '', SQS_DLQ_URL: '', SMTP_URL: '', PUBLIC_URL: '', MIGRATION_DATABASE_URL: '' });
    const ready = await fetch(`${server.url}/health/ready`);
    assert.deepEqual(await ready.json(), { status: 'ready', checks: { database: 'up', migrations: 'up' } });
    assert.doesNotMatch(await metrics(server.url), /^(queue_|outbox_|jobs_)/m);
    assert.match(server.stderr, /PUBLIC_URL is not set/);
  });

  test('a worker answers for its health and its metrics, and for nothing else', async () => {
    await production.migrate();
    const worker = await production.start('work', { SUPABASE_JWT_SECRET: '' });
    assert.equal((await fetch(`${worker.url}/health/live`)).status, 200);
    const ready = await fetch(`${worker.url}/health/ready`);
    assert.deepEqual(await ready.json(), { status: 'ready', checks: { database: 'up', queue: 'up', migrations: 'up' } });
    assert.equal((await fetch(`${worker.url}/metrics`)).status, 401);
    assert.match(await metrics(worker.url), /^queue_up 1$/m);
    const other = await fetch(`${worker.url}/api/v1/slots`, { headers: { 'x-request-id': 'look-for-me' } });
    assert.equal(other.status, 404);
    assert.match(other.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(other.headers.get('x-request-id'), 'look-for-me');
    const posted = await fetch(`${worker.url}/health/ready`, { method: 'POST', body: '{}' });
    assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET']);
    for (const { headers } of [ready, other, posted]) {
      assert.deepEqual([headers.get('x-content-type-options'), headers.get('keep-alive')], ['nosniff', 'timeout=30']);
      assert.match(headers.get('x-request-id') ?? '', /./);
    }
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
    const program = production.run('server', { DEFAULT_LOCALE: 'pt', SMTP_URL: '' });
    assert.deepEqual(await program.ended, { code: 1, signal: null });
    assert.match(program.stderr, /server is no role: it is one of all, serve, work, migrate/);
    // What is wrong whatever the role is told with it; what is missing is a role's.
    assert.deepEqual(program.complaints.slice(1).map((line) => /^ {2}- (\w+)/.exec(line)?.[1]), ['DEFAULT_LOCALE', 'server']);
  });

  /** The packages that a process of the role read from its start to its end. */
  async function packagesOf(role: string, end: (program: TestProgram) => Promise<unknown>): Promise<Set<string>> {
    const folder = await mkdtemp(join(tmpdir(), 'visita-loaded-'));
    try {
      const list = join(folder, 'modules');
      const program = production.run(role, { NODE_OPTIONS: `--import=${PROJECT}test/loaded-modules.fixture.ts`, LOADED_MODULES_FILE: list });
      await end(program);
      const names = (await readFile(list, 'utf8')).matchAll(/(?:.*node_modules|internal\/deps)\/((?:@[^/]+\/)?[^/\n]+)/g);
      return new Set(Array.from(names, ([, name = '']) => name));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  const untilStopped = async (program: TestProgram) => (await program.waitUntilReady()).kill('SIGTERM');

  test('a server reads nothing that only migrations, jobs, the queue, mails or embedded parts need', async () => {
    await production.migrate();
    const packages = await packagesOf('serve', untilStopped);
    assert.ok(packages.has('fastify') && packages.has('pg'), [...packages].join());
    const others = ['pg-boss', 'node-pg-migrate', '@aws-sdk/client-sqs', 'sqs-consumer', 'fauxqs', 'nodemailer', 'maildev', '@pgtyped/runtime', 'undici'];
    assert.deepEqual(others.filter((name) => packages.has(name)), []);
  });

  test('migrate reads what migrates only where something is missing', async () => {
    await production.migrate();
    const again = await packagesOf('migrate', ({ ended }) => ended);
    assert.ok(again.has('pg'), [...again].join());
    assert.deepEqual(['pg-boss', 'node-pg-migrate'].filter((name) => again.has(name)), []);
  });

  test('migrate mends a queue that is not as this version wants it', async () => {
    await production.migrate();
    const retries = `SELECT retry_limit FROM pgboss.queue WHERE name = 'messages'`;
    const wanted = await production.database.query(retries);
    await production.database.query(`UPDATE pgboss.queue SET retry_limit = 3 WHERE name = 'messages'`);
    await production.migrate();
    assert.deepEqual(await production.database.query(retries), wanted);
  });

  test('migrate leaves a database of a newer version as it is, and a server serves on it', async () => {
    await production.migrate();
    await production.database.query(`INSERT INTO migrations (name, run_on) VALUES ('9999_of_a_newer_version', now()); UPDATE pgboss.version SET version = version + 1`);
    try {
      await production.migrate();
      const server = await production.start('serve');
      assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
      await server.kill('SIGTERM');
    } finally {
      await production.database.query(`DELETE FROM migrations WHERE name LIKE '9999%'; UPDATE pgboss.version SET version = version - 1`);
    }
  });
});
