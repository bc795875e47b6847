import type { Slot } from '../api/contract.ts';

const LONGEST_MS = 60_000;
const AFTER_A_START_MS = 500;

/**
 * In how many milliseconds a list of free visits is to be read again. A visit that starts is no change that anybody announces, and leaves the list
 * when that is read next: just after, or within a minute where the device's clock is wrong. `now` is that clock's.
 */
export function timeToReading(slots: readonly Pick<Slot, 'start_time'>[], now: number): number {
  const waits = slots.map(({ start_time: start }) => Date.parse(start) + AFTER_A_START_MS - now);
  return Math.min(LONGEST_MS, ...waits.filter((wait) => wait > 0));
}
