import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

describe('the history of a booking', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  async function booked(hours = 24) {
    const organizationId = randomUUID();
    const [agent, colleague] = [await visita.agent(organizationId, 'Ana Sousa'), await visita.agent(organizationId, 'Miguel Ferreira')];
    const applicant = await visita.applicant(organizationId, { name: 'Inês Carvalho' });
    const { slot } = (await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours }))).body;
    const { booking } = (await applicant.api.createBooking({ slot_id: slot.id })).body;
    return { organizationId, agent, colleague, applicant, slot, booking };
  }
  const eventsOf = async (api: TestVisita['api'], id: string) => {
    const { status, body } = await api.getBookingHistory(id);
    assert.equal(status, 200);
    return body.events;
  };

  test('says what happened, when and by whom, in that order', async () => {
    const { agent, colleague, applicant, booking } = await booked();
    const byApplicant = { role: 'applicant', id: applicant.applicantId, name: 'Inês Carvalho' } as const;
    const [confirmed] = await eventsOf(agent.api, booking.id);
    assert.deepEqual([confirmed?.type, confirmed?.actor], ['booking.confirmed', byApplicant]);
    assert.equal(confirmed?.occurred_at, booking.created_at);

    const cancelled = (await colleague.api.cancelBooking(booking.id)).body.booking;
    assert.deepEqual(await eventsOf(agent.api, booking.id), [
      confirmed,
      {
        type: 'booking.cancelled_by_agent',
        occurred_at: cancelled.updated_at,
        actor: { role: 'agent', id: colleague.agentId, name: 'Miguel Ferreira' },
      },
    ]);
  });

  test("is that booking's alone, also where the slot was booked again", async () => {
    const { agent, applicant, slot, booking } = await booked();
    await applicant.api.cancelBooking(booking.id);
    const { booking: second } = (await applicant.api.createBooking({ slot_id: slot.id })).body;
    await agent.api.cancelSlot(slot.id);
    const types = async (id: string) => (await eventsOf(agent.api, id)).map(({ type }) => type);
    assert.deepEqual(await types(booking.id), ['booking.confirmed', 'booking.cancelled_by_applicant']);
    assert.deepEqual(await types(second.id), ['booking.confirmed', 'booking.cancelled_by_agent']);
  });

  test('a refused cancellation leaves no trace in it', async () => {
    const { agent, applicant, booking } = await booked();
    await applicant.api.cancelBooking(booking.id);
    assert.equal((await agent.api.cancelBooking(booking.id)).status, 409);
    assert.equal((await eventsOf(agent.api, booking.id)).length, 2);
  });

  test('is for the agents of the organization: applicants get 403, others 404 as if it did not exist', async () => {
    const { applicant, booking } = await booked();
    const stranger = await visita.agent(randomUUID());
    const code = async (api: TestVisita['api'], id: string) => {
      const { status, body } = await api.getBookingHistory(id);
      return [status, body.code, body.detail];
    };
    assert.deepEqual(await code(applicant.api, booking.id), [403, 'forbidden', (await applicant.api.getBookingHistory('7')).body.detail]);
    assert.deepEqual(await code(stranger.api, booking.id), await code(stranger.api, randomUUID()));
    assert.equal((await stranger.api.getBookingHistory(booking.id)).status, 404);
    assert.equal((await visita.api.getBookingHistory(booking.id)).status, 401);
    assert.equal((await stranger.api.getBookingHistory('7')).status, 400);
  });
});
