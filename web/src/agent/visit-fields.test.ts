import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVisit, visitOnClock } from './visit-fields.ts';

const LISBON = 'Europe/Lisbon';
const NOW = Date.parse('2027-03-01T12:20:00Z');
const FIELDS = { day: '2027-07-01', start: '10:00', end: '10:30', occurrence: 'first' } as const;

test('what is filled in is read with the clock of the property', () => {
  assert.deepEqual(readVisit(FIELDS, LISBON, NOW), {
    kind: 'visit',
    visit: { start_time: '2027-07-01T09:00:00Z', end_time: '2027-07-01T09:30:00Z' },
    isTwice: false,
  });
});

test('a visit may end at midnight', () => {
  const read = readVisit({ ...FIELDS, start: '23:30', end: '00:00' }, LISBON, NOW);
  assert.deepEqual(read.kind === 'visit' && read.visit.end_time, '2027-07-01T23:00:00Z');
});

test('what cannot be offered is said before it is sent', () => {
  const faultOf = (fields: Partial<typeof FIELDS> | Record<string, string>) => {
    const read = readVisit({ ...FIELDS, ...fields }, LISBON, NOW);
    return read.kind === 'fault' ? read.fault : null;
  };
  assert.equal(faultOf({ day: '' }), 'incomplete');
  assert.equal(faultOf({ end: '09:00' }), 'end_before_start');
  assert.equal(faultOf({ end: '10:00' }), 'end_before_start');
  assert.equal(faultOf({ end: '10:04' }), 'too_short');
  assert.equal(faultOf({ day: '2027-02-28' }), 'past');
  assert.equal(faultOf({ day: '2027-03-28', start: '01:00', end: '01:30' }), 'never');
});

test('where the clocks are put back, the reader chooses which of the two is meant', () => {
  const night = { day: '2027-10-31', start: '01:00', end: '01:30' } as const;
  assert.deepEqual(readVisit({ ...night, occurrence: 'first' }, LISBON, NOW), {
    kind: 'visit',
    visit: { start_time: '2027-10-31T00:00:00Z', end_time: '2027-10-31T00:30:00Z' },
    isTwice: true,
  });
  assert.deepEqual(readVisit({ ...night, occurrence: 'second' }, LISBON, NOW), {
    kind: 'visit',
    visit: { start_time: '2027-10-31T01:00:00Z', end_time: '2027-10-31T01:30:00Z' },
    isTwice: true,
  });
});

test('free time that was dragged over is the same instant on the clock of the property', () => {
  const visit = { start_time: '2027-10-31T01:00:00Z', end_time: '2027-10-31T01:30:00Z' };
  const fields = visitOnClock(visit, LISBON, NOW);
  assert.deepEqual(fields, { day: '2027-10-31', start: '01:00', end: '01:30', occurrence: 'second' });
  const read = readVisit(fields, LISBON, NOW);
  assert.deepEqual(read.kind === 'visit' && read.visit, visit);
});

test('without a time the next full hour of a working day is proposed', () => {
  assert.deepEqual(visitOnClock(null, LISBON, NOW), { day: '2027-03-01', start: '13:00', end: '13:30', occurrence: 'first' });
  assert.deepEqual(visitOnClock(null, LISBON, Date.parse('2027-03-01T19:20:00Z')), { day: '2027-03-02', start: '10:00', end: '10:30', occurrence: 'first' });
  assert.deepEqual(visitOnClock(null, LISBON, Date.parse('2027-03-01T03:20:00Z')), { day: '2027-03-01', start: '09:00', end: '09:30', occurrence: 'first' });
});
