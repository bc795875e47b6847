import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Call, History, Operation, Place } from './history.ts';
import { judgeAgainst, type Violation } from './judge.ts';
import { LIST_MAY_LAG_MS } from './lists.ts';
import type { Stored } from './stored-visits.ts';

const [HERE, THERE] = ['http://here', 'http://there'];
const PLACE: Place = { propertyId: 'p', agent: 'a', start: 0, end: 30 };
/** Of the same agent at the same time, at another property. */
const ELSEWHERE: Place = { ...PLACE, propertyId: 'q' };
const BOOKED_AT = 100;
const LONG_AFTER = BOOKED_AT + LIST_MAY_LAG_MS + 10;

type Line = [from: number, to: number, server: string, call: Call];

/** The violations of a history in which a slot at each place is offered, and that of the second is booked `HERE`. */
function judge(...lines: Line[]): Violation['rule'][] {
  const offers = [PLACE, ELSEWHERE].map((_, place): Line => [place, place + 0.5, HERE, { kind: 'offer', place, answer: { said: 'yes', slotId: `s${place}` } }]);
  const booking: Line = [BOOKED_AT - 10, BOOKED_AT, HERE, { kind: 'book', slotId: 's1', applicant: 'x', mark: 'm', answer: { said: 'yes', bookingId: 'b' } }];
  const operations = [...offers, booking, ...lines].map(([from, to, server, call], number): Operation => ({ ...call, number, from, to, server }));
  const history: History = { organizationId: 'o', places: [PLACE, ELSEWHERE], operations };
  return [...new Set(judgeAgainst(history, STORED).map(({ rule }) => rule))];
}

const slotRow = { agent_id: 'a', start: 0 };
const STORED: Stored = {
  slots: [
    { ...slotRow, id: 's0', property_id: 'p', status: 'available', booking_id: null },
    { ...slotRow, id: 's1', property_id: 'q', status: 'booked', booking_id: 'b' },
  ],
  bookings: [{ id: 'b', slot_id: 's1', applicant_id: 'x', status: 'confirmed', notes: 'm' }],
  events: [
    { type: 'slot.offered', slot_id: 's0', booking_id: null, actor_role: 'agent', actor_id: 'a' },
    { type: 'slot.offered', slot_id: 's1', booking_id: null, actor_role: 'agent', actor_id: 'a' },
    { type: 'booking.confirmed', slot_id: 's1', booking_id: 'b', actor_role: 'applicant', actor_id: 'x' },
  ],
};

const lists = (propertyId: string, ...slotIds: string[]): Call => ({ kind: 'list available', propertyId, answer: { said: 'yes', slotIds } });

describe('a list of free visits', () => {
  test('hides what is booked, and what its agent cannot keep', () => {
    assert.deepEqual(judge([BOOKED_AT + 1, BOOKED_AT + 2, HERE, lists('q')], [BOOKED_AT + 1, BOOKED_AT + 2, HERE, lists('p')]), []);
  });

  test('never shows what the same server booked before', () => {
    assert.deepEqual(judge([BOOKED_AT + 1, BOOKED_AT + 2, HERE, lists('q', 's1')]), ['order']);
  });

  test('may show for a second what another server booked, not longer', () => {
    assert.deepEqual(judge([BOOKED_AT + 1, BOOKED_AT + 2, THERE, lists('q', 's1')]), []);
    assert.deepEqual(judge([LONG_AFTER, LONG_AFTER + 1, THERE, lists('q', 's1')]), ['order']);
  });

  test('never shows what the same server made impossible before, and for a second what another one did', () => {
    assert.deepEqual(judge([BOOKED_AT + 1, BOOKED_AT + 2, HERE, lists('p', 's0')]), ['lists']);
    assert.deepEqual(judge([BOOKED_AT + 1, BOOKED_AT + 2, THERE, lists('p', 's0')]), []);
    assert.deepEqual(judge([LONG_AFTER, LONG_AFTER + 1, THERE, lists('p', 's0')]), ['lists']);
  });
});
