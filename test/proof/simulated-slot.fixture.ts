import fc from 'fast-check';
import type { Call, Operation } from './history.ts';
import { follow, NOT_OFFERED_YET, subjectOf, type MachineState } from './slot-machine.ts';

/** A slot that behaves, used by people whose calls overlap at random: histories that are right by construction. */

export const SLOT = 's';

/** What somebody tries; `delay` before it takes effect, `rest` until the answer is there; a lost one is never answered. */
export interface Attempt {
  readonly what: 'book' | 'cancel booking' | 'cancel slot' | 'see slot' | 'see booking' | 'list available' | 'screen';
  readonly who: number;
  readonly nth: number;
  readonly gap: number;
  readonly delay: number;
  readonly rest: number;
  readonly lost: 'no' | 'after it took effect' | 'before it took effect';
}

export const attempts = (maxLength: number, withCancelledSlots = true): fc.Arbitrary<Attempt[]> =>
  fc.array(
    fc.record({
      what: fc.constantFrom<Attempt['what'][]>('book', 'book', 'book', 'cancel booking', 'cancel booking', 'see slot', 'see booking', 'list available', 'screen', withCancelledSlots ? 'cancel slot' : 'book'),
      who: fc.nat(3),
      nth: fc.nat(20),
      gap: fc.nat(3),
      delay: fc.nat(12),
      rest: fc.nat(12),
      lost: fc.oneof({ weight: 9, arbitrary: fc.constant('no' as const) }, { weight: 1, arbitrary: fc.constantFrom('after it took effect' as const, 'before it took effect' as const) }),
    }),
    { maxLength },
  );

/** Lets each attempt take effect at its own moment, on a slot that is offered at 0, and answers as the slot then is. */
export function simulate(list: readonly Attempt[]): Operation[] {
  let sent = 1;
  const planned = list.map((attempt, index) => {
    // No two moments are the same.
    sent += attempt.gap + 0.001;
    return { attempt, number: index + 1, from: sent, at: sent + attempt.delay + index * 1e-6, to: sent + attempt.delay + attempt.rest + 0.0005 };
  });
  let state: MachineState = { ...NOT_OFFERED_YET, slot: 'available' };
  const bookings: string[] = [];
  const subject = subjectOf(SLOT, []);
  const operations: Operation[] = [{ kind: 'offer', place: 0, number: 0, from: 0, to: 0.5, answer: { said: 'yes', slotId: SLOT } }];
  for (const { attempt, number, from, to } of planned.toSorted((a, b) => a.at - b.at)) {
    const call = answered(attempt, number, state, bookings);
    const unanswered: Call = { ...call, answer: { said: 'nothing', why: 'lost' } };
    const operation: Operation = attempt.lost === 'no' ? { ...call, number, from, to } : { ...unanswered, number, from, to: Infinity };
    operations.push(operation);
    if (attempt.lost !== 'before it took effect' && call.answer.said === 'yes') {
      state = follow(state, { ...call, number, from, to }, subject) ?? state;
    }
    if (call.kind === 'book' && call.answer.said === 'yes' && attempt.lost === 'no') {
      bookings.push(call.answer.bookingId);
    }
  }
  return operations;
}

// Written out here, not asked of the machine under test.
function answered({ what, who, nth }: Attempt, number: number, { slot, barred }: MachineState, bookings: readonly string[]): Call {
  const applicant = `applicant ${who}`;
  const holder = slot.startsWith('booked ') ? slot.slice('booked '.length) : null;
  const bookingId = bookings.length === 0 ? 'none' : (bookings[nth % bookings.length] ?? 'none');
  const conflict = { said: 'no', code: 'conflict' } as const;
  if (what === 'book') {
    const free = slot === 'available' ? ({ said: 'yes', bookingId: `b${number}` } as const) : conflict;
    return { kind: 'book', slotId: SLOT, applicant, mark: '', answer: barred.includes(applicant) ? { said: 'no', code: 'forbidden' } : free };
  }
  if (what === 'cancel booking') {
    return { kind: 'cancel booking', slotId: SLOT, bookingId, by: 'applicant', answer: holder === bookingId ? { said: 'yes' } : conflict };
  }
  if (what === 'cancel slot') {
    return { kind: 'cancel slot', slotId: SLOT, answer: slot === 'cancelled' ? conflict : { said: 'yes', bookingId: holder } };
  }
  if (what === 'see slot') {
    return { kind: 'see slot', slotId: SLOT, answer: { said: 'yes', status: holder === null ? (slot === 'cancelled' ? 'cancelled' : 'available') : 'booked', bookingId: holder } };
  }
  if (what === 'see booking') {
    return { kind: 'see booking', slotId: SLOT, bookingId, answer: { said: 'yes', confirmed: holder === bookingId } };
  }
  if (what === 'list available') {
    return { kind: 'list available', propertyId: 'p', answer: { said: 'yes', slotIds: slot === 'available' ? [SLOT, 'another'] : ['another'] } };
  }
  return { kind: 'screen', applicant, eligible: nth % 2 === 0, answer: { said: 'yes' } };
}

/** Tries every order. For a handful of operations only. */
export function hasOrder(operations: readonly Operation[], state: MachineState = NOT_OFFERED_YET, subject = subjectOf(SLOT, operations)): boolean {
  if (operations.every(({ answer }) => answer.said === 'nothing')) {
    return true;
  }
  const soonest = Math.min(...operations.map(({ to }) => to));
  return operations.some((operation) => {
    const next = operation.from <= soonest ? follow(state, operation, subject) : null;
    return next !== null && hasOrder(operations.filter((other) => other !== operation), next, subject);
  });
}
