import type { Measured } from './measure.ts';

/** Something that is claimed of a run; it holds where the ratio is at least the target. */
export interface Ratio {
  readonly what: string;
  readonly ratio: number;
  readonly target: number;
}

const MOST_MEGABYTES = 200;
const READY_WITHIN_MS = 3_000;

/** Everything a run is held against. */
export function ratiosOf({ scenarios, ceilings, published, readyAfterMs }: Measured): Ratio[] {
  const scenario = (name: string) => scenarios.find((each) => each.name === name);
  const rate = (name: string) => scenario(name)?.perSecond ?? 0;
  const of = (rates: Readonly<Record<string, number>>, name: string) => rate(name) / (rates[name] ?? Infinity);
  const at64 = scenario('bookings at 64');
  return [
    { what: 'bookings over HTTP at 64, of the driver by itself', ratio: of(ceilings, 'bookings at 64'), target: 1 },
    { what: 'bookings over HTTP at 32, of the driver by itself', ratio: of(ceilings, 'bookings at 32'), target: 0.75 },
    { what: 'bookings over HTTP at 64, of the published design by the driver', ratio: of(published, 'bookings at 64'), target: 4 },
    { what: 'bookings over HTTP at 32, of the published design by the driver', ratio: of(published, 'bookings at 32'), target: 4 },
    { what: '4 times the p50 of bookings at 64, of their p99', ratio: (4 * (at64?.p50 ?? 0)) / (at64?.p99 ?? 1), target: 1 },
    { what: 'lists over HTTP, of the plain way by the driver alone', ratio: of(ceilings, 'lists'), target: 2 },
    { what: 'lists over HTTP, of the published design by the driver', ratio: of(published, 'lists'), target: 3 },
    { what: 'conflicts on one slot, of the bookings at 64', ratio: rate('conflicts on one slot') / (at64?.perSecond ?? 1), target: 2 },
    { what: `${READY_WITHIN_MS} ms, of the time until it was ready on this database`, ratio: READY_WITHIN_MS / readyAfterMs, target: 1 },
    ...scenarios.map(({ name, serverPeak }) => ({ what: `${MOST_MEGABYTES} MB, of the most that a server held under ${name}`, ratio: MOST_MEGABYTES / serverPeak, target: 1 })),
  ];
}
