import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Turns } from './turns.ts';

function turnsOf(...waiting: string[]): Turns<string> {
  const turns = new Turns<string>();
  for (const item of waiting) {
    turns.add(item[0] ?? '', item);
  }
  return turns;
}

describe('turns', () => {
  test('one of each group is taken, then another of each, in the order in which they came', () => {
    const turns = turnsOf('a1', 'a2', 'a3', 'b1', 'c1', 'c2');
    assert.deepEqual(turns.takeInTurn(['a', 'b', 'c'], 5), ['a1', 'b1', 'c1', 'a2', 'c2']);
    assert.deepEqual(turns.takeInTurn(['a', 'b', 'c'], 5), ['a3']);
    assert.equal(turns.groups, 0);
  });

  test('a group that got something and has more comes after those that got nothing', () => {
    const turns = turnsOf('a1', 'a2', 'b1', 'c1', 'd1');
    assert.deepEqual(turns.takeInTurn(turns.order(), 2), ['a1', 'b1']);
    turns.add('b', 'b2');
    assert.deepEqual(turns.order(), ['c', 'd', 'a', 'b']);
  });

  test('a group that is not asked for keeps its place and what it has', () => {
    const turns = turnsOf('a1', 'b1', 'c1');
    assert.deepEqual(turns.takeInTurn(['b'], 64), ['b1']);
    assert.deepEqual(turns.order(), ['a', 'c']);
    assert.equal(turns.count(['a', 'b', 'c']), 2);
  });

  test('those that came before the first that stays are taken away, and their group keeps its place', () => {
    const turns = turnsOf('a1', 'a2', 'b1', 'c1');
    assert.deepEqual(turns.takeUntil(['a', 'b'], (item) => item === 'a2'), ['a1', 'b1']);
    assert.deepEqual(turns.order(), ['a', 'c']);
    assert.deepEqual(turns.takeInTurn(['a', 'c'], 64), ['a2', 'c1']);
  });
});
