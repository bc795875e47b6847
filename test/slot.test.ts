import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { storeBooking, storeSlot } from './stored-visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const ABSENT = '00000000-0000-4000-8000-000000000000';
const MINUTE = 60_000;

describe('slots', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  async function offer(hours = 24) {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const visit = visitAt({ property_id: randomUUID(), hours });
    const { status, body, headers } = await agent.api.createSlot(visit);
    assert.equal(status, 201);
    return { organizationId, agent, visit, slot: body.slot, location: headers.get('location') };
  }

  test('an offered slot is available, in UTC, and found where Location says', async () => {
    const { organizationId, agent, visit, slot, location } = await offer();
    const { created_at, updated_at, id, ...rest } = slot;
    assert.deepEqual(rest, {
      ...visit,
      agent_id: agent.agentId,
      organization_id: organizationId,
      status: 'available',
      booking_id: null,
    });
    assert.equal(location, `/api/v1/slots/${id}`);
    assert.equal(created_at, updated_at);
    const { body } = await agent.api.getSlot(id);
    assert.deepEqual(body.slot, slot);
  });

  test('a slot is there for colleagues and applicants of its organization', async () => {
    const { organizationId, slot } = await offer();
    const [colleague, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    assert.deepEqual((await colleague.api.getSlot(slot.id)).body.slot, slot);
    assert.deepEqual((await applicant.api.getSlot(slot.id)).body.slot, slot);
  });

  test("another organization's slot cannot be told from one that does not exist", async () => {
    const { slot } = await offer();
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const calls = [
      (id: string) => agent.api.getSlot(id),
      (id: string) => agent.api.cancelSlot(id),
      (id: string) => applicant.api.getSlot(id),
      (id: string) => applicant.api.createBooking({ slot_id: id }),
    ];
    for (const call of calls) {
      const [foreign, absent] = [await call(slot.id), await call(ABSENT)];
      assert.equal(foreign.status, 404);
      assert.deepEqual({ ...foreign.body, request_id: '' }, { ...absent.body, request_id: '' });
      const names = (headers: Headers) => [...headers.keys()].toSorted();
      assert.deepEqual(names(foreign.headers), names(absent.headers));
    }
  });

  test("another agent's slot in the same organization is 403 to cancel, and stays", async () => {
    const { organizationId, agent, slot } = await offer();
    const colleague = await visita.agent(organizationId);
    const { status, body } = await colleague.api.cancelSlot(slot.id);
    assert.equal(status, 403);
    assert.equal(body.code, 'forbidden');
    assert.deepEqual((await agent.api.getSlot(slot.id)).body.slot, slot);
  });

  test('cancelling a slot that nobody booked answers without a booking, and a second time 409', async () => {
    const { agent, slot } = await offer();
    const { status, body } = await agent.api.cancelSlot(slot.id);
    assert.equal(status, 200);
    assert.equal(body.slot.status, 'cancelled');
    assert.equal('booking' in body, false);
    const again = await agent.api.cancelSlot(slot.id);
    assert.deepEqual([again.status, again.body.code], [409, 'conflict']);
  });

  test('cancelling a booked slot cancels its booking, and tells the agent who was coming', async () => {
    const { organizationId, agent, slot } = await offer();
    const applicant = await visita.applicant(organizationId);
    const booked = await applicant.api.createBooking({ slot_id: slot.id, notes: 'Two of us' });
    const { status, body } = await agent.api.cancelSlot(slot.id);
    assert.equal(status, 200);
    assert.deepEqual([body.slot.status, body.slot.booking_id], ['cancelled', null]);
    assert.equal(body.booking?.id, booked.body.booking.id);
    assert.equal(body.booking?.status, 'cancelled_by_agent');
    assert.equal(body.booking?.applicant?.email, applicant.email);
    const seen = await applicant.api.getBooking(booked.body.booking.id);
    assert.equal(seen.body.booking.status, 'cancelled_by_agent');
    assert.equal((await applicant.api.createBooking({ slot_id: slot.id })).status, 409);
    assert.equal((await applicant.api.cancelBooking(booked.body.booking.id)).status, 409);
  });

  test('a booked slot cannot be cancelled once the visit has started; one that nobody booked can', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const { agentId } = agent;
    const { slotId } = await storeBooking(visita.database, { organizationId, agentId, applicantId: applicant.applicantId, startsIn: -60 });
    assert.equal((await agent.api.cancelSlot(slotId)).status, 409);
    const unbooked = await storeSlot(visita.database, { organizationId, agentId, startsIn: -60 });
    assert.equal((await agent.api.cancelSlot(unbooked)).status, 200);
  });

  test('a duplicate offer is a conflict until the first one is cancelled', async () => {
    const { agent, visit, slot } = await offer();
    const later = new Date(Date.parse(visit.start_time) + 10 * MINUTE).toISOString();
    const overlapping = { ...visit, start_time: later, end_time: new Date(Date.parse(visit.end_time) + MINUTE).toISOString() };
    for (const duplicate of [visit, overlapping]) {
      const { status, body } = await agent.api.createSlot(duplicate);
      assert.deepEqual([status, body.code], [409, 'conflict']);
    }
    await agent.api.cancelSlot(slot.id);
    assert.equal((await agent.api.createSlot(overlapping)).status, 201);
  });

  test('an overlapping slot at another property, another agent and the visit that follows are no duplicates', async () => {
    const { organizationId, agent, visit } = await offer();
    const colleague = await visita.agent(organizationId);
    assert.equal((await agent.api.createSlot({ ...visit, property_id: randomUUID() })).status, 201);
    assert.equal((await colleague.api.createSlot(visit)).status, 201);
    const next = { ...visit, start_time: visit.end_time, end_time: new Date(Date.parse(visit.end_time) + 30 * MINUTE).toISOString() };
    assert.equal((await agent.api.createSlot(next)).status, 201);
  });

  test('of many duplicate offers at once exactly one is taken', async () => {
    const agent = await visita.agent(randomUUID());
    const visit = visitAt({ property_id: randomUUID() });
    const answers = await Promise.all(Array.from({ length: 20 }, () => agent.api.createSlot(visit)));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, ...Array.from({ length: 19 }, () => 409)]);
  });

  test('a visit lasts at least 5 minutes and at most 24 hours, both included', async () => {
    const agent = await visita.agent(randomUUID());
    const start = Date.now() + 48 * 60 * MINUTE;
    const lengths: [number, number][] = [
      [5 * MINUTE, 201],
      [24 * 60 * MINUTE, 201],
      [5 * MINUTE - 1, 400],
      [24 * 60 * MINUTE + 1, 400],
      [0, 400],
      [-30 * MINUTE, 400],
    ];
    for (const [length, expected] of lengths) {
      const { status, body } = await agent.api.createSlot({
        property_id: randomUUID(),
        start_time: new Date(start).toISOString(),
        end_time: new Date(start + length).toISOString(),
      });
      assert.equal(status, expected, `${length} ms`);
      assert.equal(body.errors?.[0]?.path, expected === 400 ? 'end_time' : undefined);
    }
  });

  test('a slot cannot start in the past', async () => {
    const agent = await visita.agent(randomUUID());
    const { status, body } = await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours: -0.01 }));
    assert.deepEqual([status, body.code, body.errors?.[0]?.path], [400, 'invalid_argument', 'start_time']);
  });

  test('applicants offer no slots, list none of their own and cancel none', async () => {
    const { organizationId, slot } = await offer();
    const applicant = await visita.applicant(organizationId);
    const answers = [
      await applicant.api.createSlot(visitAt({ property_id: randomUUID() })),
      await applicant.api.listSlots(),
      await applicant.api.cancelSlot(slot.id),
    ];
    assert.deepEqual(answers.map(({ status, body }) => [status, body.code]), Array.from({ length: 3 }, () => [403, 'forbidden']));
  });
});
