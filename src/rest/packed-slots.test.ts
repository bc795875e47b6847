import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { components } from './contract.gen.ts';
import { PackedSlots } from './packed-slots.ts';

type SlotBody = components['schemas']['Slot'];

const instant = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }).map((date) => date.toISOString());
const shared = {
  property_id: fc.uuid(),
  organization_id: fc.uuid(),
  status: fc.constantFrom('available', 'booked', 'cancelled'),
  booking_id: fc.option(fc.uuid()),
};
const [agent, moment] = ['0a9e1c1a-0000-4000-8000-0000000000a1', '2026-11-29T09:00:00.000Z'];
const own = { id: fc.uuid(), agent_id: fc.uuid(), start_time: instant, end_time: instant, created_at: instant, updated_at: instant };
/** What slots may have in common besides. */
const alike = fc.constantFrom({}, { agent_id: agent }, { agent_id: agent, created_at: moment }, { created_at: moment, updated_at: moment });
const inOrder = (slot: SlotBody): SlotBody => ({
  id: slot.id,
  property_id: slot.property_id,
  agent_id: slot.agent_id,
  organization_id: slot.organization_id,
  start_time: slot.start_time,
  end_time: slot.end_time,
  status: slot.status,
  booking_id: slot.booking_id,
  created_at: slot.created_at,
  updated_at: slot.updated_at,
});
const slotsOfOneProperty = fc
  .tuple(fc.record(shared, { noNullPrototype: true }), alike, fc.array(fc.record(own, { noNullPrototype: true }), { maxLength: 101 }))
  .map(([same, more, slots]) => slots.map((slot) => inOrder({ ...same, ...slot, ...more })));
const slotsOfAny = fc.array(fc.record({ ...shared, ...own }, { noNullPrototype: true }).map(inOrder), { maxLength: 30 });

const keep = (packed: PackedSlots, slots: readonly SlotBody[], cursor: string | null = null) => {
  const page = { slots: [...slots], next_cursor: cursor };
  const json = JSON.stringify(page);
  return { json, kept: packed.keep(page, json) };
};

for (const [name, pages] of Object.entries({ 'of one property': slotsOfOneProperty, 'of any kind': slotsOfAny })) {
  test(`a packed page of slots ${name} is written as the page it was, as often as it is asked for`, () => {
    const packed = new PackedSlots();
    fc.assert(
      fc.property(pages, fc.option(fc.base64String()), (slots, cursor) => {
        const { json, kept } = keep(packed, slots, cursor);
        assert.equal(kept.again(), json);
        assert.equal(kept.again(), json);
      }),
    );
  });
}

test('pages are kept side by side, and the longest does not show in those written after it', () => {
  const packed = new PackedSlots();
  const pages = fc.sample(slotsOfOneProperty, 50).toSorted((one, other) => other.length - one.length).map((slots) => keep(packed, slots));
  for (const { json, kept } of pages) {
    assert.equal(kept.again(), json);
  }
});

test('a page is what it was or gone, never another, where later ones took its place; the latest is there', () => {
  fc.assert(
    fc.property(fc.array(slotsOfOneProperty, { minLength: 5, maxLength: 40 }), (pages) => {
      const packed = new PackedSlots(40_000);
      const kept = pages.map((slots) => keep(packed, slots));
      assert.equal(kept.at(-1)?.kept.again(), kept.at(-1)?.json);
      for (const { json, kept: page } of kept) {
        const again = page.again();
        assert.ok(again === null || again === json);
      }
    }),
  );
});

test('room is given up by age: of many pages the latest stay', () => {
  const packed = new PackedSlots(40_000);
  const longest = fc.sample(slotsOfOneProperty, 50).toSorted((one, other) => other.length - one.length)[0] ?? assert.fail();
  const slots = Array.from({ length: 20 }, (_, n) => ({ ...(longest[0] ?? assert.fail()), start_time: `2026-11-29T09:00:00.0${String(n).padStart(2, '0')}Z` }));
  const kept = Array.from({ length: 100 }, () => keep(packed, slots).kept).map((page) => page.again() !== null);
  const firstThere = kept.indexOf(true);
  assert.ok(firstThere > 40 && firstThere < 80, String(firstThere));
  assert.ok(kept.slice(firstThere).every(Boolean));
});

test('a page with a time of another length is kept as it is', () => {
  const [odd] = fc.sample(slotsOfAny.filter((slots) => slots.length > 0), 1).flat();
  const { json, kept } = keep(new PackedSlots(), [{ ...(odd ?? assert.fail()), start_time: '+010000-01-01T00:00:00.000Z' }]);
  assert.equal(kept.again(), json);
});
