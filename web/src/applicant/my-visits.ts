import type { Booking } from '../api/contract.ts';

/** An applicant's visits as they look at them: those to come by start, the others with the latest first. */
export interface MyVisits {
  readonly upcoming: readonly Booking[];
  readonly past: readonly Booking[];
}

/** Sorts bookings into those that are still to be gone to (the one going on included) and those that are over or called off. */
export function sortVisits(bookings: readonly Booking[], now: Date): MyVisits {
  const byStart = bookings.toSorted((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time));
  const isUpcoming = (booking: Booking) => booking.status === 'confirmed' && Date.parse(booking.end_time) > now.getTime();
  return { upcoming: byStart.filter(isUpcoming), past: byStart.filter((booking) => !isUpcoming(booking)).toReversed() };
}

/** A visit is called off before it starts, not after. */
export function canBeCancelled(booking: Booking, now: Date): boolean {
  return booking.status === 'confirmed' && Date.parse(booking.start_time) > now.getTime();
}
