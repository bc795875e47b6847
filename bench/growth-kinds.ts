import type { LoadRequest } from './load.ts';
import type { BenchRequests } from './requests.ts';

/** What the machine's speed is judged by for a kind of request: an answer from memory, a round trip, a commit. */
export type YardstickName = 'live' | 'round trip' | 'commit';

/** A kind of request whose time must not grow with the number of slots. */
export interface Kind {
  readonly name: string;
  readonly yardstick: YardstickName;
  /** What every answer but a few must be. */
  readonly status: number;
  /** Each is asked once only, since a second time it is another request. */
  readonly once: boolean;
  readonly requests: () => LoadRequest[] | Promise<LoadRequest[]>;
}

/** Bookings in each turn. */
const BOOKED_AT_ONCE = 1_000;
/** Of the smallest database each half is for one kind of bookings. */
const HALF = 5_000;
/** No more rounds than that, or a visit would be booked twice; one of them to warm up. */
export const MOST_ROUNDS = HALF / BOOKED_AT_ONCE - 1;
/** Prime to every size, so that its multiples visit every slot. */
const STRIDE = 7_368_787;

/**
 * Every kind of request, in the order of a round. Bookings are made twice: of visits at about the same time, as people do, whose rows
 * lie side by side, and all over the years to come. What was booked is called off right after it.
 * @param added numbers of the slots that this size has more than the one before; of those none was booked yet
 */
export function kindsOf(requests: BenchRequests, added: { readonly from: number; readonly to: number }): Kind[] {
  const near = turns(added.from, HALF);
  const anywhere = turns(added.from + HALF, added.to - added.from - HALF);
  const cancellations = () => requests.cancellations(BOOKED_AT_ONCE);
  // As many days and rows as there are at every size.
  const agentLists = (path: string) => requests.agentLists({ days: 1, limit: 20 }).filter((request) => request.path.startsWith(path));
  return [
    { name: 'lists, remembered', yardstick: 'live', status: 200, once: false, requests: () => requests.lists() },
    { name: 'lists, for the first time', yardstick: 'round trip', status: 200, once: true, requests: () => requests.firstLists() },
    { name: 'single reads', yardstick: 'round trip', status: 200, once: false, requests: () => requests.reads() },
    { name: "an agent's slots", yardstick: 'round trip', status: 200, once: false, requests: () => agentLists('/api/v1/slots') },
    { name: 'bookings', yardstick: 'commit', status: 201, once: true, requests: () => requests.bookingsOf(near()) },
    { name: "the agency's bookings", yardstick: 'round trip', status: 200, once: false, requests: () => agentLists('/api/v1/bookings') },
    { name: 'cancellations', yardstick: 'commit', status: 200, once: true, requests: cancellations },
    { name: 'bookings, anywhere', yardstick: 'commit', status: 201, once: true, requests: () => requests.bookingsOf(anywhere()) },
    { name: 'cancellations, anywhere', yardstick: 'commit', status: 200, once: true, requests: cancellations },
    { name: 'conflicts on one slot', yardstick: 'round trip', status: 409, once: false, requests: () => requests.conflicts() },
  ];
}

/** The next numbers at each call, in no order, none twice. */
function turns(from: number, count: number): () => number[] {
  let next = 0;
  return () => Array.from({ length: BOOKED_AT_ONCE }, () => from + ((next++ * STRIDE) % count));
}
