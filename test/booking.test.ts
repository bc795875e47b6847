import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { storeBooking, storeSlot } from './stored-visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const ABSENT = '00000000-0000-4000-8000-000000000000';

describe('booking', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  async function people() {
    const organizationId = randomUUID();
    const [agent, ines, rui] = await Promise.all([
      visita.agent(organizationId),
      visita.applicant(organizationId),
      visita.applicant(organizationId),
    ]);
    const offer = async (visit: Partial<ReturnType<typeof visitAt>> = {}, by = agent) => {
      const { status, body } = await by.api.createSlot({ ...visitAt({ property_id: randomUUID() }), ...visit });
      assert.equal(status, 201);
      return body.slot;
    };
    return { organizationId, agent, ines, rui, offer };
  }

  test('two applicants who race for a slot get one booking and one conflict', async () => {
    const { agent, ines, rui, offer } = await people();
    const slot = await offer();
    const answers = await Promise.all([
      ines.api.createBooking({ slot_id: slot.id, notes: 'Looking forward to it!' }),
      rui.api.createBooking({ slot_id: slot.id }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409]);
    const { body } = await agent.api.getSlot(slot.id);
    assert.equal(body.slot.status, 'booked');
  });

  test('a booking copies its visit from the slot, and the slot names the booking', async () => {
    const { organizationId, agent, ines, offer } = await people();
    const slot = await offer();
    const { status, body, headers } = await ines.api.createBooking({ slot_id: slot.id });
    assert.equal(status, 201);
    const { id, created_at, updated_at, ...rest } = body.booking;
    assert.deepEqual(rest, {
      slot_id: slot.id,
      applicant_id: ines.applicantId,
      agent_id: agent.agentId,
      property_id: slot.property_id,
      organization_id: organizationId,
      start_time: slot.start_time,
      end_time: slot.end_time,
      status: 'confirmed',
      notes: '',
    });
    assert.equal(created_at, updated_at);
    assert.equal(headers.get('location'), `/api/v1/bookings/${id}`);
    const seen = await agent.api.getSlot(slot.id);
    assert.deepEqual([seen.body.slot.status, seen.body.slot.booking_id], ['booked', id]);
  });

  test('a booked slot is a conflict for everybody, the holder included', async () => {
    const { ines, rui, offer } = await people();
    const slot = await offer();
    assert.equal((await ines.api.createBooking({ slot_id: slot.id })).status, 201);
    for (const { api } of [ines, rui]) {
      const { status, body } = await api.createBooking({ slot_id: slot.id });
      assert.deepEqual([status, body.code], [409, 'conflict']);
    }
  });

  test('a released slot can be booked again, by others and by the same applicant', async () => {
    const { agent, ines, rui, offer } = await people();
    const slot = await offer();
    for (const { api } of [ines, rui, ines, ines]) {
      const booked = await api.createBooking({ slot_id: slot.id });
      assert.equal(booked.status, 201);
      const cancelled = await api.cancelBooking(booked.body.booking.id);
      assert.deepEqual([cancelled.status, cancelled.body.booking.status], [200, 'cancelled_by_applicant']);
      const { body } = await agent.api.getSlot(slot.id);
      assert.deepEqual([body.slot.status, body.slot.booking_id], ['available', null]);
    }
  });

  test('any agent of the organization may cancel a booking', async () => {
    const { organizationId, ines, rui, offer } = await people();
    const colleague = await visita.agent(organizationId);
    const slot = await offer();
    const { body } = await ines.api.createBooking({ slot_id: slot.id });
    const cancelled = await colleague.api.cancelBooking(body.booking.id);
    assert.deepEqual([cancelled.status, cancelled.body.booking.status], [200, 'cancelled_by_agent']);
    assert.equal((await rui.api.createBooking({ slot_id: slot.id })).status, 201);
  });

  test('a cancelled booking cannot be cancelled again, also not once the slot is booked anew', async () => {
    const { agent, ines, rui, offer } = await people();
    const slot = await offer();
    const first = (await ines.api.createBooking({ slot_id: slot.id })).body.booking.id;
    await ines.api.cancelBooking(first);
    assert.equal((await ines.api.cancelBooking(first)).status, 409);
    const second = await rui.api.createBooking({ slot_id: slot.id });
    for (const { api } of [ines, agent]) {
      const { status, body } = await api.cancelBooking(first);
      assert.deepEqual([status, body.code], [409, 'conflict']);
    }
    assert.equal((await rui.api.getBooking(second.body.booking.id)).body.booking.status, 'confirmed');
  });

  test('a visit that has started can neither be booked nor called off', async () => {
    const { organizationId, agent, ines } = await people();
    const [{ agentId }, { applicantId }] = [agent, ines];
    const slotId = await storeSlot(visita.database, { organizationId, agentId, startsIn: -1 });
    assert.equal((await ines.api.createBooking({ slot_id: slotId })).status, 409);
    const { bookingId } = await storeBooking(visita.database, { organizationId, agentId, applicantId, startsIn: -60 });
    for (const { api } of [ines, agent]) {
      const { status, body } = await api.cancelBooking(bookingId);
      assert.deepEqual([status, body.code], [409, 'conflict']);
    }
    assert.equal((await ines.api.getBooking(bookingId)).body.booking.status, 'confirmed');
  });

  test('a cancelled slot cannot be booked', async () => {
    const { agent, ines, offer } = await people();
    const slot = await offer();
    await agent.api.cancelSlot(slot.id);
    assert.equal((await ines.api.createBooking({ slot_id: slot.id })).status, 409);
  });

  test('the other slots of an agent at that time are conflicts until the booked one is released', async () => {
    const { agent, ines, rui, offer } = await people();
    const here = await offer();
    const there = await offer({ start_time: here.start_time, end_time: here.end_time });
    const booked = await ines.api.createBooking({ slot_id: here.id });
    assert.equal((await rui.api.createBooking({ slot_id: there.id })).status, 409);
    assert.equal((await agent.api.getSlot(there.id)).body.slot.status, 'available');
    await ines.api.cancelBooking(booked.body.booking.id);
    assert.equal((await rui.api.createBooking({ slot_id: there.id })).status, 201);
  });

  test('an applicant is at one visit at a time, at whichever agent', async () => {
    const { organizationId, ines, rui, offer } = await people();
    const colleague = await visita.agent(organizationId);
    const first = await offer();
    const second = await offer({ start_time: first.start_time, end_time: first.end_time }, colleague);
    const next = await offer({ start_time: first.end_time, end_time: new Date(Date.parse(first.end_time) + 600_000).toISOString() }, colleague);
    const booked = await ines.api.createBooking({ slot_id: first.id });
    assert.equal((await ines.api.createBooking({ slot_id: second.id })).status, 409);
    assert.equal((await ines.api.createBooking({ slot_id: next.id })).status, 201, 'the visit that follows does not overlap');
    await ines.api.cancelBooking(booked.body.booking.id);
    assert.equal((await ines.api.createBooking({ slot_id: second.id })).status, 201);
    assert.equal((await rui.api.createBooking({ slot_id: first.id })).status, 201);
  });

  test('withdrawn eligibility forbids new bookings, keeps the old ones, and a later LOW gives it back', async () => {
    const { organizationId, agent, offer } = await people();
    const [first, second] = [await offer(), await offer(visitAt({ property_id: randomUUID(), hours: 48 }))];
    const person = { organizationId, externalId: randomUUID(), email: `${randomUUID()}@applicant.example` };
    const applicant = await visita.applicant(organizationId, { ...person, screenedAt: new Date(1_000) });
    const booked = await applicant.api.createBooking({ slot_id: first.id });
    await visita.screen({ ...person, riskLevel: 'HIGH', screenedAt: new Date(2_000) });
    for (const slot of [first, second]) {
      const { status, body } = await applicant.api.createBooking({ slot_id: slot.id });
      assert.deepEqual([status, body.code], [403, 'forbidden']);
    }
    assert.equal((await applicant.api.createBooking({ slot_id: ABSENT })).status, 404);
    assert.equal((await agent.api.getBooking(booked.body.booking.id)).body.booking.status, 'confirmed');
    assert.equal((await applicant.api.cancelBooking(booked.body.booking.id)).status, 200);
    await visita.screen({ ...person, riskLevel: 'LOW', screenedAt: new Date(3_000) });
    assert.equal((await applicant.api.createBooking({ slot_id: second.id })).status, 201);
  });

  test('agents do not book', async () => {
    const { agent, offer } = await people();
    const slot = await offer();
    const { status, body } = await agent.api.createBooking({ slot_id: slot.id });
    assert.deepEqual([status, body.code], [403, 'forbidden']);
  });

  test("another applicant's booking and another organization's cannot be told from one that does not exist", async () => {
    const { ines, rui, offer } = await people();
    const slot = await offer();
    const { id } = (await ines.api.createBooking({ slot_id: slot.id })).body.booking;
    const elsewhere = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(elsewhere), visita.applicant(elsewhere)]);
    for (const { api } of [rui, agent, applicant]) {
      for (const call of [(of: string) => api.getBooking(of), (of: string) => api.cancelBooking(of)]) {
        const [foreign, absent] = [await call(id), await call(ABSENT)];
        assert.equal(foreign.status, 404);
        assert.deepEqual({ ...foreign.body, request_id: '' }, { ...absent.body, request_id: '' });
      }
    }
    assert.equal((await ines.api.getBooking(id)).body.booking.status, 'confirmed');
  });

  test('agents learn who is coming, applicants get no applicant details', async () => {
    const { agent, ines, offer } = await people();
    const slot = await offer();
    const { id } = (await ines.api.createBooking({ slot_id: slot.id })).body.booking;
    const details = { name: 'Inês Carvalho', email: ines.email };
    assert.deepEqual((await agent.api.getBooking(id)).body.booking.applicant, details);
    assert.deepEqual((await agent.api.listBookings()).body.bookings.map(({ applicant }) => applicant), [details]);
    assert.equal('applicant' in (await ines.api.getBooking(id)).body.booking, false);
    assert.deepEqual((await ines.api.listBookings()).body.bookings.map((booking) => 'applicant' in booking), [false]);
    assert.equal('applicant' in (await ines.api.cancelBooking(id)).body.booking, false);
    const again = (await ines.api.createBooking({ slot_id: slot.id })).body.booking.id;
    assert.deepEqual((await agent.api.cancelBooking(again)).body.booking.applicant, details);
  });

  test('a person screened by two agencies books with the record of the slot\'s agency', async () => {
    const [one, two] = await Promise.all([people(), people()]);
    const { email } = await visita.screen({ organizationId: one.organizationId });
    await visita.screen({ organizationId: two.organizationId, email });
    const both = await visita.as({ sub: randomUUID(), email });
    const { organizations } = (await both.getMe()).body;
    for (const { organizationId, agent, offer } of [one, two]) {
      const slot = await offer();
      const { body } = await both.createBooking({ slot_id: slot.id });
      assert.equal(body.booking.organization_id, organizationId);
      const record = organizations.find((each) => each.organization_id === organizationId);
      assert.equal(body.booking.applicant_id, record?.applicant_id);
      assert.equal((await agent.api.getBooking(body.booking.id)).status, 200);
      assert.equal((await both.cancelBooking(body.booking.id)).status, 200);
    }
    assert.equal((await both.listBookings()).body.bookings.length, 2);
  });
});
