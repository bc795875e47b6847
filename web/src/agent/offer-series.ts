import { addDays, minutesOf, occurrenceOf, timeAt, wallClockOf, weekdayOf, type WallClock } from './wall-clock.ts';

const MINUTE_MS = 60_000;
const MIDNIGHT = 24 * 60;
/** More at once is rather a mistake than a plan. */
export const LONGEST_SERIES = 200;

/** "Each 30 minutes from 10:00 to 13:00 on these days", as the clocks of `zone` show it. */
export interface SeriesPlan {
  readonly firstDay: string;
  readonly lastDay: string;
  /** 1 for Monday to 7 for Sunday. */
  readonly weekdays: readonly number[];
  readonly from: string;
  /** `00:00` is the midnight that ends the day. */
  readonly to: string;
  readonly minutes: number;
  /** Minutes between a visit's end and the next one's start. */
  readonly pause: number;
  readonly zone: string;
}

/** A visit to offer: instants, RFC 3339 in UTC. */
export interface PlannedVisit {
  readonly start_time: string;
  readonly end_time: string;
}

/** What a plan comes to. */
export interface Series {
  readonly visits: readonly PlannedVisit[];
  /** Left out, for they have started already. */
  readonly past: number;
  /** Left out, for the clocks are put forward over them: these times do not exist, or the visit would end too late. */
  readonly missing: readonly WallClock[];
  /** The plan has more visits than are offered at once; `visits` holds the first ones. */
  readonly isCut: boolean;
}

/**
 * The visits of a plan. Each starts when the clocks show its time, for the first time where they are put back over it, and lasts
 * exactly `minutes`; none runs past `to`. `now` is in milliseconds since 1970.
 */
export function expandSeries(plan: SeriesPlan, now: number): Series {
  const visits: PlannedVisit[] = [];
  const missing: WallClock[] = [];
  let past = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const shown of startsOf(plan)) {
    const occurrence = occurrenceOf(shown, plan.zone);
    if (occurrence.kind === 'never') {
      missing.push(shown);
      continue;
    }
    const start = Date.parse(occurrence.kind === 'once' ? occurrence.instant : occurrence.instants[0]);
    if (start <= now) {
      past += 1;
      continue;
    }
    const end = start + plan.minutes * MINUTE_MS;
    if (start < free || endsLate(shown.day, end, plan)) {
      missing.push(shown);
      continue;
    }
    if (visits.length === LONGEST_SERIES) {
      return { visits, past, missing, isCut: true };
    }
    visits.push({ start_time: toInstant(start), end_time: toInstant(end) });
    free = end;
  }
  return { visits, past, missing, isCut: false };
}

/** The times of all visits in a plan, in order, whether or not they exist; no more than a reader could ever mean. */
function* startsOf({ firstDay, lastDay, weekdays, from, to, minutes, pause }: SeriesPlan): Generator<WallClock> {
  const begin = minutesOf(from);
  const end = minutesOf(to) === 0 ? MIDNIGHT : minutesOf(to);
  const step = minutes + pause;
  if (minutes <= 0 || pause < 0) {
    return;
  }
  const longest = addDays(firstDay, 366);
  for (let day = firstDay; day <= lastDay && day <= longest; day = addDays(day, 1)) {
    if (weekdays.includes(weekdayOf(day))) {
      for (let at = begin; at + minutes <= end; at += step) {
        yield { day, time: timeAt(at) };
      }
    }
  }
}

/** A visit during which the clocks are put forward ends later by the clock than the others do. */
function endsLate(day: string, end: number, { to, zone }: SeriesPlan): boolean {
  const shown = wallClockOf(toInstant(end), zone);
  return minutesOf(to) === 0 ? shown.day > day && shown.time > '00:00' : shown.day > day || shown.time > to;
}

/** As the API writes it: whole seconds. */
function toInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
