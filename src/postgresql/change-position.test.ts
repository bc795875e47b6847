import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ChangePosition, MOST_MISSING } from './change-position.ts';

const MINUTE = 60_000;

/** What a look would bring of these rows: up to `limit` higher ones, and those missed before. */
function look(position: ChangePosition, visible: ReadonlySet<number>, now: number, limit = Infinity): number[] {
  const sorted = [...visible].toSorted((a, b) => a - b);
  const higher = sorted.filter((id) => id > position.highest).slice(0, limit);
  const missing = new Set(position.missing(now));
  return [...sorted.filter((id) => missing.has(id)), ...higher];
}

describe('the position in the audit trail', () => {
  test('whatever the order in which transactions commit, every id is brought exactly once', () => {
    const run = fc.record({
      // The order in which the ids 1, 2, 3, … become visible; those left out are rolled back.
      order: fc.shuffledSubarray(Array.from({ length: 40 }, (_, index) => index + 1)),
      // How many become visible between two looks.
      steps: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1 }),
      limit: fc.integer({ min: 1, max: 10 }),
      seenBefore: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(run, ({ order, steps, limit, seenBefore }) => {
        const before = order.slice(0, seenBefore);
        const highest = Math.max(0, ...before);
        const sorted = [0, ...before.toSorted((a, b) => a - b)];
        const holes = sorted.slice(1).map((id, index) => ({ after: sorted[index] ?? 0, before: id }));
        const position = new ChangePosition(highest, holes, 0);
        const visible = new Set(before);
        const brought: number[] = [];
        const rest = order.slice(seenBefore);
        for (let now = 1; rest.length > 0 || visible.size > before.length + brought.length; now += 1) {
          rest.splice(0, steps[now % steps.length] ?? 1).forEach((id) => visible.add(id));
          if (steps.every((step) => step === 0)) {
            rest.splice(0, 1).forEach((id) => visible.add(id));
          }
          const ids = look(position, visible, now, limit);
          assert.ok(position.see(ids, now));
          brought.push(...ids);
        }
        assert.deepEqual(brought.toSorted((a, b) => a - b), order.slice(seenBefore).toSorted((a, b) => a - b));
      }),
    );
  });

  test('an id that is rolled back is asked for as long as a transaction may last, then let go', () => {
    const position = new ChangePosition(1, [], 0);
    assert.ok(position.see([3], 0));
    assert.deepEqual(position.missing(2 * MINUTE), [2]);
    assert.ok(position.see([5], 2 * MINUTE));
    assert.deepEqual(position.missing(2 * MINUTE + 1), [4]);
  });

  test('too many missing ids are refused without noting anything, however wide the hole', () => {
    const position = new ChangePosition(10, [], 0);
    assert.equal(position.see([11, 11 + MOST_MISSING + 2], 0), false);
    assert.equal(position.see([2 ** 52], 0), false);
    assert.equal(position.highest, 10);
    assert.ok(position.see([11, 11 + MOST_MISSING + 1], 0));
    assert.equal(position.missing(0).length, MOST_MISSING);
    assert.equal(position.see([11 + MOST_MISSING + 3], 0), false);
  });

  test('begins with the newest of too many holes', () => {
    const position = new ChangePosition(2 ** 52, [{ after: 0, before: 10 }, { after: 10, before: 2 ** 52 }], 0);
    const missing = position.missing(0);
    assert.equal(missing.length, MOST_MISSING);
    assert.equal(missing.at(-1), 2 ** 52 - 1);
    assert.deepEqual(missing, missing.toSorted((a, b) => a - b));
  });
});
