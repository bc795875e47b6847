import type { Operation, OperationOf } from './history.ts';

/**
 * One slot as it ought to behave, and whoever may not book it: what the checker holds answers against. Deliberately not the
 * code of the product: a second opinion of docs/guarantees.md.
 */

/** `booked <booking>` while it is held. */
export type SlotState = 'absent' | 'available' | 'cancelled' | `booked ${string}`;

export interface MachineState {
  readonly slot: SlotState;
  /** Applicants whose eligibility is withdrawn, in order. */
  readonly barred: readonly string[];
}

/** What an order is looked for. */
export interface Subject {
  readonly slotId: string;
  /** Bookings that a yes named: a booking whose answer never came is none of these. */
  readonly named: ReadonlySet<string>;
}

export const NOT_OFFERED_YET: MachineState = { slot: 'absent', barred: [] };

export function keyOf({ slot, barred }: MachineState): string {
  return `${slot}|${barred.join(',')}`;
}

export function subjectOf(slotId: string, operations: readonly Operation[]): Subject {
  const booked = operations.flatMap((operation) => (operation.kind === 'book' && operation.answer.said === 'yes' ? [operation.answer.bookingId] : []));
  return { slotId, named: new Set(booked) };
}

/** True when the operation only tells something: it leaves every state in which it can happen as it is. */
export function onlyTells({ kind, answer }: Operation): boolean {
  return answer.said === 'no' || kind === 'see slot' || kind === 'see booking' || kind === 'list available';
}

/**
 * The state after an operation that happens at one moment in `state`; null when its answer cannot be given there. One that
 * was not answered gives the state after it took effect, and null where it could have none.
 */
export function follow(state: MachineState, operation: Operation, subject: Subject): MachineState | null {
  const { slot, barred } = state;
  if (operation.kind === 'offer') {
    return slot === 'absent' ? { slot: 'available', barred } : null;
  }
  if (operation.kind === 'book') {
    return book(state, operation);
  }
  if (operation.kind === 'cancel booking') {
    return cancelBooking(state, operation, subject);
  }
  if (operation.kind === 'cancel slot') {
    return cancelSlot(state, operation, subject);
  }
  if (operation.kind === 'screen') {
    const others = barred.filter((applicant) => applicant !== operation.applicant);
    return { slot, barred: operation.eligible ? others : [...others, operation.applicant].toSorted() };
  }
  return isSeen(slot, operation, subject) ? state : null;
}

function isSeen(slot: SlotState, operation: OperationOf<'see slot' | 'see booking' | 'list available'>, subject: Subject): boolean {
  if (operation.answer.said !== 'yes') {
    return false;
  }
  if (operation.kind === 'see slot') {
    const { status, bookingId } = operation.answer;
    return status === 'booked' ? mayHold(slot, bookingId, subject) : slot === status && bookingId === null;
  }
  if (operation.kind === 'see booking') {
    const { bookingId, answer } = operation;
    return answer.said === 'yes' && (answer.confirmed ? mayHold(slot, bookingId, subject) : mayNotHold(slot, bookingId));
  }
  return operation.answer.said === 'yes' && operation.answer.slotIds.includes(subject.slotId) === (slot === 'available');
}

function book(state: MachineState, operation: Operation & { kind: 'book' }): MachineState | null {
  const { answer, applicant } = operation;
  const { slot, barred } = state;
  if (answer.said === 'no') {
    // "Changes hands at this moment" is a conflict of a slot that was taken when it was tried.
    const explained = answer.code === 'forbidden' ? barred.includes(applicant) : answer.code === 'conflict' && slot !== 'available' && slot !== 'absent';
    return explained ? state : null;
  }
  if (slot !== 'available' || barred.includes(applicant)) {
    return null;
  }
  return { slot: answer.said === 'yes' ? `booked ${answer.bookingId}` : `${UNNAMED}${operation.number}`, barred };
}

function cancelBooking(state: MachineState, { answer, bookingId }: Operation & { kind: 'cancel booking' }, subject: Subject): MachineState | null {
  if (answer.said === 'no') {
    return answer.code === 'conflict' && mayNotHold(state.slot, bookingId) ? state : null;
  }
  return mayHold(state.slot, bookingId, subject) ? { slot: 'available', barred: state.barred } : null;
}

function cancelSlot(state: MachineState, { answer }: Operation & { kind: 'cancel slot' }, subject: Subject): MachineState | null {
  const { slot, barred } = state;
  if (answer.said === 'no') {
    return answer.code === 'conflict' && slot === 'cancelled' ? state : null;
  }
  if (slot === 'absent' || slot === 'cancelled') {
    return null;
  }
  const wasSo = answer.said === 'nothing' || (answer.bookingId === null ? slot === 'available' : mayHold(slot, answer.bookingId, subject));
  return wasSo ? { slot: 'cancelled', barred } : null;
}

// A booking whose answer never came and whose row nobody looked up: it may have any id that no answer named, and none.
const UNNAMED = 'booked ?';

function mayHold(slot: SlotState, bookingId: string | null, { named }: Subject): boolean {
  return slot === `booked ${bookingId}` || (slot.startsWith(UNNAMED) && bookingId !== null && !named.has(bookingId));
}

function mayNotHold(slot: SlotState, bookingId: string): boolean {
  return slot !== `booked ${bookingId}`;
}
