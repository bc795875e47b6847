import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stillOpen, whyLost } from './loss.ts';
import { freeSlot, ownBooking } from './visits.fixture.ts';

const BEFORE = new Date('2027-03-15T09:00:00Z');
const reasonOf = (...given: Parameters<typeof whyLost>) => whyLost(...given).reason;

test('a slot that somebody else holds was taken', () => {
  assert.equal(reasonOf(freeSlot({ status: 'booked', booking_id: 'theirs' }), [], BEFORE), 'taken');
});

test('a slot that the applicant holds is theirs, not lost: the answer to their booking may have got lost', () => {
  const mine = ownBooking();
  assert.deepEqual(whyLost(freeSlot({ status: 'booked', booking_id: mine.id }), [mine], BEFORE), { reason: 'yours', booking: mine });
});

test('a cancelled booking of the same slot does not make it theirs', () => {
  const cancelled = ownBooking({ status: 'cancelled_by_applicant' });
  assert.equal(reasonOf(freeSlot({ status: 'booked' }), [cancelled], BEFORE), 'taken');
});

test('a slot that is cancelled, or out of sight, was withdrawn', () => {
  assert.equal(reasonOf(freeSlot({ status: 'cancelled' }), [], BEFORE), 'withdrawn');
  assert.equal(reasonOf(null, [], BEFORE), 'withdrawn');
});

test('a slot begins at its first instant', () => {
  assert.equal(reasonOf(freeSlot(), [], new Date('2027-03-15T10:00:00Z')), 'started');
  assert.equal(reasonOf(freeSlot(), [], new Date('2027-03-15T09:59:59.999Z')), 'agent_busy');
});

test('another visit of the applicant stands in the way where they overlap, not where they only touch', () => {
  const other = (start: string, end: string) => ownBooking({ slot_id: 'other', start_time: start, end_time: end });
  const overlapping = other('2027-03-15T10:29:00Z', '2027-03-15T11:00:00Z');
  assert.deepEqual(whyLost(freeSlot(), [overlapping], BEFORE), { reason: 'overlap', booking: overlapping });
  assert.equal(reasonOf(freeSlot(), [other('2027-03-15T10:30:00Z', '2027-03-15T11:00:00Z')], BEFORE), 'agent_busy');
  assert.equal(reasonOf(freeSlot(), [other('2027-03-15T09:30:00Z', '2027-03-15T10:00:00Z')], BEFORE), 'agent_busy');
});

test('times are compared as instants, however they are written', () => {
  const written = ownBooking({ slot_id: 'other', start_time: '2027-03-15T10:00:00.000Z', end_time: '2027-03-15T10:15:00Z' });
  assert.equal(reasonOf(freeSlot(), [written], BEFORE), 'overlap');
});

test('what is left for somebody whose own visit was in the way is not in its way as well', () => {
  const lost = freeSlot();
  const own = ownBooking({ slot_id: 'other', start_time: '2027-03-15T10:00:00Z', end_time: '2027-03-15T11:00:00Z' });
  const during = freeSlot({ id: 'during', start_time: '2027-03-15T10:45:00Z', end_time: '2027-03-15T11:15:00Z' });
  const after = freeSlot({ id: 'after', start_time: '2027-03-15T11:00:00Z', end_time: '2027-03-15T11:30:00Z' });
  const left = (loss: Parameters<typeof stillOpen>[2]) => stillOpen([lost, during, after], lost, loss).map(({ id }) => id);
  assert.deepEqual(left({ reason: 'overlap', booking: own }), ['after']);
  assert.deepEqual(left({ reason: 'taken', booking: null }), ['during', 'after']);
  assert.deepEqual(left(null), ['during', 'after']);
});
