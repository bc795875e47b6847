import { findTimeZone } from '../property.ts';

/** The languages people are written to in. */
export type Locale = 'pt-PT' | 'en';

/** When a visit is, as a person reads it. */
export interface VisitTime {
  /** 'Saturday, 14 November 2026' */
  readonly day: string;
  /** '10:00–10:30'; says the day or the offset as well where the end has another one. */
  readonly hours: string;
  /** 'Western European Summer Time (Europe/Lisbon, UTC+1)' */
  readonly zone: string;
  /** 'Sat 14 Nov, 10:00': for subjects. */
  readonly short: string;
}

const INTL_LOCALES = { 'pt-PT': 'pt-PT', en: 'en-GB' } as const;
const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
// The short month is a number in Portuguese ('14/07'), so it keeps the long one.
const SHORT_DAY = {
  'pt-PT': { weekday: 'short', day: 'numeric', month: 'long' },
  en: { weekday: 'short', day: 'numeric', month: 'short' },
} as const;

/** Puts the time of a visit into words; `timeZone` is an IANA zone and decides what the clocks on the wall show. */
export function describeVisitTime(start: Date, end: Date, timeZone: string, locale: Locale): VisitTime {
  const inWords = (time: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(INTL_LOCALES[locale], { ...options, timeZone }).format(time);
  const zoneName = (time: Date, timeZoneName: 'long' | 'shortOffset') =>
    new Intl.DateTimeFormat(INTL_LOCALES[locale], { timeZone, timeZoneName })
      .formatToParts(time)
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  const offset = (time: Date) => zoneName(time, 'shortOffset').replace('GMT', 'UTC');
  const clock = (time: Date) => inWords(time, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const shortDay = (time: Date) => inWords(time, SHORT_DAY[locale]);

  const sameDay = inWords(start, DAY) === inWords(end, DAY);
  // Between the two, clocks are put forward or back: 01:30 alone could be either of two moments.
  const sameOffset = offset(start) === offset(end);
  const moment = (time: Date) => (sameOffset ? clock(time) : `${clock(time)} (${offset(time)})`);
  const until = sameDay ? moment(end) : `${shortDay(end)}, ${moment(end)}`;
  return {
    day: inWords(start, DAY),
    hours: sameDay && sameOffset ? `${moment(start)}–${until}` : `${moment(start)} – ${until}`,
    // By its long name a zone is in summer or in winter; where clocks change, only its IANA name is right all along.
    zone: sameOffset ? `${zoneName(start, 'long')} (${timeZone}, ${offset(start)})` : timeZone,
    short: `${shortDay(start)}, ${clock(start)}`,
  };
}

/** The property's zone if it is one this runtime knows, else the default. */
export function timeZoneOf(property: { readonly timeZone: string | null }, defaultTimeZone: string): string {
  return property.timeZone !== null && findTimeZone(property.timeZone) !== null ? property.timeZone : defaultTimeZone;
}
