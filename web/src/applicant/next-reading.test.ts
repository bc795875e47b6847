import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeToReading } from './next-reading.ts';

const at = (time: string) => ({ start_time: `2027-07-01T${time}Z` });
const now = Date.parse('2027-07-01T09:00:00Z');

test('what is free is read again just after the next visit starts, and after a minute at the latest', () => {
  assert.equal(timeToReading([at('09:00:20'), at('10:00:00')], now), 20_500);
  assert.equal(timeToReading([at('09:10:00')], now), 60_000);
  assert.equal(timeToReading([], now), 60_000);
});

test('a visit that should have left the list by this clock is not asked for again and again', () => {
  assert.equal(timeToReading([at('08:59:00'), at('10:00:00')], now), 60_000);
});
