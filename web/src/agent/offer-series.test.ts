import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expandSeries, LONGEST_SERIES, type SeriesPlan } from './offer-series.ts';
import { wallClockOf } from './wall-clock.ts';

const LONG_AGO = Date.parse('2020-01-01T00:00:00Z');
const MORNING: SeriesPlan = {
  firstDay: '2027-03-15',
  lastDay: '2027-03-19',
  weekdays: [1, 3],
  from: '10:00',
  to: '13:00',
  minutes: 30,
  pause: 0,
  zone: 'Europe/Lisbon',
};

test('each 30 minutes from 10:00 to 13:00 on two days are twelve visits', () => {
  const { visits, past, missing, isCut } = expandSeries(MORNING, LONG_AGO);
  assert.equal(visits.length, 12);
  assert.deepEqual(visits[0], { start_time: '2027-03-15T10:00:00Z', end_time: '2027-03-15T10:30:00Z' });
  assert.deepEqual(visits[11], { start_time: '2027-03-17T12:30:00Z', end_time: '2027-03-17T13:00:00Z' });
  assert.deepEqual({ past, missing, isCut }, { past: 0, missing: [], isCut: false });
});

test('no visit runs past the end, and a pause is kept between them', () => {
  const { visits } = expandSeries({ ...MORNING, weekdays: [1], minutes: 45, pause: 15, to: '12:30' }, LONG_AGO);
  assert.deepEqual(
    visits.map((visit) => visit.start_time),
    ['2027-03-15T10:00:00Z', '2027-03-15T11:00:00Z'],
  );
});

test('the visits keep their time of day when the clocks change between them', () => {
  const { visits } = expandSeries({ ...MORNING, firstDay: '2027-03-27', lastDay: '2027-03-29', weekdays: [1, 6], to: '10:30' }, LONG_AGO);
  assert.deepEqual(
    visits.map((visit) => visit.start_time),
    ['2027-03-27T10:00:00Z', '2027-03-29T09:00:00Z'],
  );
});

test('times over which the clocks are put forward are left out and named', () => {
  const night = { ...MORNING, firstDay: '2027-03-28', lastDay: '2027-03-28', weekdays: [7], from: '00:30', to: '02:30' };
  const { visits, missing } = expandSeries(night, LONG_AGO);
  assert.deepEqual(
    visits.map((visit) => visit.start_time),
    ['2027-03-28T00:30:00Z', '2027-03-28T01:00:00Z'],
  );
  assert.deepEqual(
    missing.map((shown) => shown.time),
    ['01:00', '01:30'],
  );
});

test('a visit during which the clocks are put forward neither runs past the end nor into the next one', () => {
  const night = { ...MORNING, firstDay: '2027-03-28', lastDay: '2027-03-28', weekdays: [7], from: '00:00', to: '06:00', minutes: 120 };
  assert.deepEqual(expandSeries(night, LONG_AGO).visits, [
    { start_time: '2027-03-28T00:00:00Z', end_time: '2027-03-28T02:00:00Z' },
    { start_time: '2027-03-28T03:00:00Z', end_time: '2027-03-28T05:00:00Z' },
  ]);
  assert.deepEqual(expandSeries({ ...night, to: '02:00' }, LONG_AGO).visits, []);
});

test('where the clocks are put back, the first of the two is offered and lasts as long as any other', () => {
  const night = { ...MORNING, firstDay: '2027-10-31', lastDay: '2027-10-31', weekdays: [7], from: '01:00', to: '02:00' };
  assert.deepEqual(expandSeries(night, LONG_AGO).visits, [
    { start_time: '2027-10-31T00:00:00Z', end_time: '2027-10-31T00:30:00Z' },
    { start_time: '2027-10-31T00:30:00Z', end_time: '2027-10-31T01:00:00Z' },
  ]);
});

test('what has started is left out and counted', () => {
  const { visits, past } = expandSeries({ ...MORNING, weekdays: [1] }, Date.parse('2027-03-15T11:00:00Z'));
  assert.equal(past, 3);
  assert.equal(visits[0]?.start_time, '2027-03-15T11:30:00Z');
});

test('a series ends at midnight, not before and not after', () => {
  const { visits } = expandSeries({ ...MORNING, weekdays: [1], from: '23:00', to: '00:00' }, LONG_AGO);
  assert.deepEqual(visits.at(-1), { start_time: '2027-03-15T23:30:00Z', end_time: '2027-03-16T00:00:00Z' });
});

test('a plan that goes on and on is cut, and says so', () => {
  const { visits, isCut } = expandSeries({ ...MORNING, lastDay: '2099-01-01', weekdays: [1, 2, 3, 4, 5, 6, 7] }, LONG_AGO);
  assert.equal(visits.length, LONGEST_SERIES);
  assert.equal(isCut, true);
});

test('in every zone and at every time of the year, visits of a series never overlap and start when the plan says', () => {
  const zones = fc.constantFrom('Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Atlantic/Azores', 'Asia/Kathmandu', 'America/Sao_Paulo');
  const changes = fc.constantFrom('2027-03-28', '2027-10-31', '2027-03-14', '2027-11-07', '2027-04-04', '2027-10-03');
  const anyDay = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(zones, fc.oneof(changes, anyDay), fc.integer({ min: 8, max: 180 }), fc.integer({ min: 0, max: 60 }), (zone, firstDay, minutes, pause) => {
      const { visits, missing } = expandSeries({ firstDay, lastDay: firstDay, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', minutes, pause, zone }, LONG_AGO);
      // Each is offered or named as missing; none is lost.
      assert.equal(visits.length + missing.length, Math.floor((24 * 60 - minutes) / (minutes + pause)) + 1);
      for (const [index, visit] of visits.entries()) {
        assert.equal(wallClockOf(visit.start_time, zone).day, firstDay);
        assert.equal(Date.parse(visit.end_time) - Date.parse(visit.start_time), minutes * 60_000);
        const next = visits[index + 1];
        assert.ok(next === undefined || Date.parse(next.start_time) >= Date.parse(visit.end_time), `${visit.end_time} ${next?.start_time} ${zone}`);
      }
    }),
  );
});
