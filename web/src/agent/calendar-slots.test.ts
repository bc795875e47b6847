import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found } from '../visit/search.ts';
import { hoursOf, matching, type CalendarSlot } from './calendar-slots.ts';

const SLOT: CalendarSlot = {
  id: '1',
  status: 'booked',
  start_time: '2027-07-01T09:00:00Z',
  end_time: '2027-07-01T09:30:00Z',
  propertyId: 'a',
  propertyName: 'T1 na Graça',
  address: 'Largo da Graça 15',
  zone: 'Europe/Lisbon',
  applicant: 'Inês Carvalho',
};
const EVERYTHING = { search: '', propertyId: null, statuses: ['available', 'booked', 'cancelled'] } as const;

test('a search finds applicant, property and address, whatever the accents and the case', () => {
  for (const search of ['ines', 'GRACA', 'largo 15', 'carvalho t1', '  ']) {
    assert.deepEqual(matching([SLOT], { ...EVERYTHING, search }), [SLOT], search);
  }
  assert.deepEqual(matching([SLOT], { ...EVERYTHING, search: 'ines rui' }), []);
  assert.equal(found('belém', ['Rua de Belem']), true);
});

test('status and property narrow what is shown', () => {
  assert.deepEqual(matching([SLOT], { ...EVERYTHING, statuses: ['available'] }), []);
  assert.deepEqual(matching([SLOT], { ...EVERYTHING, propertyId: 'b' }), []);
  assert.deepEqual(matching([SLOT], { ...EVERYTHING, propertyId: 'a', statuses: ['booked'] }), [SLOT]);
});

test('the calendar shows a working day, and more where a slot lies outside of it', () => {
  assert.deepEqual(hoursOf([], 'Europe/Lisbon'), { from: '08:00', to: '20:00' });
  const early = { ...SLOT, start_time: '2027-07-01T05:45:00Z', end_time: '2027-07-01T06:15:00Z' };
  const late = { ...SLOT, start_time: '2027-07-01T19:00:00Z', end_time: '2027-07-01T19:45:00Z' };
  assert.deepEqual(hoursOf([early, late], 'Europe/Lisbon'), { from: '06:00', to: '21:00' });
});

test('the hours are those of the zone in which the calendar is drawn', () => {
  assert.deepEqual(hoursOf([SLOT], 'America/New_York'), { from: '05:00', to: '20:00' });
});

test('a visit until midnight or over it opens the end of the day, the latter its start as well', () => {
  const untilMidnight = { ...SLOT, start_time: '2027-07-01T22:00:00Z', end_time: '2027-07-01T23:00:00Z' };
  assert.deepEqual(hoursOf([untilMidnight], 'Europe/Lisbon'), { from: '08:00', to: '24:00' });
  const over = { ...SLOT, start_time: '2027-07-01T22:00:00Z', end_time: '2027-07-01T23:30:00Z' };
  assert.deepEqual(hoursOf([over], 'Europe/Lisbon'), { from: '00:00', to: '24:00' });
});
