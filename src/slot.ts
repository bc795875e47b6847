import { invalidField, VisitaError } from './errors.ts';

/** available ⇄ booked, and from both of them to cancelled. */
export type SlotStatus = 'available' | 'booked' | 'cancelled';

/** A time at which an agent shows a property. All times are instants. */
export interface Slot {
  readonly id: string;
  readonly propertyId: string;
  readonly agentId: string;
  readonly organizationId: string;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly status: SlotStatus;
  /** The confirmed booking; null unless the slot is booked. */
  readonly bookingId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an agent offers: a slot that is not stored yet. */
export type SlotOffer = Pick<Slot, 'id' | 'propertyId' | 'agentId' | 'organizationId' | 'startTime' | 'endTime'>;

const SHORTEST_VISIT_MINUTES = 5;
const LONGEST_VISIT_HOURS = 24;

/** Refuses (`invalid_argument`) a visit that ends before it starts, or is too short or too long. */
export function checkVisitLength(startTime: Date, endTime: Date): void {
  const milliseconds = endTime.getTime() - startTime.getTime();
  if (milliseconds <= 0) {
    throw invalidField('end_time', 'must be after start_time');
  }
  if (milliseconds < SHORTEST_VISIT_MINUTES * 60_000) {
    throw invalidField('end_time', `must be at least ${SHORTEST_VISIT_MINUTES} minutes after start_time`);
  }
  if (milliseconds > LONGEST_VISIT_HOURS * 3_600_000) {
    throw invalidField('end_time', `must be at most ${LONGEST_VISIT_HOURS} hours after start_time`);
  }
}

/** Refuses (`invalid_argument`) a visit that does not start after `now`. */
export function checkVisitIsAhead(startTime: Date, now: Date): void {
  if (startTime <= now) {
    throw invalidField('start_time', 'must be in the future');
  }
}

/** True once the visit has begun: from then on it cannot be booked, and its booking cannot be called off. */
export function hasStarted(visit: { readonly startTime: Date }, now: Date): boolean {
  return visit.startTime <= now;
}

/** Why a slot cannot go from available to booked: it is cancelled, taken or started. Null where it can. */
export function whyNotAvailable(slot: Pick<Slot, 'status' | 'startTime'>, now: Date): string | null {
  if (slot.status === 'cancelled') {
    return 'the slot was cancelled';
  }
  if (slot.status === 'booked') {
    return 'the slot is already booked';
  }
  return hasStarted(slot, now) ? 'the slot has already started' : null;
}

/** booked → available. `conflict` when the slot is not booked. */
export function releaseSlot(slot: Slot): Slot {
  if (slot.status !== 'booked') {
    throw new VisitaError('conflict', 'the slot is not booked');
  }
  return { ...slot, status: 'available', bookingId: null };
}

/**
 * available or booked → cancelled. `conflict` when it was cancelled before, or when a booked visit has started:
 * a booking is called off before the visit, not after.
 */
export function cancelSlot(slot: Slot, now: Date): Slot {
  if (slot.status === 'cancelled') {
    throw new VisitaError('conflict', 'the slot is already cancelled');
  }
  if (slot.status === 'booked' && hasStarted(slot, now)) {
    throw new VisitaError('conflict', 'the visit has already started');
  }
  return { ...slot, status: 'cancelled', bookingId: null };
}
