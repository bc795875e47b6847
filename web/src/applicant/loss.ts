import type { Booking, Slot } from '../api/contract.ts';

/** Why a slot that was just shown cannot be booked. */
export type LossReason = 'yours' | 'withdrawn' | 'taken' | 'started' | 'overlap' | 'agent_busy';

interface Loss {
  readonly reason: LossReason;
  /** The visit of the applicant's own that it is about. */
  readonly booking: Booking | null;
}

/**
 * Tells why a slot was lost, in the order in which the server judges. `slot` as it stands now, null where it is out of the
 * applicant's sight; `bookings` are the applicant's own.
 */
export function whyLost(slot: Slot | null, bookings: readonly Booking[], now: Date): Loss {
  const confirmed = bookings.filter(({ status }) => status === 'confirmed');
  const yours = confirmed.find(({ slot_id: slotId }) => slotId === slot?.id);
  if (yours !== undefined) {
    return { reason: 'yours', booking: yours };
  }
  if (slot === null || slot.status === 'cancelled') {
    return { reason: 'withdrawn', booking: null };
  }
  if (slot.status === 'booked') {
    return { reason: 'taken', booking: null };
  }
  if (Date.parse(slot.start_time) <= now.getTime()) {
    return { reason: 'started', booking: null };
  }
  const overlapping = confirmed.find((booking) => overlap(booking, slot));
  return overlapping === undefined ? { reason: 'agent_busy', booking: null } : { reason: 'overlap', booking: overlapping };
}

interface Span {
  readonly start_time: string;
  readonly end_time: string;
}

/** What is left for somebody who lost `slot`: not that one, and where a visit of their own was in the way, nothing that it is in the way of as well. */
export function stillOpen(free: readonly Slot[], slot: Slot, loss: Loss | null): readonly Slot[] {
  const inTheWay = loss?.reason === 'overlap' ? loss.booking : null;
  return free.filter((other) => other.id !== slot.id && (inTheWay === null || !overlap(inTheWay, other)));
}

/** One may begin at the instant in which the other ends. */
function overlap(one: Span, other: Span): boolean {
  return Date.parse(one.start_time) < Date.parse(other.end_time) && Date.parse(other.start_time) < Date.parse(one.end_time);
}
