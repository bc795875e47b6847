import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupByDay } from './visit-days.ts';

const at = (start: string) => ({ id: start, start_time: start });

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

test('a visit belongs to the day that it is at the property, not in London and not here', () => {
  const late = at('2027-03-15T23:30:00Z');
  assert.deepEqual(groupByDay([late], () => 'Europe/Lisbon').map(({ day }) => day), ['2027-03-15']);
  assert.deepEqual(groupByDay([late], () => 'Asia/Tokyo').map(({ day }) => day), ['2027-03-16']);
  assert.deepEqual(groupByDay([late], () => 'America/New_York').map(({ day }) => day), ['2027-03-15']);
});

test('the clocks of summer make no second day: both sides of the change are the same Sunday', () => {
  // In Lisbon 01:00 is followed by 02:00 on 28 March 2027.
  const days = groupByDay([at('2027-03-28T22:59:00Z'), at('2027-03-28T00:30:00Z'), at('2027-03-28T23:00:00Z')], () => 'Europe/Lisbon');
  assert.deepEqual(days.map(({ day, visits }) => [day, visits.map(({ id }) => id)]), [
    ['2027-03-28', ['2027-03-28T00:30:00Z', '2027-03-28T22:59:00Z']],
    ['2027-03-29', ['2027-03-28T23:00:00Z']],
  ]);
});

test('days and times come in order, of whichever agency they are', () => {
  const days = groupByDay([at('2027-03-17T10:00:00Z'), at('2027-03-15T12:00:00Z'), at('2027-03-15T09:00:00Z')], () => 'Europe/Lisbon');
  assert.deepEqual(days.map(({ visits }) => visits.map(({ id }) => id.slice(8, 13))), [['15T09', '15T12'], ['17T10']]);
});
