import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBookingsAddress, UPCOMING, writeBookingsAddress } from './bookings-address.ts';
import { readCalendarAddress, writeCalendarAddress, type CalendarChoice } from './calendar-address.ts';

const PROPERTY = '0a9e1c1a-0000-4000-8000-0000000000ce';
const NOTHING: CalendarChoice = { view: null, day: null, zone: null, filter: { search: '', propertyId: null, statuses: ['available', 'booked'] } };

test('what was chosen of the calendar is read from its address as it was written', () => {
  const choices: CalendarChoice[] = [
    NOTHING,
    { view: 'day', day: '2027-03-15', zone: 'Atlantic/Azores', filter: { search: 'inês t2 ', propertyId: PROPERTY, statuses: ['cancelled'] } },
    { ...NOTHING, filter: { ...NOTHING.filter, statuses: [] } },
  ];
  for (const chosen of choices) {
    assert.deepEqual(readCalendarAddress(new URLSearchParams(writeCalendarAddress(chosen).toString())), chosen);
  }
});

test('an address says nothing where nothing was chosen', () => {
  assert.equal(writeCalendarAddress(NOTHING).toString(), '');
  assert.equal(writeBookingsAddress(UPCOMING).toString(), '');
});

test('what is no view, day, property or status is passed over', () => {
  const address = new URLSearchParams({ view: 'month', day: '2027-02-31', property: 'x', status: 'gone' });
  assert.deepEqual(readCalendarAddress(address), { ...NOTHING, filter: { ...NOTHING.filter, statuses: [] } });
  assert.deepEqual(readBookingsAddress(address), UPCOMING);
});

test('bookings from today on are so on whatever day they are read; from any day is another choice', () => {
  assert.equal(readBookingsAddress(new URLSearchParams()).fromDay, null);
  const chosen = { ...UPCOMING, search: 'rui', status: 'cancelled_by_agent', fromDay: '', toDay: '2027-03-15' } as const;
  assert.deepEqual(readBookingsAddress(writeBookingsAddress(chosen)), chosen);
});
