import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startVisita, type TestVisita } from '../visita.fixture.ts';
import { visitAt } from '../visit.fixture.ts';
import { untilSomebodyWaits } from '../waiting.fixture.ts';

describe('a booking that waits for its slot', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  test('is refused when its applicant lost the right to book meanwhile', async () => {
    const organizationId = randomUUID();
    const screened = { organizationId, externalId: randomUUID(), email: `${randomUUID()}@applicant.example` };
    const [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId, screened)];
    const { slot } = (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body;
    await visita.database.query('BEGIN');
    await visita.database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [slot.id]);
    const booking = applicant.api.createBooking({ slot_id: slot.id });
    await untilSomebodyWaits(visita.database);
    await visita.screen({ ...screened, riskLevel: 'HIGH', screenedAt: new Date(Date.now() + 1_000) });
    await visita.database.query('ROLLBACK');
    const answer = await booking;
    assert.deepEqual([answer.status, answer.body.code], [403, 'forbidden']);
    assert.equal((await agent.api.getSlot(slot.id)).body.slot.status, 'available');
  });
});
