import type { PlannedVisit } from './offer-series.ts';
import { addDays, isDay, isTime, minutesOf, occurrenceOf, timeAt, today, wallClockOf, type Occurrence } from './wall-clock.ts';

const MINUTE_MS = 60_000;
const SHORTEST_MINUTES = 5;
const USUAL_MINUTES = 30;
/** When people are shown around: a time is proposed between these, in minutes since midnight. */
const WORKING_DAY = { from: 9 * 60, to: 19 * 60 };

/** A visit as somebody fills it in. `occurrence` decides where the clocks show a time twice. */
export interface VisitFields {
  readonly day: string;
  readonly start: string;
  readonly end: string;
  readonly occurrence: 'first' | 'second';
}

export type VisitFault = 'incomplete' | 'past' | 'never' | 'end_before_start' | 'too_short';

/** What the fields mean. `isTwice`: the clocks show one of the times twice on that day. */
export type ReadVisit =
  | { readonly kind: 'visit'; readonly visit: PlannedVisit; readonly isTwice: boolean }
  | { readonly kind: 'fault'; readonly fault: VisitFault; readonly isTwice: boolean };

/** The fields to start with: of a visit, else of the next full hour of a working day; the clock is that of `zone`. */
export function visitOnClock(visit: PlannedVisit | null, zone: string, now: number): VisitFields {
  if (visit !== null) {
    const start = wallClockOf(visit.start_time, zone);
    return { day: start.day, start: start.time, end: wallClockOf(visit.end_time, zone).time, occurrence: whichOne(visit.start_time, zone) };
  }
  const { time } = wallClockOf(new Date(now).toISOString(), zone);
  const nextHour = Math.max(WORKING_DAY.from, (Math.floor(minutesOf(time) / 60) + 1) * 60);
  const day = today(zone, now);
  return nextHour > WORKING_DAY.to
    ? { day: addDays(day, 1), start: '10:00', end: '10:30', occurrence: 'first' }
    : { day, start: timeAt(nextHour), end: timeAt(nextHour + USUAL_MINUTES), occurrence: 'first' };
}

/** Reads the fields with the clock of `zone`. An end at 00:00 is the midnight that ends the day. `now` is in milliseconds. */
export function readVisit({ day, start, end, occurrence }: VisitFields, zone: string, now: number): ReadVisit {
  if (!isDay(day) || !isTime(start) || !isTime(end)) {
    return { kind: 'fault', fault: 'incomplete', isTwice: false };
  }
  const starts = occurrenceOf({ day, time: start }, zone);
  const ends = occurrenceOf({ day: end === '00:00' ? addDays(day, 1) : day, time: end }, zone);
  const isTwice = starts.kind === 'twice' || ends.kind === 'twice';
  if (starts.kind === 'never' || ends.kind === 'never') {
    return { kind: 'fault', fault: 'never', isTwice };
  }
  const visit = { start_time: pick(starts, occurrence), end_time: pick(ends, occurrence) };
  const fault = faultOf(visit, now);
  return fault === null ? { kind: 'visit', visit, isTwice } : { kind: 'fault', fault, isTwice };
}

function faultOf(visit: PlannedVisit, now: number): VisitFault | null {
  const start = Date.parse(visit.start_time);
  const minutes = (Date.parse(visit.end_time) - start) / MINUTE_MS;
  if (minutes <= 0) {
    return 'end_before_start';
  }
  if (minutes < SHORTEST_MINUTES) {
    return 'too_short';
  }
  return start <= now ? 'past' : null;
}

function pick(occurrence: Exclude<Occurrence, { kind: 'never' }>, which: VisitFields['occurrence']): string {
  return occurrence.kind === 'once' ? occurrence.instant : occurrence.instants[which === 'first' ? 0 : 1];
}

function whichOne(instant: string, zone: string): VisitFields['occurrence'] {
  const occurrence = occurrenceOf(wallClockOf(instant, zone), zone);
  return occurrence.kind === 'twice' && Date.parse(occurrence.instants[1]) <= Date.parse(instant) ? 'second' : 'first';
}
