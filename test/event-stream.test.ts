import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test, type TestContext } from 'node:test';
import { Client } from 'pg';
import { EventReader } from './event-stream.fixture.ts';
import { until } from './until.fixture.ts';
import { startVisita, type SignedIn, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

describe('the stream of events', { concurrency: true }, () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  /** Opens a stream that is closed with the test. */
  async function listen(t: TestContext, { api }: Pick<SignedIn, 'api'>): Promise<EventReader> {
    const reader = await EventReader.open(api);
    t.after(() => reader.close());
    return reader;
  }

  async function agency() {
    const organizationId = randomUUID();
    return { organizationId, agent: await visita.agent(organizationId), applicant: await visita.applicant(organizationId) };
  }

  async function offer({ api }: SignedIn, hours = 24, propertyId = randomUUID()) {
    const { status, body } = await api.createSlot(visitAt({ property_id: propertyId, hours }));
    assert.equal(status, 201);
    return body.slot;
  }

  test('begins at once with a hint when to come back and that it is ready, and is neither cached nor buffered', async (t) => {
    const reader = await listen(t, await visita.agent(randomUUID()));
    assert.deepEqual(reader.events, [{ event: 'ready', data: {} }]);
    assert.ok(reader.retry !== null && reader.retry >= 1_000 && reader.retry <= 3_000);
    const { headers } = reader.response;
    assert.equal(headers.get('content-type'), 'text/event-stream');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-accel-buffering'), 'no');
    assert.ok(headers.get('x-request-id'));
  });

  test('tells agent and applicant of a slot that is offered, booked, released and withdrawn', async (t) => {
    const { agent, applicant } = await agency();
    const readers = [await listen(t, agent), await listen(t, applicant)];
    const slot = await offer(agent);
    const hint = { slot_id: slot.id, property_id: slot.property_id };
    for (const reader of readers) {
      assert.deepEqual(await reader.heard('slot.changed', slot.id), hint);
      reader.forget();
    }
    const { booking } = (await applicant.api.createBooking({ slot_id: slot.id })).body;
    for (const reader of readers) {
      assert.deepEqual(await reader.heard('slot.changed', slot.id), hint);
      assert.deepEqual(await reader.heard('booking.changed', booking.id), { booking_id: booking.id, ...hint });
      reader.forget();
    }
    await applicant.api.cancelBooking(booking.id);
    for (const reader of readers) {
      await reader.heard('slot.changed', slot.id);
      await reader.heard('booking.changed', booking.id);
      reader.forget();
    }
    await agent.api.cancelSlot(slot.id);
    for (const reader of readers) {
      await reader.heard('slot.changed', slot.id);
      assert.deepEqual(reader.of('booking.changed'), []);
    }
  });

  test("tells of the slots that leave the availability list or return to it with their agent's other visit", async (t) => {
    const { agent, applicant } = await agency();
    const [booked, hidden, later] = [await offer(agent, 24), await offer(agent, 24.25), await offer(agent, 25)];
    const reader = await listen(t, applicant);
    const { booking } = (await applicant.api.createBooking({ slot_id: booked.id })).body;
    assert.deepEqual(await reader.heard('slot.changed', hidden.id), { slot_id: hidden.id, property_id: hidden.property_id });
    // Within one look the hints come in no order.
    await reader.heard('booking.changed', booking.id);
    assert.equal(reader.of('booking.changed').length, 1);
    reader.forget();
    await applicant.api.cancelBooking(booking.id);
    await reader.heard('slot.changed', hidden.id);
    assert.equal(reader.of('slot.changed').some((hint) => hint['slot_id'] === later.id), false);
  });

  test('tells nobody of another organization, and of a booking no other applicant', async (t) => {
    const { organizationId, agent, applicant } = await agency();
    const neighbour = await visita.applicant(organizationId);
    const elsewhere = await agency();
    const [toNeighbour, toAgentElsewhere, toApplicantElsewhere] = [
      await listen(t, neighbour),
      await listen(t, elsewhere.agent),
      await listen(t, elsewhere.applicant),
    ];
    const slot = await offer(agent);
    await applicant.api.createBooking({ slot_id: slot.id });
    // Hints come in order: who has heard of the later change has heard of everything before it.
    const last = await offer(agent, 48);
    await toNeighbour.heard('slot.changed', slot.id);
    await toNeighbour.heard('slot.changed', last.id);
    assert.deepEqual(toNeighbour.of('booking.changed'), []);
    const own = await offer(elsewhere.agent);
    for (const reader of [toAgentElsewhere, toApplicantElsewhere]) {
      await reader.heard('slot.changed', own.id);
      assert.deepEqual(reader.events.slice(1), [{ event: 'slot.changed', data: { slot_id: own.id, property_id: own.property_id } }]);
    }
  });

  test('tells of what was done at another server', async (t) => {
    const other = await startVisita({ DATABASE_URL: visita.database.url });
    t.after(() => other.stop());
    const { agent, applicant } = await agency();
    const toAgent = await listen(t, agent);
    const toApplicant = await listen(t, { api: other.api.withToken(applicant.api.token ?? '') });
    const slot = await offer(agent);
    await toApplicant.heard('slot.changed', slot.id);
    const { booking } = (await other.api.withToken(applicant.api.token ?? '').createBooking({ slot_id: slot.id })).body;
    await toAgent.heard('booking.changed', booking.id);
    await toApplicant.heard('booking.changed', booking.id);
  });

  describe('where transactions do not commit in the order of their events', () => {
    /** Writes an event of this slot in a transaction of its own, which ends as it is told. */
    async function eventOnItsWay(t: TestContext, organizationId: string, slotId: string): Promise<Client> {
      const client = new Client({ connectionString: visita.database.url });
      await client.connect();
      t.after(() => client.end());
      await client.query('BEGIN');
      await client.query(`INSERT INTO events (organization_id, type, actor_role, slot_id) VALUES ($1, 'slot.offered', 'agent', $2)`, [organizationId, slotId]);
      return client;
    }

    test('an event that becomes visible after a later one is told all the same', async (t) => {
      const { organizationId, agent } = await agency();
      const slot = await offer(agent);
      const reader = await listen(t, agent);
      const onItsWay = await eventOnItsWay(t, organizationId, slot.id);
      const rolledBack = await eventOnItsWay(t, organizationId, slot.id);
      const later = await offer(agent, 48);
      await rolledBack.query('ROLLBACK');
      await reader.heard('slot.changed', later.id);
      reader.forget();
      await onItsWay.query('COMMIT');
      await reader.heard('slot.changed', slot.id);
      assert.equal(reader.events.length, 1);
    });

    test('also one that was on its way before the stream was opened', async (t) => {
      const { organizationId, agent } = await agency();
      const slot = await offer(agent);
      const onItsWay = await eventOnItsWay(t, organizationId, slot.id);
      await offer(agent, 48);
      // Another server, so that it is the first stream there.
      const other = await startVisita({ DATABASE_URL: visita.database.url });
      t.after(() => other.stop());
      const reader = await listen(t, { api: other.api.withToken(agent.api.token ?? '') });
      await onItsWay.query('COMMIT');
      await reader.heard('slot.changed', slot.id);
    });
  });

  test('ends when the token expires', async (t) => {
    const organizationId = randomUUID();
    const expiresAt = Math.ceil(Date.now() / 1000) + 20;
    const userId = randomUUID();
    const api = await visita.as({ sub: userId, email: `${userId}@agency.example`, app_metadata: { organization_id: organizationId }, exp: expiresAt });
    const reader = await listen(t, { api });
    await until('the stream ends', () => reader.ended !== null, 60_000);
    assert.equal(reader.ended, 'end');
    assert.ok(Date.now() >= expiresAt * 1000, 'it ended before');
    // Also in the seconds in which it is still let in for other requests.
    assert.equal((await EventReader.ask(api)).status, 401);
  });

  test('beats while nothing happens, and ends when another agency has screened its reader, who then hears of that one too', async (t) => {
    const { applicant } = await agency();
    const second = await agency();
    const first = await listen(t, applicant);
    await visita.screen({ organizationId: second.organizationId, email: applicant.email });
    await until('the stream ends', () => first.ended !== null, 90_000);
    assert.equal(first.ended, 'end');
    assert.ok(first.comments.length > 0);
    const reader = await listen(t, applicant);
    const slot = await offer(second.agent);
    await reader.heard('slot.changed', slot.id);
  });

  test('is open twenty times for one caller at most; a closed one makes room', async (t) => {
    const { agent, applicant } = await agency();
    const readers = await Promise.all(Array.from({ length: 20 }, () => listen(t, agent)));
    const refused = await agent.api.call<{ code: string }>('GET', '/api/v1/events');
    assert.deepEqual([refused.status, refused.body.code, refused.headers.get('retry-after')], [429, 'rate_limited', '30']);
    await listen(t, applicant);
    readers[0]?.close();
    await until('there is room', async () => {
      const { status, reader } = await EventReader.ask(agent.api);
      reader.close();
      return status === 200;
    });
  });

  test('is not opened by HEAD, which nobody would read', async () => {
    const { api } = await visita.agent(randomUUID());
    const answer = await fetch(`${api.url}/api/v1/events`, { method: 'HEAD', headers: { authorization: `Bearer ${api.token}` } });
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET']);
  });
});
