import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandSeries } from './offer-series.ts';
import { faultIn, faultOfSeries, planOf, seriesOnClock, type SeriesFields } from './series-fields.ts';

const LISBON = 'Europe/Lisbon';
const NOW = Date.parse('2027-03-14T12:00:00Z');

test('what is proposed can be offered as it is', () => {
  const fields = seriesOnClock(null, LISBON, NOW);
  assert.equal(faultIn(fields), null);
  assert.equal(expandSeries(planOf(fields, LISBON), NOW).visits.length, 5 * 6);
});

test('free time that was dragged over makes a series of that day between those times', () => {
  const visit = { start_time: '2027-07-01T09:00:00Z', end_time: '2027-07-01T11:00:00Z' };
  const { firstDay, lastDay, weekdays, from, to } = seriesOnClock(visit, LISBON, NOW);
  assert.deepEqual({ firstDay, lastDay, weekdays, from, to }, { firstDay: '2027-07-01', lastDay: '2027-07-01', weekdays: [4], from: '10:00', to: '12:00' });
});

test('what keeps a series from being offered is said', () => {
  const faultWith = (changed: Partial<SeriesFields>) => faultIn({ ...seriesOnClock(null, LISBON, NOW), ...changed });
  assert.equal(faultWith({ firstDay: '' }), 'incomplete');
  assert.equal(faultWith({ minutes: Number.NaN }), 'incomplete');
  assert.equal(faultWith({ lastDay: '2027-03-01' }), 'days_reversed');
  assert.equal(faultWith({ weekdays: [] }), 'no_days');
  assert.equal(faultWith({ to: '10:00' }), 'times_reversed');
  assert.equal(faultWith({ to: '00:00' }), null);
  assert.equal(faultWith({ minutes: 4 }), 'too_short');
  assert.equal(faultOfSeries({ visits: [], isCut: false }), 'nothing');
  assert.equal(faultOfSeries({ visits: [], isCut: true }), 'too_many');
});
