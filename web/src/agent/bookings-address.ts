import type { Booking } from '../api/contract.ts';
import { addressOf } from '../shell/address.ts';
import { propertyIdIn } from '../visit/property-id.ts';
import type { BookingFilter } from './bookings.ts';

export const BOOKING_STATUSES = ['confirmed', 'cancelled_by_applicant', 'cancelled_by_agent'] as const satisfies readonly Booking['status'][];

/** Which bookings an agent wants to see. `fromDay` null: from today on, whatever day that is when it is read. */
export interface BookingsChoice extends Omit<BookingFilter, 'fromDay'> {
  readonly fromDay: string | null;
}

/** What is seen where nothing was chosen. */
export const UPCOMING: BookingsChoice = { search: '', status: null, propertyId: null, fromDay: null, toDay: '' };

const ANY_DAY = 'any';

/** Reads what was chosen from an address; what is no status and no property is passed over. Days stay as they are typed: half a year is no day yet. */
export function readBookingsAddress(address: URLSearchParams): BookingsChoice {
  const fromDay = address.get('from');
  return {
    search: address.get('search') ?? '',
    status: BOOKING_STATUSES.find((status) => status === address.get('status')) ?? null,
    propertyId: propertyIdIn(address.get('property')),
    fromDay: fromDay === ANY_DAY ? '' : fromDay,
    toDay: address.get('to') ?? '',
  };
}

/** The address that says what was chosen, and nothing of what is so anyhow. */
export function writeBookingsAddress({ search, status, propertyId, fromDay, toDay }: BookingsChoice): URLSearchParams {
  return addressOf({ search, status, property: propertyId, from: fromDay === '' ? ANY_DAY : fromDay, to: toDay });
}
