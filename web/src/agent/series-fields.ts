import type { PlannedVisit, SeriesPlan } from './offer-series.ts';
import { addDays, isDay, isTime, minutesOf, today, wallClockOf, weekdayOf } from './wall-clock.ts';

/** A series as somebody fills it in. */
export interface SeriesFields {
  readonly firstDay: string;
  readonly lastDay: string;
  /** 1 for Monday to 7 for Sunday. */
  readonly weekdays: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly minutes: number;
  readonly pause: number;
}

export type SeriesFault = 'incomplete' | 'no_days' | 'days_reversed' | 'times_reversed' | 'too_short' | 'nothing' | 'too_many';

/** The fields to start with: the free time dragged over, on its day; else the mornings of a week's working days from tomorrow on. */
export function seriesOnClock(visit: PlannedVisit | null, zone: string, now: number): SeriesFields {
  const usual = { from: '10:00', to: '13:00', minutes: 30, pause: 0 };
  if (visit === null) {
    const firstDay = addDays(today(zone, now), 1);
    return { ...usual, firstDay, lastDay: addDays(firstDay, 6), weekdays: [1, 2, 3, 4, 5] };
  }
  const start = wallClockOf(visit.start_time, zone);
  const end = wallClockOf(visit.end_time, zone);
  return { ...usual, firstDay: start.day, lastDay: start.day, weekdays: [weekdayOf(start.day)], from: start.time, to: end.time };
}

/** What keeps the fields from being a plan; null when they are one. */
export function faultIn({ firstDay, lastDay, weekdays, from, to, minutes, pause }: SeriesFields): SeriesFault | null {
  if (!isDay(firstDay) || !isDay(lastDay) || !isTime(from) || !isTime(to) || !Number.isInteger(minutes) || !Number.isInteger(pause)) {
    return 'incomplete';
  }
  if (lastDay < firstDay) {
    return 'days_reversed';
  }
  if (weekdays.length === 0) {
    return 'no_days';
  }
  if (minutesOf(to) !== 0 && minutesOf(to) <= minutesOf(from)) {
    return 'times_reversed';
  }
  return minutes < 5 || pause < 0 ? 'too_short' : null;
}

/** What keeps the visits of a plan from being offered. */
export function faultOfSeries({ visits, isCut }: { readonly visits: readonly PlannedVisit[]; readonly isCut: boolean }): SeriesFault | null {
  if (isCut) {
    return 'too_many';
  }
  return visits.length === 0 ? 'nothing' : null;
}

/** The plan that the fields make in the zone of the property. */
export function planOf(fields: SeriesFields, zone: string): SeriesPlan {
  return { ...fields, zone };
}
