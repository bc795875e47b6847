import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApiClient } from './api.fixture.ts';
import { storeSlot } from './stored-visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const HOUR = 3_600_000;

async function offer(api: ApiClient, visit: ReturnType<typeof visitAt>) {
  const { status, body } = await api.createSlot(visit);
  assert.equal(status, 201);
  return body.slot;
}

describe('availability of a property', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  async function people() {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    return { organizationId, agent, applicant, property: randomUUID() };
  }

  test('an unknown property and one of another organization are empty', async () => {
    const { agent, property } = await people();
    await offer(agent.api, visitAt({ property_id: property }));
    const stranger = await visita.applicant(randomUUID());
    for (const id of [property, randomUUID()]) {
      const { status, body } = await stranger.api.listPropertySlots(id);
      assert.deepEqual([status, body], [200, { slots: [], next_cursor: null }]);
    }
  });

  test('agents and applicants of the organization see what is available and ahead, by start', async () => {
    const { organizationId, agent, applicant, property } = await people();
    const colleague = await visita.agent(organizationId);
    const late = await offer(agent.api, visitAt({ property_id: property, hours: 30 }));
    const early = await offer(colleague.api, visitAt({ property_id: property, hours: 20 }));
    const cancelled = await offer(agent.api, visitAt({ property_id: property, hours: 40 }));
    await agent.api.cancelSlot(cancelled.id);
    const booked = await offer(agent.api, visitAt({ property_id: property, hours: 50 }));
    await applicant.api.createBooking({ slot_id: booked.id });
    await storeSlot(visita.database, { organizationId, agentId: agent.agentId, propertyId: property, startsIn: -5 });
    await offer(agent.api, visitAt({ property_id: randomUUID(), hours: 25 }));
    for (const { api } of [agent, colleague, applicant]) {
      const { body } = await api.listPropertySlots(property);
      assert.deepEqual(body, { slots: [early, late], next_cursor: null });
    }
  });

  test('a slot whose agent is booked elsewhere then is hidden, stays available, and comes back', async () => {
    const { agent, applicant, property } = await people();
    const start = Date.now() + 24 * HOUR;
    const time = (hours: number) => new Date(start + hours * HOUR).toISOString();
    const here = await offer(agent.api, { property_id: property, start_time: time(0), end_time: time(1) });
    const next = await offer(agent.api, { property_id: property, start_time: time(1.5), end_time: time(2) });
    const elsewhere = await offer(agent.api, { property_id: randomUUID(), start_time: time(0.5), end_time: time(1.5) });
    const booking = await applicant.api.createBooking({ slot_id: elsewhere.id });
    assert.equal(booking.status, 201);
    assert.deepEqual((await applicant.api.listPropertySlots(property)).body.slots, [next]);
    assert.deepEqual((await agent.api.getSlot(here.id)).body.slot, here);
    await applicant.api.cancelBooking(booking.body.booking.id);
    assert.deepEqual((await applicant.api.listPropertySlots(property)).body.slots, [here, next]);
  });

  test('the slots of another agent are not hidden by a booking of the first', async () => {
    const { organizationId, agent, applicant, property } = await people();
    const colleague = await visita.agent(organizationId);
    const visit = visitAt({ property_id: property });
    const taken = await offer(agent.api, visit);
    const free = await offer(colleague.api, visit);
    await applicant.api.createBooking({ slot_id: taken.id });
    assert.deepEqual((await agent.api.listPropertySlots(property)).body.slots, [free]);
  });

  test('from is inclusive and to exclusive, in any offset', async () => {
    const { agent, applicant, property } = await people();
    const slots = [];
    for (const hours of [24, 25, 26]) {
      slots.push(await offer(agent.api, visitAt({ property_id: property, hours })));
    }
    const [first, second, third] = slots.map(({ start_time }) => start_time);
    const list = async (query: Record<string, string>) => (await applicant.api.listPropertySlots(property, query)).body.slots;
    assert.deepEqual(await list({ from: second ?? '' }), slots.slice(1));
    assert.deepEqual(await list({ to: second ?? '' }), slots.slice(0, 1));
    assert.deepEqual(await list({ from: first ?? '', to: third ?? '' }), slots.slice(0, 2));
    assert.deepEqual(await list({ from: third ?? '', to: first ?? '' }), []);
    const inTokyo = new Date(Date.parse(second ?? '') + 9 * HOUR).toISOString().replace('Z', '+09:00');
    assert.deepEqual(await list({ from: inTokyo }), slots.slice(1));
  });

  test('visits of one agency that start together are each on one page', async () => {
    const { organizationId, agent, applicant, property } = await people();
    const colleagues = await Promise.all([1, 2, 3].map(() => visita.agent(organizationId)));
    const visit = visitAt({ property_id: property });
    const slots = await Promise.all([agent, ...colleagues].map(({ api }) => offer(api, visit)));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await applicant.api.listPropertySlots(property, cursor === null ? { limit: 1 } : { limit: 1, cursor });
      seen.push(...body.slots.map(({ id }) => id));
      cursor = body.next_cursor;
    } while (cursor !== null && seen.length <= slots.length);
    assert.deepEqual(seen, slots.map(({ id }) => id).toSorted());
  });

  test('an applicant of two agencies sees the slots of both, in one order, over the pages', async () => {
    const [one, two] = await Promise.all([people(), people()]);
    const property = randomUUID();
    const { email } = await visita.screen({ organizationId: one.organizationId });
    await visita.screen({ organizationId: two.organizationId, email });
    const both = await visita.as({ sub: randomUUID(), email });
    const slots = [];
    for (const hours of [24, 25, 26]) {
      const visit = visitAt({ property_id: property, hours });
      slots.push(await offer(one.agent.api, visit), await offer(two.agent.api, visit));
    }
    const expected = slots.toSorted((a, b) => a.start_time.localeCompare(b.start_time) || (a.id < b.id ? -1 : 1));
    const seen = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const query: Record<string, string | number> = cursor === null ? { limit: 1 } : { limit: 1, cursor };
      const { body } = await both.listPropertySlots(property, query);
      seen.push(...body.slots);
      cursor = body.next_cursor;
      pages += 1;
    } while (cursor !== null && pages < 20);
    assert.deepEqual(seen, expected);
    assert.equal(pages, 6);
    assert.equal((await both.createBooking({ slot_id: expected[3]?.id })).status, 201);
    assert.equal((await one.applicant.api.listPropertySlots(property)).body.slots.every((slot) => slot.organization_id === one.organizationId), true);
  });
});
