import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayToShow, daysOf, nearestTo } from './days.ts';
import { freeSlot } from './visits.fixture.ts';

const at = (start: string) => freeSlot({ id: start, start_time: start });

test('a visit belongs to the day that it is at the property, not in London and not here', () => {
  const late = at('2027-03-15T23:30:00Z');
  assert.deepEqual(daysOf([late], 'Europe/Lisbon').map(({ day }) => day), ['2027-03-15']);
  assert.deepEqual(daysOf([late], 'Asia/Tokyo').map(({ day }) => day), ['2027-03-16']);
  assert.deepEqual(daysOf([late], 'America/New_York').map(({ day }) => day), ['2027-03-15']);
});

test('the clocks of summer make no second day: both sides of the change are the same Sunday', () => {
  // In Lisbon 01:00 is followed by 02:00 on 28 March 2027.
  const days = daysOf([at('2027-03-28T22:59:00Z'), at('2027-03-28T00:30:00Z'), at('2027-03-28T23:00:00Z')], 'Europe/Lisbon');
  assert.deepEqual(days.map(({ day, slots }) => [day, slots.map(({ id }) => id)]), [
    ['2027-03-28', ['2027-03-28T00:30:00Z', '2027-03-28T22:59:00Z']],
    ['2027-03-29', ['2027-03-28T23:00:00Z']],
  ]);
});

test('days and times come in order, of whichever agency they are', () => {
  const days = daysOf([at('2027-03-17T10:00:00Z'), at('2027-03-15T12:00:00Z'), at('2027-03-15T09:00:00Z')], 'Europe/Lisbon');
  assert.deepEqual(days.map(({ slots }) => slots.map(({ id }) => id.slice(8, 13))), [['15T09', '15T12'], ['17T10']]);
});

test('the day of the link is shown; when nothing is free on it any more, the next one is, else the last', () => {
  const days = daysOf([at('2027-03-15T10:00:00Z'), at('2027-03-17T10:00:00Z')], 'Europe/Lisbon');
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
