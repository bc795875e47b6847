import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import { TestMachine } from './process.fixture.ts';

const ENDED_WITH_1 = { code: 1, signal: null };

describe('a start that cannot succeed', { timeout: 200_000 }, () => {
  let machine: TestMachine;
  let occupier: Server;
  let taken: string;
  before(async () => {
    occupier = createServer().listen(0, '127.0.0.1');
    await once(occupier, 'listening');
    taken = String((occupier.address() as AddressInfo).port);
  });
  after(() => occupier.close());
  beforeEach(async () => {
    machine = await TestMachine.make();
  });
  afterEach(() => machine.remove());

  test('because PORT is taken says so in one line, ends with 1 and leaves nothing running', async () => {
    const program = machine.run({ PORT: taken });
    assert.deepEqual(await program.ended, ENDED_WITH_1);
    assert.deepEqual(program.complaints, [`PORT ${taken} on 127.0.0.1 is in use by another program: set PORT to a free one, or to 0`]);
    assert.equal(program.stdout, '');
    assert.equal(await machine.isPostgresqlRunning(), false);
    // Nor is anything of it in the way of the next start.
    const next = await machine.start();
    assert.deepEqual(await next.kill('SIGTERM'), { code: 0, signal: null });
  });

  test('because EMBEDDED_SQS_PORT is taken says so in one line, ends with 1 and leaves nothing running', async () => {
    const program = machine.run({ EMBEDDED_SQS_PORT: taken });
    assert.deepEqual(await program.ended, ENDED_WITH_1);
    assert.equal(program.complaints.length, 1, program.stderr);
    assert.match(program.complaints[0] ?? '', new RegExp(`127\\.0\\.0\\.1:${taken}.*EMBEDDED_SQS_PORT`));
    assert.equal(program.stdout, '');
    assert.equal(await machine.isPostgresqlRunning(), false);
  });

  test('because HOST is no address of this machine names HOST in one line and leaves nothing running', async () => {
    // TEST-NET-3 (RFC 5737) belongs to nobody.
    const program = machine.run({ HOST: '203.0.113.7' });
    assert.deepEqual(await program.ended, ENDED_WITH_1);
    assert.equal(program.complaints.length, 1, program.stderr);
    assert.match(program.complaints[0] ?? '', /HOST.*203\.0\.113\.7/);
    assert.equal(await machine.isPostgresqlRunning(), false);
  });

  test('because of its settings names every problem in one message and touches nothing', async () => {
    const program = machine.run({ PORT: 'http', LOG_LEVEL: 'loud', SUPABASE_JWT_SECRET: 'too short', MIGRATION_DATABASE_URL: 'postgres://h/d' });
    assert.deepEqual(await program.ended, ENDED_WITH_1);
    for (const name of ['PORT', 'LOG_LEVEL', 'SUPABASE_JWT_SECRET', 'MIGRATION_DATABASE_URL']) {
      assert.ok(program.complaints.some((line) => line.includes(name)), `${name} is not named in ${program.stderr}`);
    }
    assert.equal(program.stderr.includes('too short'), false, 'the secret is quoted');
    assert.doesNotMatch(program.stderr, /^\s+at /m);
    assert.equal(existsSync(machine.dataDir), false);
  });

  test('because NODE_ENV=production names each missing variable, starts nothing embedded and makes no data folder', async () => {
    const program = machine.run({ NODE_ENV: 'production', SUPABASE_JWT_SECRET: '' });
    assert.deepEqual(await program.ended, ENDED_WITH_1);
    for (const name of ['DATABASE_URL', 'SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SUPABASE_URL']) {
      assert.match(program.stderr, new RegExp(`\\b${name}\\b`));
    }
    assert.equal(program.stdout, '');
    assert.equal(existsSync(machine.dataDir), false);
  });
});
