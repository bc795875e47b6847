import { addressOf } from '../shell/address.ts';
import { propertyIdIn } from '../visit/property-id.ts';
import { CALENDAR_VIEWS, type CalendarView } from './calendar-range.ts';
import { SLOT_STATUSES, type SlotFilter } from './calendar-slots.ts';
import { isDay } from './wall-clock.ts';

/** What an agent has chosen to see of the calendar; null where nothing was chosen. */
export interface CalendarChoice {
  readonly view: CalendarView | null;
  /** A day of the week or the day that is shown. */
  readonly day: string | null;
  /** The IANA zone in which it is drawn. */
  readonly zone: string | null;
  readonly filter: SlotFilter;
}

const STATUSES_AT_FIRST = 'available,booked';

/** Reads what was chosen from an address; what is no choice is passed over. */
export function readCalendarAddress(address: URLSearchParams): CalendarChoice {
  const day = address.get('day');
  const statuses = (address.get('status') ?? STATUSES_AT_FIRST).split(',');
  return {
    view: CALENDAR_VIEWS.find((view) => view === address.get('view')) ?? null,
    day: day !== null && isDay(day) ? day : null,
    zone: address.get('zone'),
    filter: {
      search: address.get('search') ?? '',
      propertyId: propertyIdIn(address.get('property')),
      statuses: SLOT_STATUSES.filter((status) => statuses.includes(status)),
    },
  };
}

/** The address that says what was chosen, and nothing of what is so anyhow. */
export function writeCalendarAddress({ view, day, zone, filter }: CalendarChoice): URLSearchParams {
  const statuses = filter.statuses.length === 0 ? 'none' : filter.statuses.join(',');
  return addressOf({ view, day, zone, search: filter.search, property: filter.propertyId, status: statuses === STATUSES_AT_FIRST ? null : statuses });
}
