import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupByDay } from '../visit/visit-days.ts';
import { dayToShow, nearestTo } from './days.ts';
import { freeSlot } from './visits.fixture.ts';

const at = (start: string) => freeSlot({ id: start, start_time: start });

test('the day of the link is shown; when nothing is free on it any more, the next one is, else the last', () => {
  const days = groupByDay([at('2027-03-15T10:00:00Z'), at('2027-03-17T10:00:00Z')], () => 'Europe/Lisbon');
  assert.equal(dayToShow(days, null)?.day, '2027-03-15');
  assert.equal(dayToShow(days, '2027-03-17')?.day, '2027-03-17');
  assert.equal(dayToShow(days, '2027-03-16')?.day, '2027-03-17');
  assert.equal(dayToShow(days, '2027-04-01')?.day, '2027-03-17');
  assert.equal(dayToShow([], '2027-04-01'), null);
});

test('whoever lost a time is offered those nearest to it, in order', () => {
  const free = ['09:00', '09:30', '11:00', '16:00'].map((time) => at(`2027-03-15T${time}:00Z`));
  const offered = nearestTo('2027-03-15T10:00:00Z', free, 3);
  assert.deepEqual(offered.map(({ id }) => id.slice(11, 16)), ['09:00', '09:30', '11:00']);
});
