import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasCode, VisitaError } from './errors.ts';
import { cancelSlot, checkVisitIsAhead, checkVisitLength, hasStarted, releaseSlot, whyNotAvailable } from './slot.ts';
import { BEFORE, bookedSlot, slotWith, START } from './visit.fixture.ts';

const conflict = (error: unknown) => hasCode(error, 'conflict');

describe('the length of a visit', () => {
  const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);

  for (const seconds of [300, 1800, 86_400]) {
    test(`${seconds} seconds are allowed`, () => checkVisitLength(START, after(seconds)));
  }

  for (const [seconds, rule] of [[-1, /after start_time/], [0, /after start_time/], [299.999, /at least 5 minutes/], [86_400.001, /at most 24 hours/]] as const) {
    test(`${seconds} seconds are refused, naming end_time`, () => {
      assert.throws(() => checkVisitLength(START, after(seconds)), (error) => {
        assert.ok(error instanceof VisitaError && error.code === 'invalid_argument');
        assert.deepEqual(error.fields.map(({ path }) => path), ['end_time']);
        assert.match(error.message, rule);
        return true;
      });
    });
  }
});

describe('the start of a visit', () => {
  test('must be after now: this very moment has started', () => {
    checkVisitIsAhead(START, BEFORE);
    assert.throws(() => checkVisitIsAhead(START, START), (error) => error instanceof VisitaError && error.fields[0]?.path === 'start_time');
    assert.equal(hasStarted({ startTime: START }, BEFORE), false);
    assert.equal(hasStarted({ startTime: START }, START), true);
  });
});

describe('a slot', () => {
  test('available: can be booked until it starts', () => {
    assert.equal(whyNotAvailable(slotWith(), BEFORE), null);
    assert.match(whyNotAvailable(slotWith(), START) ?? '', /started/);
  });

  test('booked: cannot be booked again', () => {
    assert.match(whyNotAvailable(bookedSlot(), BEFORE) ?? '', /already booked/);
  });

  test('booked: is available again once released', () => {
    assert.deepEqual(releaseSlot(bookedSlot()), slotWith());
    assert.equal(whyNotAvailable(releaseSlot(bookedSlot()), BEFORE), null);
  });

  test('available or cancelled: has nothing to release', () => {
    assert.throws(() => releaseSlot(slotWith()), conflict);
    assert.throws(() => releaseSlot(slotWith({ status: 'cancelled' })), conflict);
  });

  test('available or booked: can be cancelled, and then has no booking', () => {
    for (const slot of [slotWith(), bookedSlot()]) {
      assert.deepEqual(cancelSlot(slot, BEFORE), { ...slotWith(), status: 'cancelled' });
    }
  });

  test('booked: cannot be cancelled once the visit has started', () => {
    assert.throws(() => cancelSlot(bookedSlot(), START), conflict);
  });

  test('available: can be withdrawn at any time, nobody is waiting', () => {
    assert.equal(cancelSlot(slotWith(), START).status, 'cancelled');
  });

  test('cancelled: stays so', () => {
    const cancelled = slotWith({ status: 'cancelled' });
    assert.match(whyNotAvailable(cancelled, BEFORE) ?? '', /cancelled/);
    assert.throws(() => cancelSlot(cancelled, BEFORE), conflict);
  });
});
