import type { Operation } from './history.ts';
import type { Stored, StoredEvent } from './stored-visits.ts';

/** What is wrong with the audit trail, in words; nothing when it tells the same story as the clients and the tables. */
export function findTrailFaults(operations: readonly Operation[], { slots, events }: Stored): string[] {
  const eventsOf = Map.groupBy(events, ({ slot_id: slotId }) => slotId);
  const toldOf = Map.groupBy(operations.flatMap(toldBy), ({ slotId }) => slotId);
  return slots.flatMap(({ id, status, booking_id: bookingId }) => {
    const trail = eventsOf.get(id) ?? [];
    const { state, fault } = replay(trail);
    const stored = status === 'booked' ? `booked ${bookingId}` : status;
    const faults = fault === null ? (state === stored ? [] : [`its events end ${state}, its row says ${stored}`]) : [fault];
    return [...faults, ...contradictions(trail, toldOf.get(id) ?? [])].map((text) => `slot ${id}: ${text}`);
  });
}

/** Each change of a slot must follow from the one before. */
function replay(trail: readonly StoredEvent[]): { state: string; fault: string | null } {
  let state = 'absent';
  for (const event of trail) {
    const next = after(state, event);
    if (next === null) {
      return { state, fault: `${event.type} ${event.booking_id ?? ''} after ${state}` };
    }
    state = next;
  }
  return { state, fault: null };
}

// A cancellation is written with what becomes of the slot right behind it.
function after(state: string, { type, booking_id: bookingId, actor_role: role }: StoredEvent): string | null {
  switch (type) {
    case 'slot.offered':
      return state === 'absent' ? 'available' : null;
    case 'booking.confirmed':
      return state === 'available' && role === 'applicant' ? `booked ${bookingId}` : null;
    case 'booking.cancelled_by_agent':
    case 'booking.cancelled_by_applicant':
      return state === `booked ${bookingId}` && type.endsWith(role) ? 'being released' : null;
    case 'slot.released':
      return state === 'being released' ? 'available' : null;
    case 'slot.cancelled':
      return state === 'being released' || state === 'available' ? 'cancelled' : null;
    default:
      return null;
  }
}

interface Told {
  readonly slotId: string;
  /** The event that must be there for it. */
  readonly event: string;
  readonly from: number;
  readonly to: number;
}

function toldBy(operation: Operation): Told[] {
  const { from, to, answer } = operation;
  if (answer.said !== 'yes') {
    return [];
  }
  if (operation.kind === 'offer' && operation.answer.said === 'yes') {
    return [{ slotId: operation.answer.slotId, event: 'slot.offered ', from, to }];
  }
  if (operation.kind === 'book' && operation.answer.said === 'yes') {
    return [{ slotId: operation.slotId, event: `booking.confirmed ${operation.answer.bookingId}`, from, to }];
  }
  if (operation.kind === 'cancel booking') {
    return [{ slotId: operation.slotId, event: `booking.cancelled_by_${operation.by} ${operation.bookingId}`, from, to }];
  }
  return operation.kind === 'cancel slot' ? [{ slotId: operation.slotId, event: 'slot.cancelled ', from, to }] : [];
}

/** Everything that was told must have its event, and the events must stand in an order that agrees with the clock. */
function contradictions(trail: readonly StoredEvent[], told: readonly Told[]): string[] {
  const placeOf = new Map(trail.map(({ type, booking_id: bookingId }, place) => [`${type} ${bookingId ?? ''}`, place]));
  const missing = told.filter(({ event }) => !placeOf.has(event)).map(({ event }) => `no event ${event}`);
  const inOrder = told.flatMap((one) => ({ ...one, place: placeOf.get(one.event) ?? -1 })).toSorted((a, b) => a.place - b.place);
  let latest = { from: -Infinity, event: '' };
  for (const one of inOrder) {
    if (one.to < latest.from) {
      missing.push(`${one.event} was told before ${latest.event} was asked for, and stands behind it`);
    }
    latest = one.from > latest.from ? one : latest;
  }
  return missing;
}
