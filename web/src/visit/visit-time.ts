import { localeOf, type Language } from '../language/locale.ts';

// Visits are told in the time zone of the property, whatever zone the reader's device is set to.

/** How the times of visits at one place are written. `zone` is an IANA time zone. */
export interface VisitTimes {
  readonly zone: string;
  readonly language: Language;
}

/** The calendar day of an instant at the property, as `2027-03-15`: for grouping and for addresses. */
export function dayOf(instant: string, zone: string): string {
  return formatter('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant));
}

/** `Monday 15 March` (and the year when it is not this one). */
export function writeDay(instant: string, { zone, language }: VisitTimes): string {
  return formatter(localeOf(language), { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long', ...otherYear(instant, zone) }).format(
    new Date(instant),
  );
}

/** Two days that differ in the year alone must not look the same. */
function otherYear(instant: string, zone: string): { readonly year?: 'numeric' } {
  const thisYear = dayOf(new Date().toISOString(), zone).slice(0, 4);
  return dayOf(instant, zone).startsWith(thisYear) ? {} : { year: 'numeric' };
}

/** `Mon`, for where there is little room. */
export function writeWeekday(instant: string, { zone, language }: VisitTimes): string {
  return formatter(localeOf(language), { timeZone: zone, weekday: 'short' }).format(new Date(instant));
}

/** `15 Mar` (and the year when it is not this one), for where there is little room. */
export function writeDate(instant: string, { zone, language }: VisitTimes): string {
  return formatter(localeOf(language), { timeZone: zone, day: 'numeric', month: 'short', ...otherYear(instant, zone) }).format(new Date(instant));
}

/** `10:00`. */
export function writeTime(instant: string, { zone, language }: VisitTimes): string {
  return formatter(localeOf(language), { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(instant),
  );
}

/** `10:00–10:30`; a visit that ends on another day says so, and one that begins at a time which the clocks show twice says which: `01:15–01:45 (GMT+1)`. */
export function writeTimes(visit: { readonly start_time: string; readonly end_time: string }, times: VisitTimes): string {
  const sameDay = dayOf(visit.start_time, times.zone) === dayOf(visit.end_time, times.zone);
  const end = sameDay ? writeTime(visit.end_time, times) : `${writeDay(visit.end_time, times)} ${writeTime(visit.end_time, times)}`;
  return `${writeTime(visit.start_time, times)}–${end}${isShownTwice(visit.start_time, times) ? ` (${offsetAt(visit.start_time, times)})` : ''}`;
}

/** Clocks are put back by an hour, at Lord Howe by half of one. */
const PUT_BACK_MINUTES = [60, 30];

/** Whether the clocks show the same time of the same day once more, before or after. */
function isShownTwice(instant: string, times: VisitTimes): boolean {
  const shown = (at: number) => {
    const text = new Date(at).toISOString();
    return `${dayOf(text, times.zone)} ${writeTime(text, times)}`;
  };
  const at = Date.parse(instant);
  const here = shown(at);
  return PUT_BACK_MINUTES.some((minutes) => shown(at - minutes * 60_000) === here || shown(at + minutes * 60_000) === here);
}

/** `GMT+1`. */
function offsetAt(instant: string, { zone, language }: VisitTimes): string {
  const parts = formatter(localeOf(language), { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date(instant));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** The zone as people call it, with its IANA name: `Western European Time (Europe/Lisbon)`. */
export function writeZone({ zone, language }: VisitTimes): string {
  const parts = formatter(localeOf(language), { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(new Date());
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
  return name === zone ? zone : `${name} (${zone})`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it, and a list of visits uses a few many times. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(key, known);
  return known;
}
