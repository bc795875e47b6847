import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { at, BookingLoad } from './booking-load.fixture.ts';
import { agentAt, applicantAt, publishTo, TestMachine, type TestProgram } from './process.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

/** Ten seconds are promised; the rest is for a machine that is busy with other tests. */
const RECOVERED_WITHIN_MS = 10_000 + 80_000;
/** A message in hand comes back after 30 s. */
const REDELIVERED_WITHIN_MS = 30_000 + 60_000;

describe('kill -9 in the middle of bookings', { timeout: 300_000 }, () => {
  let machine: TestMachine;
  let server: TestProgram;
  let load: BookingLoad;
  beforeEach(async () => {
    machine = await TestMachine.make();
    server = await machine.start();
    load = await BookingLoad.start(server);
    await until('bookings were made', () => load.acknowledged > 60);
  });
  afterEach(async () => {
    await load.end();
    await machine.remove();
  });

  test('of the server leaves an orphan that the next start replaces: nothing acknowledged is lost or torn', async () => {
    await server.kill('SIGKILL');
    await load.end();
    assert.ok(await machine.isPostgresqlRunning());
    const orphan = await machine.postmasterPid();
    const next = await machine.start();
    assert.notEqual(await machine.postmasterPid(), orphan);
    await load.assertNothingLost(await machine.connect());
    await load.assertAllBookable(next);
    assert.deepEqual(await next.kill('SIGTERM'), { code: 0, signal: null }, next.stderr);
  });

  test('of the server and of PostgreSQL: nothing acknowledged is lost or torn', async () => {
    const postmaster = await machine.postmasterPid();
    server.child.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await server.ended;
    await load.end();
    const next = await machine.start();
    await load.assertNothingLost(await machine.connect());
    await load.assertAllBookable(next);
    assert.deepEqual(await next.kill('SIGTERM'), { code: 0, signal: null }, next.stderr);
  });

  test('of PostgreSQL under a living server is a 503 for a moment: it recovers by itself and nothing acknowledged is lost', async () => {
    const killed = await machine.postmasterPid();
    process.kill(killed, 'SIGKILL');
    await until('requests are answered 503', () => load.statuses.has(503));
    const before = load.acknowledged;
    await until('bookings are made again', () => load.acknowledged > before + 20 || !server.isRunning, RECOVERED_WITHIN_MS);
    await load.end();
    assert.ok(server.isRunning, server.stderr);
    assert.deepEqual([...load.statuses.keys()].toSorted(), [200, 201, 409, 503]);
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
    assert.notEqual(await machine.postmasterPid(), killed);
    await load.assertNothingLost(await machine.connect());
    await load.assertAllBookable(server);
  });
});

describe('kill -9', { timeout: 300_000 }, () => {
  let machine: TestMachine;
  let server: TestProgram;
  const organizationId = randomUUID();
  beforeEach(async () => {
    machine = await TestMachine.make();
    server = await machine.start();
  });
  afterEach(() => machine.remove());

  test('of PostgreSQL while a cancellation waits for a lock is a 503 for it, and the server lives', async () => {
    const [agent, applicant] = [await agentAt(server, organizationId), await applicantAt(server, organizationId)];
    const { body: offered } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    const { body: booked } = await applicant.createBooking({ slot_id: offered.slot.id });
    const database = await machine.connect();
    await database.query('BEGIN');
    await database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [offered.slot.id]);
    const cancellation = applicant.cancelBooking(booked.booking.id);
    const watcher = await machine.connect();
    await until('the cancellation waits', async () => {
      const { rows } = await watcher.query(`SELECT FROM pg_stat_activity WHERE application_name = 'visita' AND wait_event_type = 'Lock'`);
      return rows.length > 0;
    });
    process.kill(await machine.postmasterPid(), 'SIGKILL');
    assert.equal((await cancellation).status, 503);
    await until('the server is ready again', async () => (await fetch(`${server.url}/health/ready`)).status === 200, RECOVERED_WITHIN_MS);
    assert.equal((await applicant.cancelBooking(booked.booking.id)).status, 200);
  });

  test('of the server right after a screening was published, or while it is taken in, does not lose it', async () => {
    const database = await machine.connect();
    await database.query('BEGIN');
    await database.query('LOCK TABLE applicants IN ACCESS EXCLUSIVE MODE');
    const inHand = await publishTo(server, organizationId);
    const watcher = await machine.connect();
    await until('the screening is being taken in', async () => {
      const { rows } = await watcher.query(`SELECT FROM pg_stat_activity WHERE application_name = 'visita' AND wait_event_type = 'Lock'`);
      return rows.length > 0;
    });
    const justPublished = await publishTo(server, organizationId);
    await server.kill('SIGKILL');
    const next = await machine.start();
    for (const applicant of [justPublished, inHand]) {
      const isKnown = async () => (await at(next, applicant).getMe()).status === 200;
      await until('the screened applicant is known', isKnown, REDELIVERED_WITHIN_MS);
    }
  });
});
