import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { components } from './contract.gen.ts';
import { packSlots } from './packed-slots.ts';

type SlotBody = components['schemas']['Slot'];

const instant = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }).map((date) => date.toISOString());
const slot: fc.Arbitrary<SlotBody> = fc.record({
  id: fc.uuid(),
  property_id: fc.uuid(),
  agent_id: fc.constantFrom('0a9e1c1a-0000-4000-8000-0000000000a1', '0a9e1c1a-0000-4000-8000-0000000000a2'),
  organization_id: fc.uuid(),
  start_time: instant,
  end_time: instant,
  status: fc.constantFrom('available', 'booked', 'cancelled'),
  booking_id: fc.option(fc.uuid()),
  created_at: instant,
  updated_at: instant,
}, { noNullPrototype: true });

test('a packed page is written as the page it was, as often as it is asked for', () => {
  fc.assert(
    fc.property(fc.array(slot, { maxLength: 30 }), fc.option(fc.base64String()), (slots, cursor) => {
      const page = { slots, next_cursor: cursor };
      const packed = packSlots(page);
      assert.deepEqual(JSON.parse(packed.text()), page);
      assert.equal(packed.text(), JSON.stringify(page));
    }),
  );
});

test('a page with a time of another length is kept as it is', () => {
  const [odd] = fc.sample(slot, 1);
  const page = { slots: [{ ...(odd ?? assert.fail()), start_time: '+010000-01-01T00:00:00.000Z' }], next_cursor: null };
  assert.equal(packSlots(page).text(), JSON.stringify(page));
});
