import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Call, Operation, OperationOf } from './history.ts';
import { explain, findOrder } from './linearizability.ts';
import { attempts, hasOrder, simulate, SLOT } from './simulated-slot.fixture.ts';

const isBooked = (operation: Operation): operation is OperationOf<'book'> & { answer: { said: 'yes' } } =>
  operation.kind === 'book' && operation.answer.said === 'yes';

/** When nobody but this booking can have had the slot: from its answer until something was sent that could end it. */
function certainlyHeld(operations: readonly Operation[], booking: OperationOf<'book'> & { answer: { bookingId: string } }): { from: number; to: number } {
  const ends = operations.filter(
    (other) => other.answer.said !== 'no' && (other.kind === 'cancel slot' || (other.kind === 'cancel booking' && other.bookingId === booking.answer.bookingId)),
  );
  return { from: booking.to, to: Math.min(...ends.map(({ from }) => from)) };
}

describe('the checker', () => {
  test('accepts every history of a slot that behaves, whatever overlaps and whatever was never answered', () => {
    fc.assert(
      fc.property(attempts(60), (list) => {
        const operations = simulate(list);
        const verdict = findOrder(operations, SLOT);
        assert.ok(verdict.explained, verdict.explained ? '' : explain(verdict.stuck));
        assertRightOrder(operations, verdict.order);
      }),
      { numRuns: 400 },
    );
  });

  test('says what trying every order says, of short histories right and wrong', () => {
    let [right, wrong] = [0, 0];
    fc.assert(
      fc.property(attempts(6), fc.nat(), fc.nat(), fc.boolean(), (list, which, what, isSpoilt) => {
        const operations = isSpoilt ? spoil(simulate(list), which, what) : simulate(list);
        const expected = hasOrder(operations.filter(({ kind, answer }) => answer.said !== 'nothing' || !/^see|^list/.test(kind)));
        assert.equal(findOrder(operations, SLOT).explained, expected);
        right += Number(expected);
        wrong += Number(!expected);
      }),
      { numRuns: 1500 },
    );
    assert.ok(right > 100 && wrong > 100, `${right} right, ${wrong} wrong: not a fair sample`);
  });

  test('rejects a second booking told while a first one certainly stood', () => {
    let judged = 0;
    fc.assert(
      fc.property(attempts(40), fc.nat(), (list, nth) => {
        const operations = simulate(list);
        const held = operations.filter(isBooked).map((booking) => certainlyHeld(operations, booking)).filter(({ from, to }) => to - from > 0.01);
        const hold = held[nth % Math.max(held.length, 1)];
        fc.pre(hold !== undefined);
        judged += 1;
        const end = Math.min(hold.to, hold.from + 3);
        const second = { kind: 'book', slotId: SLOT, applicant: 'a second one', mark: '', answer: { said: 'yes', bookingId: 'second' } } as const;
        const number = operations.length;
        const [from, to] = [hold.from + (end - hold.from) * 0.3, hold.from + (end - hold.from) * 0.6];
        assert.equal(findOrder([...operations, { ...second, number, from, to }], SLOT).explained, false);
      }),
      { numRuns: 300 },
    );
    assert.ok(judged >= 300);
  });

  test('rejects a look that shows a cancelled booking in force', () => {
    fc.assert(
      fc.property(attempts(40, false), (list) => {
        const operations = simulate(list);
        const cancelled = operations.find((operation) => operation.kind === 'cancel booking' && operation.answer.said === 'yes');
        fc.pre(cancelled?.kind === 'cancel booking');
        const from = cancelled.to + 1;
        const look: Call = { kind: 'see booking', slotId: SLOT, bookingId: cancelled.bookingId, answer: { said: 'yes', confirmed: true } };
        assert.equal(findOrder([...operations, { ...look, number: operations.length, from, to: from + 5 }], SLOT).explained, false);
      }),
      { numRuns: 200 },
    );
  });
});

/** The order found is one: it keeps to the clock and has everything that was answered. */
function assertRightOrder(operations: readonly Operation[], order: readonly Operation[]): void {
  const placed = new Set(order);
  for (const operation of operations) {
    assert.ok(placed.has(operation) || operation.answer.said === 'nothing', 'something answered was left out');
  }
  let latest = -Infinity;
  for (const { from, to } of order) {
    assert.ok(to >= latest, 'something comes after what was sent later than its answer');
    latest = Math.max(latest, from);
  }
}

/** Changes one answer, which may or may not make the history wrong. */
function spoil(operations: readonly Operation[], which: number, what: number): Operation[] {
  const spoilt = operations[which % operations.length];
  return operations.map((operation) => (operation === spoilt && operation.answer.said !== 'nothing' ? spoilOne(operation, what) : operation));
}

function spoilOne(operation: Operation, what: number): Operation {
  const isYes = operation.answer.said === 'yes';
  if (operation.kind === 'book') {
    const refused = { said: 'no', code: what % 2 === 0 ? 'conflict' : 'forbidden' } as const;
    return { ...operation, answer: isYes ? refused : { said: 'yes', bookingId: `spoilt ${operation.number}` } };
  }
  if (operation.kind === 'cancel booking') {
    return { ...operation, answer: isYes ? { said: 'no', code: 'conflict' } : { said: 'yes' } };
  }
  if (operation.kind === 'cancel slot') {
    return { ...operation, answer: { said: 'yes', bookingId: what % 2 === 0 ? null : 'nobody' } };
  }
  if (operation.kind === 'see booking' && operation.answer.said === 'yes') {
    return { ...operation, answer: { said: 'yes', confirmed: !operation.answer.confirmed } };
  }
  if (operation.kind === 'list available') {
    return { ...operation, answer: { said: 'yes', slotIds: what % 2 === 0 ? [] : [SLOT] } };
  }
  if (operation.kind === 'see slot') {
    return { ...operation, answer: { said: 'yes', status: what % 2 === 0 ? 'available' : 'cancelled', bookingId: null } };
  }
  return operation.kind === 'screen' ? { ...operation, eligible: !operation.eligible } : operation;
}
