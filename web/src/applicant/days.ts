import type { Slot } from '../api/contract.ts';
import { byStart, type VisitDay } from '../visit/visit-days.ts';

/** The day somebody asked for; where nothing is free on it (any more) the next one, else the last. Null without days. */
export function dayToShow(days: readonly VisitDay<Slot>[], wanted: string | null): VisitDay<Slot> | null {
  const found = wanted === null ? days[0] : days.find(({ day }) => day >= wanted);
  return found ?? days.at(-1) ?? null;
}

/** The `count` visits that start nearest to `instant`, by start: what to offer to whom a time was taken from. */
export function nearestTo(instant: string, slots: readonly Slot[], count: number): readonly Slot[] {
  const wanted = Date.parse(instant);
  const distance = (slot: Slot) => Math.abs(Date.parse(slot.start_time) - wanted);
  return byStart(slots.toSorted((a, b) => distance(a) - distance(b)).slice(0, count));
}
