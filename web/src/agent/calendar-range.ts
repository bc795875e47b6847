import { addDays, mondayOf, startOfDay } from './wall-clock.ts';

export const CALENDAR_VIEWS = ['week', 'day', 'list'] as const;
/** How the calendar is drawn; a list is of a week. */
export type CalendarView = (typeof CALENDAR_VIEWS)[number];

/** The days that are shown. */
export function rangeOf({ view, day }: { readonly view: CalendarView; readonly day: string }): { readonly first: string; readonly days: number } {
  return view === 'day' ? { first: day, days: 1 } : { first: mondayOf(day), days: 7 };
}

/** Between which instants what is shown can start. A visit lasts a day at most: what began the day before may still run. */
export function startsShown(place: { readonly view: CalendarView; readonly day: string; readonly zone: string }) {
  const { first, days } = rangeOf(place);
  return { from: startOfDay(addDays(first, -1), place.zone), to: startOfDay(addDays(first, days), place.zone) };
}

/** Whether a visit takes place on the days that are shown. */
export function isShown(
  visit: { readonly start_time: string; readonly end_time: string },
  place: { readonly view: CalendarView; readonly day: string; readonly zone: string },
): boolean {
  const { first, days } = rangeOf(place);
  const begins = Date.parse(startOfDay(first, place.zone));
  const ends = Date.parse(startOfDay(addDays(first, days), place.zone));
  return Date.parse(visit.end_time) > begins && Date.parse(visit.start_time) < ends;
}
