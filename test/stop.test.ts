import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Client } from 'pg';
import type { ApiClient } from './api.fixture.ts';
import { agentAt, applicantAt, TestMachine, type TestProgram } from './process.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

/** Signals that are sent within this time are taken for one, with something left for their way. */
const TOGETHER_MS = 300;
const ENDED_IN_ORDER = { code: 0, signal: null };
/** Ten seconds are promised; the rest is for a machine that is busy with other tests. */
const DRAINED_WITHIN_MS = 10_000 + 10_000;

describe('a stop', { timeout: 600_000 }, () => {
  let machine: TestMachine;
  let server: TestProgram;
  beforeEach(async () => {
    machine = await TestMachine.make();
    server = await machine.start();
  });
  afterEach(() => machine.remove());

  async function offerSlot(organizationId: string): Promise<{ slotId: string; applicant: ApiClient; agent: ApiClient }> {
    const [agent, applicant] = [await agentAt(server, organizationId), await applicantAt(server, organizationId)];
    const { status, body } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    assert.equal(status, 201);
    return { slotId: body.slot.id, applicant, agent };
  }

  /** Holds the slot's row until ROLLBACK, so that whoever books it waits. */
  async function holdSlot(slotId: string): Promise<Client> {
    const database = await machine.connect();
    await database.query('BEGIN');
    await database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [slotId]);
    return database;
  }

  async function untilSomebodyWaits(): Promise<void> {
    const database = await machine.connect();
    await until('a request waits for the lock', async () => {
      const { rows } = await database.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'visita' AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    await database.end();
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`by ${signal} answers the request in flight, refuses new connections, stops PostgreSQL and ends with 0`, async () => {
      const { slotId, applicant } = await offerSlot(randomUUID());
      const holder = await holdSlot(slotId);
      const booking = applicant.createBooking({ slot_id: slotId });
      await untilSomebodyWaits();
      server.child.kill(signal);
      await until('new connections are refused', () => isRefused(new URL(server.url)));
      assert.ok(server.isRunning, server.stderr);
      await holder.query('ROLLBACK');
      assert.equal((await booking).status, 201);
      assert.deepEqual(await server.ended, ENDED_IN_ORDER);
      assert.doesNotMatch(server.stderr, /not drained in time/);
      assert.equal(await machine.isPostgresqlRunning(), false);
      assert.equal(existsSync(join(machine.dataDir, 'visita.pid')), false);
    });
  }

  test('with the terminal, where nobody reads any more what it says, is in order all the same', async () => {
    const { slotId, applicant } = await offerSlot(randomUUID());
    const holder = await holdSlot(slotId);
    const booking = applicant.createBooking({ slot_id: slotId });
    await untilSomebodyWaits();
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();
    server.child.kill('SIGHUP');
    await until('new connections are refused', () => isRefused(new URL(server.url)));
    await holder.query('ROLLBACK');
    assert.equal((await booking).status, 201);
    assert.deepEqual(await server.ended, ENDED_IN_ORDER);
    assert.equal(await machine.isPostgresqlRunning(), false);
  });

  test('does not wait for a connection that stays open after its answer', async () => {
    const { slotId, applicant } = await offerSlot(randomUUID());
    const holder = await holdSlot(slotId);
    const agent = new Agent({ keepAlive: true });
    const status = postBooking(agent, applicant, slotId);
    await untilSomebodyWaits();
    server.child.kill('SIGTERM');
    await until('new connections are refused', () => isRefused(new URL(server.url)));
    await holder.query('ROLLBACK');
    assert.equal(await status, 201);
    assert.deepEqual(await server.ended, ENDED_IN_ORDER);
    agent.destroy();
    assert.doesNotMatch(server.stderr, /not drained in time/);
  });

  test('ends within its 10 s when a client never finishes its request and a lock is never released', async () => {
    const { slotId, applicant } = await offerSlot(randomUUID());
    await holdSlot(slotId);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('POST /api/v1/bookings HTTP/1.1\r\nHost: visita\r\nContent-Length: 100\r\n\r\n{');
    const booking = applicant.createBooking({ slot_id: slotId });
    await untilSomebodyWaits();
    const startedAt = Date.now();
    const end = await server.kill('SIGTERM');
    socket.destroy();
    assert.ok(Date.now() - startedAt < DRAINED_WITHIN_MS, `it took ${Date.now() - startedAt} ms`);
    assert.equal(end.signal, null);
    assert.equal((await booking).status, 503);
    assert.equal(await machine.isPostgresqlRunning(), false);
  });

  test('by a second signal is at once, and PostgreSQL ends as well', async () => {
    const { slotId, applicant } = await offerSlot(randomUUID());
    await holdSlot(slotId);
    const booking = assert.rejects(applicant.createBooking({ slot_id: slotId }));
    await untilSomebodyWaits();
    server.child.kill('SIGINT');
    await until('new connections are refused', () => isRefused(new URL(server.url)));
    // Signals that come together are one: npm passes on the Ctrl-C that the terminal sent to all of them already.
    await new Promise((resolve) => setTimeout(resolve, 700));
    const { code } = await server.kill('SIGINT');
    assert.equal(code, 1);
    await booking;
    await until('PostgreSQL is stopped', async () => !(await machine.isPostgresqlRunning()));
  });

  test('by Ctrl-C under npm, where the signal comes from the terminal and from npm, drains all the same', async () => {
    const { slotId, applicant } = await offerSlot(randomUUID());
    const holder = await holdSlot(slotId);
    const booking = applicant.createBooking({ slot_id: slotId });
    await untilSomebodyWaits();
    const firstAt = performance.now();
    server.child.kill('SIGINT');
    server.child.kill('SIGINT');
    await until('the server drains', () => server.stderr.includes('"draining"'));
    // On a machine that was long in telling us, it would be a second one.
    if (performance.now() - firstAt < TOGETHER_MS) {
      server.child.kill('SIGINT');
    }
    await until('new connections are refused', () => isRefused(new URL(server.url)));
    await holder.query('ROLLBACK');
    assert.equal((await booking).status, 201);
    assert.deepEqual(await server.ended, ENDED_IN_ORDER);
  });
});

describe('a stop of `npm start`', { timeout: 200_000 }, () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`by ${signal} to npm alone, as a service manager sends it, reaches the server, which drains`, async (t) => {
      const machine = await TestMachine.make();
      t.after(() => machine.remove());
      const npm = await machine.runProgram('npm', ['start']).waitUntilReady();
      npm.child.kill(signal);
      await until('the server is stopped', () => isRefused(new URL(npm.url)), DRAINED_WITHIN_MS);
      await npm.ended;
      assert.match(npm.stderr, /"draining"/);
      assert.equal(existsSync(join(machine.dataDir, 'visita.pid')), false);
      assert.equal(await machine.isPostgresqlRunning(), false);
    });
  }
});

describe('a stop during the start', { timeout: 200_000 }, () => {
  for (const sign of ['making', 'PostgreSQL is ready']) {
    test(`(${sign}) leaves nothing running, and the next start succeeds`, async (t) => {
      const machine = await TestMachine.make();
      t.after(() => machine.remove());
      const program = machine.run({ LOG_LEVEL: 'debug' });
      await until('the start is under way', () =>
        sign === 'making' ? existsSync(join(machine.dataDir, 'postgresql-password')) : program.stderr.includes(sign),
      );
      await program.kill('SIGINT');
      assert.equal(program.stdout, '');
      await until('PostgreSQL is stopped', async () => !(await machine.isPostgresqlRunning()), 20_000);
      const next = await machine.start();
      assert.deepEqual(await next.kill('SIGTERM'), ENDED_IN_ORDER);
    });
  }
});

function isRefused({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}

function postBooking(agent: Agent, applicant: ApiClient, slotId: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${applicant.token}`, 'content-type': 'application/json' };
    const call = request(`${applicant.url}/api/v1/bookings`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    call.once('error', reject).end(JSON.stringify({ slot_id: slotId }));
  });
}
