import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupByDay } from './visit-days.ts';

test('visits stand under the day of their property, in order', () => {
  const late = { start_time: '2027-07-01T23:30:00Z', zone: 'Europe/Lisbon' };
  const alsoLate = { start_time: '2027-07-01T23:00:00Z', zone: 'Europe/Lisbon' };
  const overThere = { start_time: '2027-07-01T23:30:00Z', zone: 'America/New_York' };
  assert.deepEqual(
    groupByDay([late, alsoLate, overThere], (visit) => visit.zone),
    [
      { day: '2027-07-01', visits: [overThere] },
      { day: '2027-07-02', visits: [alsoLate, late] },
    ],
  );
});

test('nothing has no days', () => {
  assert.deepEqual(groupByDay([], () => 'Europe/Lisbon'), []);
});
