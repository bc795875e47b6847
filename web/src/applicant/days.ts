import type { Slot } from '../api/contract.ts';
import { dayOf } from '../visit/visit-time.ts';

/** A calendar day at the property and what is free on it, by start. `day` is like `2027-03-15`. */
export interface VisitDay {
  readonly day: string;
  readonly slots: readonly Slot[];
}

/** Sorts free visits into the days of `zone`, the property's; both days and visits by time. */
export function daysOf(slots: readonly Slot[], zone: string): readonly VisitDay[] {
  const byDay = Map.groupBy(inOrder(slots), ({ start_time: start }) => dayOf(start, zone));
  return [...byDay].map(([day, ofDay]) => ({ day, slots: ofDay }));
}

/** The day somebody asked for; where nothing is free on it (any more) the next one, else the last. Null without days. */
export function dayToShow(days: readonly VisitDay[], wanted: string | null): VisitDay | null {
  const found = wanted === null ? days[0] : days.find(({ day }) => day >= wanted);
  return found ?? days.at(-1) ?? null;
}

/** The `count` visits that start nearest to `instant`, by start: what to offer to whom a time was taken from. */
export function nearestTo(instant: string, slots: readonly Slot[], count: number): readonly Slot[] {
  const wanted = Date.parse(instant);
  const distance = (slot: Slot) => Math.abs(Date.parse(slot.start_time) - wanted);
  return inOrder(slots.toSorted((a, b) => distance(a) - distance(b)).slice(0, count));
}

function inOrder(slots: readonly Slot[]): Slot[] {
  return slots.toSorted((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time) || (a.id < b.id ? -1 : 1));
}
