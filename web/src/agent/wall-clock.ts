import { Temporal } from 'temporal-polyfill';

// Days (`2027-03-15`) and times of day (`10:00`) as the clocks of a place show them. The zone is always given: never the browser's.

/** What the clocks of a place show at an instant. */
export interface WallClock {
  readonly day: string;
  readonly time: string;
}

/**
 * When the clocks of a place show a time: once; twice, where they are put back; or never, where they are put forward over it.
 * `instants` are RFC 3339 in UTC, in order.
 */
export type Occurrence =
  | { readonly kind: 'once'; readonly instant: string }
  | { readonly kind: 'twice'; readonly instants: readonly [string, string] }
  | { readonly kind: 'never' };

/** When the clocks of `zone` show this. The day and the time must be well formed. */
export function occurrenceOf({ day, time }: WallClock, zone: string): Occurrence {
  const shown = Temporal.PlainDateTime.from(`${day}T${time}`);
  const earlier = shown.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = shown.toZonedDateTime(zone, { disambiguation: 'later' });
  if (!earlier.toPlainDateTime().equals(shown)) {
    return { kind: 'never' };
  }
  const instants = [earlier.toInstant().toString(), later.toInstant().toString()] as const;
  return instants[0] === instants[1] ? { kind: 'once', instant: instants[0] } : { kind: 'twice', instants };
}

/** What the clocks of `zone` show at an instant, to the minute. */
export function wallClockOf(instant: string, zone: string): WallClock {
  const shown = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return { day: shown.toPlainDate().toString(), time: shown.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

/** The first instant of a day: midnight, or what comes after it where the clocks are put forward over midnight. */
export function startOfDay(day: string, zone: string): string {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString();
}

/** The day at `zone` just now. */
export function today(zone: string, now: number = Date.now()): string {
  return wallClockOf(new Date(now).toISOString(), zone).day;
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

/** The Monday of the week. */
export function mondayOf(day: string): string {
  return addDays(day, 1 - weekdayOf(day));
}

/** Whether it is a day of the calendar, as a date field gives it: the 31st of February is none. */
export function isDay(text: string): boolean {
  const time = /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether it is a time of day, as a time field gives it. */
export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Minutes since midnight on the clock. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The time of day so many minutes after midnight; the day is left as 24:00 is reached. */
export function timeAt(minutes: number): string {
  const ofDay = minutes % (24 * 60);
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}
