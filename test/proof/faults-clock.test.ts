import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../api.fixture.ts';
import { createTestDatabase, type TestDatabase } from '../database.fixture.ts';
import { storeSlot } from '../stored-visit.fixture.ts';
import { signToken } from '../token.fixture.ts';
import { visitAt } from '../visit.fixture.ts';
import { survive } from './fault-run.fixture.ts';
import { agentIn, applicantIn, atServer } from './fleet-people.fixture.ts';
import { Fleet } from './fleet.fixture.ts';

const HOUR_MS = 3_600_000;
const BOOKING_MS = 3_000;
const MINUTE_SECONDS = 60;
/** By how much each server's clock is wrong. */
const ERRORS_MS = [0, HOUR_MS, -HOUR_MS];
/** Long enough ago for every clock here, in seconds as tokens have it. */
const issuedAt = () => Math.floor(Date.now() / 1000) - 2 * 60 * MINUTE_SECONDS;

describe('servers whose clocks are an hour fast and an hour slow', { timeout: 300_000 + Number(process.env['PROOF_SECONDS'] ?? 0) * 3_000 }, () => {
  let database: TestDatabase;
  let fleet: Fleet;
  before(async () => {
    database = await createTestDatabase();
    const preload = new URL('wrong-clock.fixture.ts', import.meta.url).href;
    const settingsOf = (number: number) => ({ NODE_OPTIONS: `--import=${preload}`, WRONG_CLOCK_MS: String(ERRORS_MS[number]), LOG_LEVEL: 'info' });
    fleet = await Fleet.start({ databaseUrl: database.url, servers: ERRORS_MS.length, settingsOf });
  });
  after(async () => {
    await fleet.stop();
    await database.drop();
  });

  test('do tell another time', () => {
    for (const [number, error] of ERRORS_MS.entries()) {
      const [, time = ''] = /"time":"([^"]+)"/.exec(fleet.servers[number]?.stderr ?? '') ?? [];
      const measured = Date.parse(time) - Date.now();
      assert.ok(Math.abs(measured - error) < HOUR_MS / 4, `server ${number} is off by ${measured} ms`);
    }
  });

  test('accept and refuse tokens by their own clocks', async () => {
    // A token from the future is refused as well, so these are two hours old.
    const claims = { iat: issuedAt(), sub: randomUUID(), email: `${randomUUID()}@agency.example`, app_metadata: { organization_id: randomUUID() } };
    const now = Math.floor(Date.now() / 1000);
    const statuses = async (exp: number) => {
      const token = await signToken({ ...claims, exp });
      return Promise.all(fleet.urls.map(async (url) => (await new ApiClient(url, token).getMe()).status));
    };
    assert.deepEqual(await statuses(now + 30 * MINUTE_SECONDS), [200, 401, 200]);
    assert.deepEqual(await statuses(now - 30 * MINUTE_SECONDS), [401, 401, 200]);
  });

  test('offer, book and call off by the clock of the database', async () => {
    const organizationId = randomUUID();
    // Of every clock here neither expired nor from the future.
    const claims = { iat: issuedAt(), exp: issuedAt() + 5 * 60 * MINUTE_SECONDS };
    const people = [await agentIn(fleet, organizationId, claims), await applicantIn(fleet, organizationId, claims)] as const;
    for (const number of ERRORS_MS.keys()) {
      const [agent, applicant] = [atServer(fleet, number, people[0]), atServer(fleet, number, people[1])];
      const soon = await agent.createSlot(visitAt({ property_id: randomUUID(), hours: 0.5 + number }));
      assert.equal(soon.status, 201, `server ${number}: half an hour ahead is not past`);
      const booked = await applicant.createBooking({ slot_id: soon.body.slot.id });
      assert.equal(booked.status, 201, `server ${number}`);
      assert.equal((await applicant.cancelBooking(booked.body.booking.id)).status, 200, `server ${number}`);
      const past = await agent.createSlot(visitAt({ property_id: randomUUID(), hours: -0.5 }));
      assert.equal(past.status, 400, `server ${number}: half an hour ago is past`);
      const agentId = soon.body.slot.agent_id;
      const started = await storeSlot(database, { organizationId, agentId, startsIn: -30 * MINUTE_SECONDS });
      assert.equal((await applicant.createBooking({ slot_id: started })).status, 409, `server ${number}: it has started`);
    }
  });

  test('keep every promise while people book on all of them', async (t) => {
    await survive(t, { database, fleet, token: { iat: issuedAt(), exp: issuedAt() + 5 * 60 * MINUTE_SECONDS }, fault: () => sleep(BOOKING_MS) });
  });
});
