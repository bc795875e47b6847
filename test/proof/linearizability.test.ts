import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Call, Operation } from './history.ts';
import { explain, findOrder } from './linearizability.ts';

const SLOT = 's';
const lost = { said: 'nothing', why: 'timeout' } as const;

/** Each line: from, to, what. */
function judge(...lines: [from: number, to: number, call: Call][]): boolean {
  return verdictOn(lines).explained;
}

function verdictOn(lines: [from: number, to: number, call: Call][]) {
  const offered: [number, number, Call] = [0, 1, { kind: 'offer', place: 0, answer: { said: 'yes', slotId: SLOT } }];
  const operations = [offered, ...lines].map(([from, to, call], number): Operation => ({ ...call, number, from, to: call.answer.said === 'nothing' ? Infinity : to }));
  return findOrder(operations, SLOT);
}

const books = (applicant: string, answer: string | typeof lost): Call => ({
  kind: 'book',
  slotId: SLOT,
  applicant,
  mark: '',
  answer: typeof answer !== 'string' ? answer : answer === 'conflict' || answer === 'forbidden' ? { said: 'no', code: answer } : { said: 'yes', bookingId: answer },
});
const cancels = (bookingId: string, answer: 'yes' | 'conflict' | typeof lost = 'yes'): Call => ({
  kind: 'cancel booking',
  slotId: SLOT,
  bookingId,
  by: 'applicant',
  answer: answer === 'yes' ? { said: 'yes' } : answer === 'conflict' ? { said: 'no', code: 'conflict' } : answer,
});
const cancelsSlot = (bookingId: string | null | typeof lost): Call => ({
  kind: 'cancel slot',
  slotId: SLOT,
  answer: bookingId === 'conflict' ? { said: 'no', code: 'conflict' } : bookingId !== null && typeof bookingId === 'object' ? bookingId : { said: 'yes', bookingId },
});
const sees = (status: 'available' | 'booked' | 'cancelled', bookingId: string | null = null): Call => ({ kind: 'see slot', slotId: SLOT, answer: { said: 'yes', status, bookingId } });
const seesBooking = (bookingId: string, confirmed: boolean): Call => ({ kind: 'see booking', slotId: SLOT, bookingId, answer: { said: 'yes', confirmed } });
const lists = (...slotIds: string[]): Call => ({ kind: 'list available', propertyId: 'p', answer: { said: 'yes', slotIds } });
const screens = (applicant: string, eligible: boolean): Call => ({ kind: 'screen', applicant, eligible, answer: { said: 'yes' } });

describe('the checker accepts', () => {
  test('one booking among many conflicts at the same time', () => {
    assert.ok(judge([2, 9, books('x', 'conflict')], [2, 9, books('y', 'b')], [2, 9, books('z', 'conflict')], [10, 11, sees('booked', 'b')]));
  });

  test('a released slot that is booked again, also where the answer to the release came last', () => {
    assert.ok(judge([2, 3, books('x', 'b')], [4, 9, cancels('b')], [5, 6, books('y', 'c')], [10, 11, sees('booked', 'c')], [12, 13, seesBooking('b', false)]));
  });

  test('a conflict that only a short hold between two looks explains', () => {
    assert.ok(judge([2, 20, books('x', 'conflict')], [3, 8, books('y', 'b')], [6, 12, cancels('b')], [13, 14, lists(SLOT)]));
  });

  test('a slot cancelled with its booking, and everything refused from then on', () => {
    assert.ok(judge([2, 5, books('x', 'b')], [3, 6, cancelsSlot('b')], [7, 8, cancelsSlot('conflict')], [7, 8, cancels('b', 'conflict')], [7, 8, books('y', 'conflict')], [9, 10, lists()]));
  });

  test('a booking without an answer, whether it happened, happened late or never did', () => {
    assert.ok(judge([2, 3, books('x', lost)], [4, 5, books('y', 'conflict')]));
    assert.ok(judge([2, 3, books('x', lost)], [4, 5, books('y', 'b')]));
    assert.ok(judge([2, 3, books('x', lost)], [4, 5, sees('available')], [6, 7, sees('booked', 'unheard')], [8, 9, cancels('unheard')]));
  });

  test('a cancellation without an answer before the next booking', () => {
    assert.ok(judge([2, 3, books('x', 'b')], [4, 5, cancels('b', lost)], [6, 7, books('y', 'c')], [8, 9, cancels('b', 'conflict')]));
  });

  test('a refusal for want of eligibility while that is withdrawn', () => {
    assert.ok(judge([2, 5, screens('x', false)], [3, 4, books('x', 'b')], [5, 6, cancels('b')], [7, 8, books('x', 'forbidden')], [9, 10, screens('x', true)], [11, 12, books('x', 'c')]));
  });
});

describe('the checker rejects', () => {
  const rejects = (name: string, ...lines: Parameters<typeof judge>) => {
    test(name, () => assert.equal(judge(...lines), false));
  };

  rejects('two holders at a time', [2, 9, books('x', 'b')], [2, 9, books('y', 'c')]);
  rejects('two holders, one after the other without a release', [2, 3, books('x', 'b')], [4, 5, books('y', 'c')], [6, 7, cancels('b')]);
  rejects('a conflict about a slot that nobody can have had', [2, 3, books('x', 'conflict')], [4, 5, books('y', 'b')]);
  rejects('a booking of a cancelled slot', [2, 3, cancelsSlot(null)], [4, 5, books('x', 'b')]);
  rejects('a booking that vanished', [2, 3, books('x', 'b')], [4, 5, sees('available')]);
  rejects('a booking of another shown as the holder', [2, 3, books('x', 'b')], [4, 5, sees('booked', 'c')]);
  rejects('a list from the past', [2, 3, books('x', 'b')], [4, 5, lists(SLOT)]);
  rejects('a list that hides what is free', [2, 3, lists()]);
  rejects('a booking called off twice', [2, 3, books('x', 'b')], [4, 5, cancels('b')], [6, 7, cancels('b')]);
  rejects('a release that did not release', [2, 3, books('x', 'b')], [4, 5, cancels('b')], [6, 7, books('y', 'conflict')]);
  rejects('a slot cancelled without the booking that held it', [2, 3, books('x', 'b')], [4, 5, cancelsSlot(null)]);
  rejects('a refused cancellation of a booking that stands', [2, 3, books('x', 'b')], [4, 5, cancels('b', 'conflict')], [6, 7, seesBooking('b', true)]);
  rejects('a booking seen in force after its slot was given to another', [2, 3, books('x', 'b')], [4, 5, cancels('b')], [6, 7, books('y', 'c')], [8, 9, seesBooking('b', true)]);
  rejects('a booking after the eligibility was withdrawn', [2, 3, screens('x', false)], [4, 5, books('x', 'b')]);
  rejects('a refusal of somebody who was always eligible', [2, 3, books('x', 'forbidden')]);
  rejects('a booking that waited for the slot longer than its applicant was eligible', [2, 3, books('y', 'b')], [4, 12, books('x', 'c')], [5, 6, screens('x', false)], [7, 8, cancels('b')]);
  rejects('an unanswered booking that explains two bookings', [2, 3, books('x', lost)], [4, 5, sees('booked', 'a')], [6, 7, cancels('a')], [8, 9, books('y', 'conflict')]);

  test('and says where the slot stood and what nothing explains', () => {
    const verdict = verdictOn([[2, 3, books('x', 'b')], [4, 5, books('y', 'c')]]);
    assert.ok(!verdict.explained);
    assert.equal(verdict.stuck.state.slot, 'booked b');
    assert.deepEqual(verdict.stuck.pending.map(({ number }) => number), [2]);
    assert.match(explain(verdict.stuck), /the slot is booked b.*"bookingId":"b".*none of.*"bookingId":"c"/s);
  });
});

test('a long history is judged in the time of its length', () => {
  // A hundred times the same turn, with twenty conflicts each that overlap everything in the turn.
  const lines: [number, number, Call][] = [];
  for (let turn = 0; turn < 500; turn += 1) {
    const at = 10 + turn * 10;
    lines.push([at, at + 4, books('x', `b${turn}`)], [at + 3, at + 8, cancels(`b${turn}`)]);
    for (let other = 0; other < 20; other += 1) {
      lines.push([at, at + 9, books(`y${other}`, 'conflict')]);
    }
  }
  assert.ok(judge(...lines));
});
