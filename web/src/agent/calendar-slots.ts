import type { Booking, Slot } from '../api/contract.ts';
import { found } from '../visit/search.ts';
import type { Properties } from './properties.ts';
import { minutesOf, timeAt, wallClockOf } from './wall-clock.ts';

/** A slot as the calendar shows it. */
export interface CalendarSlot {
  readonly id: string;
  readonly status: Slot['status'];
  readonly start_time: string;
  readonly end_time: string;
  readonly propertyId: string;
  readonly propertyName: string;
  readonly address: string;
  /** The IANA zone of the property. */
  readonly zone: string;
  /** Who comes; null unless it is booked and known. */
  readonly applicant: string | null;
}

export const SLOT_STATUSES = ['available', 'booked', 'cancelled'] as const satisfies readonly Slot['status'][];

/** What the agent wants to see of the calendar. */
export interface SlotFilter {
  readonly search: string;
  readonly propertyId: string | null;
  readonly statuses: readonly Slot['status'][];
}

/** Puts together what a calendar shows of a slot. */
export function calendarSlots(
  slots: readonly Slot[],
  bookings: ReadonlyMap<string, Booking>,
  properties: Pick<Properties, 'find' | 'nameOf' | 'zoneOf'>,
): readonly CalendarSlot[] {
  return slots.map((slot) => ({
    id: slot.id,
    status: slot.status,
    start_time: slot.start_time,
    end_time: slot.end_time,
    propertyId: slot.property_id,
    propertyName: properties.nameOf(slot.property_id),
    address: properties.find(slot.property_id)?.address ?? '',
    zone: properties.zoneOf(slot.property_id),
    applicant: (slot.booking_id === null ? undefined : bookings.get(slot.booking_id)?.applicant?.name) ?? null,
  }));
}

/** The slots that a filter lets through; the search looks at the applicant, the property's title and its address. */
export function matching(slots: readonly CalendarSlot[], { search, propertyId, statuses }: SlotFilter): readonly CalendarSlot[] {
  return slots.filter(
    (slot) =>
      statuses.includes(slot.status) &&
      (propertyId === null || slot.propertyId === propertyId) &&
      found(search, [slot.propertyName, slot.address, slot.applicant ?? '']),
  );
}

const WORKING_DAY = { from: 8 * 60, to: 20 * 60 };

/** The hours of the day that a calendar in `zone` must show: a working day, and more where slots lie outside. */
export function hoursOf(slots: readonly CalendarSlot[], zone: string): { readonly from: string; readonly to: string } {
  let { from, to } = WORKING_DAY;
  for (const slot of slots) {
    const start = wallClockOf(slot.start_time, zone);
    const end = wallClockOf(slot.end_time, zone);
    const overnight = start.day !== end.day;
    from = Math.min(from, overnight && end.time !== '00:00' ? 0 : Math.floor(minutesOf(start.time) / 60) * 60);
    to = Math.max(to, overnight ? 24 * 60 : Math.ceil(minutesOf(end.time) / 60) * 60);
  }
  return { from: timeAt(from), to: to === 24 * 60 ? '24:00' : timeAt(to) };
}
