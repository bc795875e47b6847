import { wallClockOf } from './wall-clock.ts';

/** The visits of one day, in order. */
export interface VisitDay<Visit> {
  readonly day: string;
  readonly visits: readonly Visit[];
}

/** Puts visits under the days on which they start, each in the time zone of its property. */
export function groupByDay<Visit extends { readonly start_time: string }>(
  visits: readonly Visit[],
  zoneOf: (visit: Visit) => string,
): readonly VisitDay<Visit>[] {
  const days = new Map<string, Visit[]>();
  for (const visit of visits) {
    const { day } = wallClockOf(visit.start_time, zoneOf(visit));
    days.set(day, [...(days.get(day) ?? []), visit]);
  }
  return [...days]
    .map(([day, of]) => ({ day, visits: of.toSorted((one, other) => one.start_time.localeCompare(other.start_time)) }))
    .toSorted((one, other) => one.day.localeCompare(other.day));
}
