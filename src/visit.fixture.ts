import type { Booking } from './booking.ts';
import type { Slot } from './slot.ts';

// One visit, for unit tests of the domain.

export const START = new Date('2031-03-15T10:00:00Z');
export const BEFORE = new Date('2031-03-15T09:59:59.999Z');

/** An available slot of half an hour, unless told otherwise. Frozen: a transition may not change what it was given. */
export function slotWith(wish: Partial<Slot> = {}): Slot {
  return Object.freeze({
    id: 'slot',
    propertyId: 'property',
    agentId: 'agent',
    organizationId: 'agency',
    startTime: START,
    endTime: new Date(START.getTime() + 30 * 60_000),
    status: 'available',
    bookingId: null,
    createdAt: new Date('2031-03-01T08:00:00Z'),
    updatedAt: new Date('2031-03-01T08:00:00Z'),
    ...wish,
  });
}

/** The same slot, booked. */
export function bookedSlot(): Slot {
  return slotWith({ status: 'booked', bookingId: 'booking' });
}

/** The confirmed booking of that slot, unless told otherwise. Frozen, too. */
export function bookingWith(wish: Partial<Booking> = {}): Booking {
  const { agentId, propertyId, organizationId, startTime, endTime, createdAt, updatedAt } = slotWith();
  const visit = { agentId, propertyId, organizationId, startTime, endTime };
  return Object.freeze({ id: 'booking', slotId: 'slot', applicantId: 'applicant', ...visit, status: 'confirmed', notes: '', createdAt, updatedAt, ...wish });
}
