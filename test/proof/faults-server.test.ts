import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../database.fixture.ts';
import { isReplay, postUntilAnswered, whileHeld } from '../idempotency.fixture.ts';
import { visitAt } from '../visit.fixture.ts';
import { survive } from './fault-run.fixture.ts';
import { agentIn, applicantIn, atServer } from './fleet-people.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { findUnsaid } from './said.fixture.ts';

describe('while people book', { timeout: 300_000 + Number(process.env['PROOF_SECONDS'] ?? 0) * 3_000 }, () => {
  let database: TestDatabase;
  let fleet: Fleet;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    fleet = await Fleet.start({ databaseUrl: database.url, servers: 2 });
  });
  afterEach(() => fleet.stop());

  test('kill -9 of a server loses nothing that was acknowledged', async (t) => {
    await survive(t, {
      database,
      fleet,
      fault: async () => {
        await fleet.servers[0]?.kill('SIGKILL');
        await fleet.startAgain(0);
      },
    });
  });

  test('kill -9 of every server loses nothing that was acknowledged', async (t) => {
    await survive(t, {
      database,
      fleet,
      fault: async () => {
        await Promise.all(fleet.servers.map((server) => server.kill('SIGKILL')));
        await Promise.all([...fleet.servers.keys()].map((number) => fleet.startAgain(number)));
      },
    });
  });

  test('a client that gave up waiting and repeats its request under its key, here or there, gets one booking', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = [await agentIn(fleet, organizationId), await applicantIn(fleet, organizationId)];
    const { slot } = (await agent.createSlot(visitAt({ property_id: randomUUID() }))).body;
    const [key, body] = [randomUUID(), { slot_id: slot.id }];
    const patience = new AbortController();
    const givingUp = async () => {
      const headers = { authorization: `Bearer ${applicant.token}`, 'content-type': 'application/json', 'idempotency-key': key };
      await assert.rejects(fetch(`${applicant.url}/api/v1/bookings`, { method: 'POST', headers, body: JSON.stringify(body), signal: patience.signal }), { name: 'AbortError' });
    };
    await whileHeld(database, slot.id, givingUp, async (gaveUp) => {
      patience.abort();
      await gaveUp;
    });
    const there = await postUntilAnswered(atServer(fleet, 1, applicant), '/bookings', key, body);
    const here = await postUntilAnswered(applicant, '/bookings', key, body);
    assert.deepEqual([there.status, here.status, here.body.booking?.id], [201, 201, there.body.booking?.id]);
    assert.ok(isReplay(here));
    const stored = await database.query('SELECT id FROM bookings WHERE organization_id = $1', [organizationId]);
    assert.deepEqual(stored, [{ id: there.body.booking?.id }]);
    assert.deepEqual(await findUnsaid(database, organizationId), [], 'everybody is told, once');
  });
});
