import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Crowds } from './crowds.ts';

describe('half of a crowd', () => {
  test('is half of those who wait and those who were answered just now, rounded up', () => {
    assert.equal(new Crowds().halfOf('a', { waiting: 63, answered: 1 }), 32);
    assert.equal(new Crowds().halfOf('a', { waiting: 1, answered: 0 }), 1);
    assert.equal(new Crowds().halfOf('a', { waiting: 2, answered: 1 }), 2);
  });

  test('remembers for some looks those who are not in sight, and then forgets them bit by bit', () => {
    const crowds = new Crowds();
    assert.equal(crowds.halfOf('a', { waiting: 80, answered: 20 }), 50);
    const later = Array.from({ length: 30 }, () => crowds.halfOf('a', { waiting: 5, answered: 5 }));
    assert.deepEqual(later.slice(0, 3), [45, 41, 37]);
    assert.equal(later.at(-1), 5);
  });

  test('of one group is not that of another', () => {
    const crowds = new Crowds();
    crowds.halfOf('a', { waiting: 100, answered: 0 });
    assert.equal(crowds.halfOf('b', { waiting: 4, answered: 0 }), 2);
  });

  test('is forgotten after a pause of a second', (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const crowds = new Crowds();
    crowds.halfOf('a', { waiting: 100, answered: 0 });
    now = 999;
    assert.equal(crowds.halfOf('a', { waiting: 4, answered: 0 }), 45);
    now = 1_999;
    assert.equal(crowds.halfOf('a', { waiting: 4, answered: 0 }), 2);
  });
});
