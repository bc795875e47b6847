import type { LoadRequest } from './load.ts';
import type { BenchRequests } from './requests.ts';

/** A kind of request whose time must not grow with the number of slots. */
export interface Kind {
  readonly name: string;
  /** What every answer but a few must be. */
  readonly status: number;
  /** Each is asked once only, since a second time it is another request. */
  readonly once: boolean;
  /** So many of them are asked before the measurement. */
  readonly before?: number;
  readonly requests: () => LoadRequest[] | Promise<LoadRequest[]>;
}

/** Bookings in each turn. */
const BOOKED_AT_ONCE = 1_000;
/** Of the smallest database each half is for one kind of bookings. What was called off is booked again when all were. */
const HALF = 5_000;
/** As many as the smallest database has properties. A list is remembered for half a minute. */
const LISTS_REMEMBERED = 250;
/** Prime to every size, so that its multiples visit every slot. */
const STRIDE = 7_368_787;

/**
 * Every kind of request, in the order of a round. Bookings are made twice: of visits at about the same time, as people do, whose rows
 * lie side by side, and all over the years to come. What was booked is called off right after it.
 * @param added numbers of the slots that this size has more than the one before
 */
export function kindsOf(requests: BenchRequests, added: { readonly from: number; readonly to: number }): Kind[] {
  const near = turns(added.from, HALF);
  const anywhere = turns(added.from + HALF, added.to - added.from - HALF);
  const cancellations = () => requests.cancellations(BOOKED_AT_ONCE);
  // As many days and rows as there are at every size.
  const agentLists = (path: string) => requests.agentLists({ days: 1, limit: 20 }).filter((request) => request.path.startsWith(path));
  return [
    { name: 'lists, remembered', status: 200, once: false, before: LISTS_REMEMBERED * 8, requests: () => requests.lists(LISTS_REMEMBERED) },
    { name: 'lists, for the first time', status: 200, once: true, requests: () => requests.firstLists() },
    { name: 'single reads', status: 200, once: false, requests: () => requests.reads() },
    { name: "an agent's slots", status: 200, once: false, requests: () => agentLists('/api/v1/slots') },
    { name: 'bookings', status: 201, once: true, requests: () => requests.bookingsOf(near()) },
    { name: "the agency's bookings", status: 200, once: false, requests: () => agentLists('/api/v1/bookings') },
    { name: 'cancellations', status: 200, once: true, requests: cancellations },
    { name: 'bookings, anywhere', status: 201, once: true, requests: () => requests.bookingsOf(anywhere()) },
    { name: 'cancellations, anywhere', status: 200, once: true, requests: cancellations },
    { name: 'conflicts on one slot', status: 409, once: false, requests: () => requests.conflicts() },
  ];
}

/** The next numbers at each call, in no order, none twice in one. */
function turns(from: number, count: number): () => number[] {
  let next = 0;
  return () => Array.from({ length: BOOKED_AT_ONCE }, () => from + ((next++ * STRIDE) % count));
}
