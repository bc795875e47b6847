import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { mergeIntoPage, mergeProperties, type Page, type Position } from './page.ts';

const at = (minute: number, id: string): Position => ({ startTime: new Date(minute * 60_000), id });
const inOrder = (a: Position, b: Position) => a.startTime.getTime() - b.startTime.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id));
const isAfter = (row: Position, place: Position | null) => place === null || inOrder(row, place) > 0;

describe('a page', () => {
  test('of nothing is empty and the last', () => {
    assert.deepEqual(mergeIntoPage([], 20), { items: [], next: null });
    assert.deepEqual(mergeIntoPage([[], []], 20), { items: [], next: null });
  });

  test('that is just full is the last', () => {
    assert.equal(mergeIntoPage([[at(1, 'a'), at(2, 'b')]], 2).next, null);
  });

  test('with one row more goes on after its own last row', () => {
    const { items, next } = mergeIntoPage([[at(1, 'a'), at(2, 'b'), at(3, 'c')]], 2);
    assert.deepEqual(items.map(({ id }) => id), ['a', 'b']);
    assert.deepEqual(next, at(2, 'b'));
  });

  test('of several agencies runs by start, then id, across all of them', () => {
    const { items } = mergeIntoPage([[at(1, 'b'), at(3, 'a')], [at(1, 'a'), at(2, 'z')]], 3);
    assert.deepEqual(items, [at(1, 'a'), at(1, 'b'), at(2, 'z')]);
  });

  test('names a place and nothing more of a row', () => {
    const { next } = mergeIntoPage([[{ ...at(1, 'a'), notes: 'private' }, { ...at(2, 'b'), notes: '' }]], 1);
    assert.deepEqual(next, at(1, 'a'));
  });
});

describe('a page of properties', () => {
  const property = (id: string, organizationId: string) => ({ id, organizationId, title: 'T2' });

  test('runs by id, then organization, and goes on after its own last row', () => {
    const lists = [[property('a', '2'), property('b', '2')], [property('a', '1'), property('c', '1')]];
    const { items, next } = mergeProperties(lists, 3);
    assert.deepEqual(items, [property('a', '1'), property('a', '2'), property('b', '2')]);
    assert.deepEqual(next, { id: 'b', organizationId: '2' });
    assert.equal(mergeProperties(lists, 4).next, null);
  });
});

test('walking the pages of several agencies visits every row once, in order', () => {
  // Few minutes, so that many rows start at the same time.
  const row = fc.record({ minute: fc.nat(4), id: fc.uuid(), agency: fc.nat(2) });
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (rows, limit) => {
      const sorted = [0, 1, 2].map((agency) => rows.filter((each) => each.agency === agency).map(({ minute, id }) => at(minute, id)).toSorted(inOrder));
      const seen: Position[] = [];
      let place: Position | null = null;
      do {
        const after: Position | null = place;
        // As a store answers: the rows after the place, one more than wanted.
        const lists: Position[][] = sorted.map((list) => list.filter((candidate) => isAfter(candidate, after)).slice(0, limit + 1));
        const page: Page<Position> = mergeIntoPage(lists, limit);
        assert.ok(seen.length <= rows.length, 'the walk comes to an end');
        assert.ok(page.items.length <= limit && (page.next === null || page.items.length === limit));
        seen.push(...page.items);
        place = page.next;
      } while (place !== null);
      assert.deepEqual(seen, sorted.flat().toSorted(inOrder));
    }),
  );
});
