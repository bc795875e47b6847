import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { components } from '../src/rest/contract.gen.ts';
import type { ApiClient } from './api.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

type BookingAnswer = components['schemas']['BookingAnswer'];

describe('notes of a booking', () => {
  let visita: TestVisita;
  let applicant: ApiClient;
  let slotId: string;
  before(async () => {
    visita = await startVisita();
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    applicant = (await visita.applicant(organizationId)).api;
    slotId = (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body.slot.id;
  });
  after(() => visita.stop());

  /** Books with notes given as a JSON text, and lets go again. */
  async function bookWith(notesAsJson: string) {
    const rawBody = `{"slot_id":"${slotId}","notes":${notesAsJson}}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await applicant.call<BookingAnswer>('POST', '/api/v1/bookings', { rawBody, headers });
    if (answer.status === 201) {
      const stored = await applicant.getBooking(answer.body.booking.id);
      assert.equal(stored.body.booking.notes, answer.body.booking.notes);
      await applicant.cancelBooking(answer.body.booking.id);
    }
    return answer;
  }

  const accepted: [string, string][] = [
    ['2,000 characters', 'a'.repeat(2000)],
    ['2,000 emoji, which are 4,000 UTF-16 units', '🏠'.repeat(2000)],
    ['2,000 letters with accents, as two code points each 1,000', 'e\u0301'.repeat(1000)],
    ['line breaks and tabs', 'one\r\ntwo\n\tthree'],
    ['an empty text', ''],
    ['markup and quotes, kept as they are', `<script>alert('x')</script>"; DROP TABLE bookings; --`],
    ['right-to-left and zero-width characters', '\u200f\u05e9\u05dc\u05d5\u05dd\u200d\ufeff'],
  ];
  for (const [what, notes] of accepted) {
    test(`notes may be ${what}`, async () => {
      const { status, body } = await bookWith(JSON.stringify(notes));
      assert.equal(status, 201);
      assert.equal(body.booking.notes, notes);
    });
  }

  const refused: [string, string][] = [
    ['longer than 2,000 characters', JSON.stringify('a'.repeat(2001))],
    ['longer than 2,000 emoji', JSON.stringify('🏠'.repeat(2001))],
    ['with NUL', String.raw`"a\u0000b"`],
    ['with a bell', String.raw`"\u0007"`],
    ['with a vertical tab', String.raw`"\u000b"`],
    ['with escape', String.raw`"\u001b[31m"`],
    ['with delete', '"\u007f"'],
    ['with a C1 control character', String.raw`"\u0085"`],
    ['with a lone high surrogate', String.raw`"\ud800"`],
    ['with a lone low surrogate', String.raw`"ok \udc00 ok"`],
    ['that are a number', '5'],
    ['that are a list', '["a"]'],
    ['that are null', 'null'],
  ];
  for (const [what, notesAsJson] of refused) {
    test(`notes ${what} are refused, with the field named and nothing booked`, async () => {
      const { status, body } = await bookWith(notesAsJson);
      assert.deepEqual([status, body.code, body.errors?.[0]?.path], [400, 'invalid_argument', 'notes']);
      assert.equal((await applicant.getSlot(slotId)).body.slot.status, 'available');
    });
  }
});
