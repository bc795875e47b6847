import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

describe('booking', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  test('two applicants who race for a slot get one booking and one conflict', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const [ines, rui] = await Promise.all([visita.applicant(organizationId), visita.applicant(organizationId)]);
    const { body: offered } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    const answers = await Promise.all([
      ines.api.createBooking({ slot_id: offered.slot.id, notes: 'Looking forward to it!' }),
      rui.api.createBooking({ slot_id: offered.slot.id }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409]);
    const { body } = await agent.api.getSlot(offered.slot.id);
    assert.equal(body.slot.status, 'booked');
  });

  test('a released slot can be booked again', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const [ines, rui] = await Promise.all([visita.applicant(organizationId), visita.applicant(organizationId)]);
    const { body: offered } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    const first = await ines.api.createBooking({ slot_id: offered.slot.id });
    assert.equal(first.status, 201);
    const cancelled = await ines.api.cancelBooking(first.body.booking.id);
    assert.equal(cancelled.body.booking.status, 'cancelled_by_applicant');
    assert.equal((await rui.api.createBooking({ slot_id: offered.slot.id })).status, 201);
  });
});
