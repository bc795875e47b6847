import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeDate, writeDay, writeTimes } from './visit-time.ts';

const LISBON = { zone: 'Europe/Lisbon', language: 'en' } as const;
const times = (start: string, end: string, at = LISBON as Parameters<typeof writeTimes>[1]) => writeTimes({ start_time: start, end_time: end }, at);

test('a time that the clocks show twice says which of the two it is, every other time does not', () => {
  // Clocks go back from 02:00 to 01:00 on 31 October 2027.
  assert.equal(times('2027-10-31T00:15:00Z', '2027-10-31T00:45:00Z'), '01:15–01:45 (GMT+1)');
  assert.match(times('2027-10-31T01:15:00Z', '2027-10-31T01:45:00Z'), /^01:15–01:45 \((GMT|UTC)(\+0)?\)$/);
  assert.equal(times('2027-10-31T02:15:00Z', '2027-10-31T02:45:00Z'), '02:15–02:45');
  assert.equal(times('2027-10-30T23:45:00Z', '2027-10-30T23:55:00Z'), '00:45–00:55');
  assert.equal(times('2027-03-28T01:15:00Z', '2027-03-28T01:45:00Z'), '02:15–02:45');
});

test('where clocks are put back by half an hour as well', () => {
  // Lord Howe: from 02:00 to 01:30 on 4 April 2027, at 15:00 UTC of the day before.
  const lordHowe = { zone: 'Australia/Lord_Howe', language: 'en' } as const;
  assert.equal(times('2027-04-03T14:40:00Z', '2027-04-03T14:50:00Z', lordHowe), '01:40–01:50 (GMT+11)');
  assert.equal(times('2027-04-03T15:10:00Z', '2027-04-03T15:20:00Z', lordHowe), '01:40–01:50 (GMT+10:30)');
  assert.equal(times('2027-04-03T14:20:00Z', '2027-04-03T14:25:00Z', lordHowe), '01:20–01:25');
});

test('a day of another year says which, written at length and in short', () => {
  const year = new Date().getUTCFullYear();
  for (const [of, language] of [[year, 'en'], [year, 'pt-PT'], [year + 2, 'en'], [year + 2, 'pt-PT']] as const) {
    for (const write of [writeDay, writeDate]) {
      assert.equal(write(`${of}-06-15T12:00:00Z`, { ...LISBON, language }).includes(String(of)), of !== year, `${of} ${language}`);
    }
  }
});
