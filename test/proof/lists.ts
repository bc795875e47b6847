import { overlap, type History, type Operation, type OperationOf, type Place } from './history.ts';
import type { Hold } from './holds.ts';

/**
 * What a list of free visits may show. A server remembers lists: what it did itself counts before it is answered, what
 * other servers did, within a second (ARCHITECTURE.md, "What requests share").
 */

/** A second is promised. The rest is slack for the recorder, which shares two cores with everything it watches. */
export const LIST_MAY_LAG_MS = 1_000 + 500;
/** Right behind a moment: what happens now comes after it. */
const INSTANT_MS = 1e-6;

type List = OperationOf<'list available'>;

/**
 * The list as a look at the slot at any moment since `from`: up to the promised lag before it was asked for, but never
 * before a change of the slot that the same server had acknowledged by then.
 * @param changes what was asked about the slot, its offer included
 */
export function asLateAsAllowed(list: List, changes: readonly Operation[]): List {
  const known = changes.filter((change) => isChange(change) && isKnownTo(list, change)).map(({ to }) => to + INSTANT_MS);
  return { ...list, from: Math.min(list.from, Math.max(list.from - LIST_MAY_LAG_MS, ...known)) };
}

function isChange({ kind, answer }: Operation): boolean {
  return answer.said === 'yes' && (kind === 'offer' || kind === 'book' || kind === 'cancel booking' || kind === 'cancel slot');
}

function isKnownTo(list: List, { server, to }: Pick<Operation, 'server' | 'to'>): boolean {
  return server !== undefined && server === list.server && to < list.from;
}

/** Slots in a list though their agent was certainly elsewhere at that time, as the server must have known. */
export function findShownThoughBusy({ operations }: Pick<History, 'operations'>, holds: readonly Hold[], placeOf: ReadonlyMap<string, Place>): { list: List; slotId: string; hold: Hold }[] {
  const byPlace = Map.groupBy(holds.filter(({ certain }) => certain.from < certain.to), ({ place }) => place);
  const lists = operations.filter((operation) => operation.kind === 'list available');
  return lists.flatMap((list) => {
    const shown = list.answer.said === 'yes' ? list.answer.slotIds : [];
    return shown.flatMap((slotId) => {
      const place = placeOf.get(slotId);
      const rivals = place === undefined ? [] : [...byPlace].filter(([other]) => other.agent === place.agent && overlap(other, place));
      const hold = rivals.flatMap(([, stood]) => stood).find((one) => one.slotId !== slotId && mustHide(list, one));
      return hold === undefined ? [] : [{ list, slotId, hold }];
    });
  });
}

function mustHide(list: List, { certain, server }: Hold): boolean {
  return certain.to > list.to && (certain.from < list.from - LIST_MAY_LAG_MS || isKnownTo(list, { server, to: certain.from }));
}
