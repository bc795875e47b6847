import { dayOf } from './visit-time.ts';

/** The visits that start on one calendar day, by start. `day` is like `2027-03-15`. */
export interface VisitDay<Visit> {
  readonly day: string;
  readonly visits: readonly Visit[];
}

/** Puts visits under the days on which they start, each in the IANA zone of its property; both days and visits by time. */
export function groupByDay<Visit extends { readonly id?: string; readonly start_time: string }>(
  visits: readonly Visit[],
  zoneOf: (visit: Visit) => string,
): readonly VisitDay<Visit>[] {
  const days = Map.groupBy(byStart(visits), (visit) => dayOf(visit.start_time, zoneOf(visit)));
  return [...days]
    .map(([day, ofDay]) => ({ day, visits: ofDay }))
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));
}

/** By start; those that start together by id, so that their order stays from one reading to the next. */
export function byStart<Visit extends { readonly id?: string; readonly start_time: string }>(visits: readonly Visit[]): Visit[] {
  return visits.toSorted((one, other) => Date.parse(one.start_time) - Date.parse(other.start_time) || ((one.id ?? '') < (other.id ?? '') ? -1 : 1));
}
