import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canBeCancelled, sortVisits } from './my-visits.ts';
import { ownBooking } from './visits.fixture.ts';

const DURING = new Date('2027-03-15T10:15:00Z');
const on = (day: number, given: Parameters<typeof ownBooking>[0] = {}) =>
  ownBooking({ id: String(day), start_time: `2027-03-${day}T10:00:00Z`, end_time: `2027-03-${day}T10:30:00Z`, ...given });
const ids = (bookings: readonly { readonly id: string }[]) => bookings.map(({ id }) => id);

test('the next visit comes first; of those that are over the latest comes first', () => {
  const { upcoming, past } = sortVisits([on(12), on(20), on(14), on(16)], DURING);
  assert.deepEqual([ids(upcoming), ids(past)], [['16', '20'], ['14', '12']]);
});

test('the visit that goes on is still to be gone to, and too late to be cancelled', () => {
  const { upcoming } = sortVisits([on(15)], DURING);
  assert.deepEqual(ids(upcoming), ['15']);
  assert.equal(canBeCancelled(on(15), DURING), false);
  assert.equal(canBeCancelled(on(15), new Date('2027-03-15T09:59:59Z')), true);
});

test('a cancelled visit is nothing to go to, whenever it would have been', () => {
  const cancelled = on(20, { status: 'cancelled_by_agent' });
  const { upcoming, past } = sortVisits([cancelled], DURING);
  assert.deepEqual([ids(upcoming), ids(past)], [[], ['20']]);
  assert.equal(canBeCancelled(cancelled, DURING), false);
});
