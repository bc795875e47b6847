import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, isDay, isTime, mondayOf, occurrenceOf, startOfDay, timeAt, today, wallClockOf } from './wall-clock.ts';

test('a time of day is told in the zone of the property, not in that of the machine', () => {
  assert.deepEqual(occurrenceOf({ day: '2027-07-01', time: '10:00' }, 'Europe/Lisbon'), { kind: 'once', instant: '2027-07-01T09:00:00Z' });
  assert.deepEqual(occurrenceOf({ day: '2027-07-01', time: '10:00' }, 'America/New_York'), { kind: 'once', instant: '2027-07-01T14:00:00Z' });
});

test('a time over which the clocks are put forward never comes', () => {
  assert.deepEqual(occurrenceOf({ day: '2027-03-28', time: '01:30' }, 'Europe/Lisbon'), { kind: 'never' });
  assert.equal(occurrenceOf({ day: '2027-03-28', time: '02:00' }, 'Europe/Lisbon').kind, 'once');
});

test('a time over which the clocks are put back comes twice', () => {
  assert.deepEqual(occurrenceOf({ day: '2027-10-31', time: '01:30' }, 'Europe/Lisbon'), {
    kind: 'twice',
    instants: ['2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z'],
  });
});

test('what the clocks show leads back to the same instant', () => {
  const shown = wallClockOf('2027-07-01T23:30:00Z', 'Europe/Lisbon');
  assert.deepEqual(shown, { day: '2027-07-02', time: '00:30' });
  assert.deepEqual(occurrenceOf(shown, 'Europe/Lisbon'), { kind: 'once', instant: '2027-07-01T23:30:00Z' });
});

test('a day starts after midnight where the clocks are put forward over midnight', () => {
  assert.equal(startOfDay('2027-03-28', 'Atlantic/Azores'), '2027-03-28T01:00:00Z');
  assert.equal(startOfDay('2027-07-01', 'Europe/Lisbon'), '2027-06-30T23:00:00Z');
});

test('today is another day elsewhere', () => {
  const now = Date.parse('2027-07-01T23:30:00Z');
  assert.equal(today('Europe/Lisbon', now), '2027-07-02');
  assert.equal(today('America/New_York', now), '2027-07-01');
});

test('weeks start on Monday, and days are added over the ends of months', () => {
  assert.equal(mondayOf('2027-02-28'), '2027-02-22');
  assert.equal(mondayOf('2027-03-01'), '2027-03-01');
  assert.equal(addDays('2027-02-28', 1), '2027-03-01');
});

test('a field that is half filled in is no day and no time', () => {
  assert.deepEqual(['2027-03-28', '', '2027-13-01', '27-03-28', '2027-02-31', '2027-02-32'].map(isDay), [true, false, false, false, false, false]);
  assert.deepEqual(['09:30', '', '24:00', '9:30'].map(isTime), [true, false, false, false]);
  assert.equal(timeAt(24 * 60), '00:00');
});
