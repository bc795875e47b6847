import { overlap, type History, type Operation, type Place } from './history.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** One booking that somebody had. */
export interface Hold {
  readonly bookingId: string;
  readonly slotId: string;
  readonly applicant: string;
  readonly place: Place;
  /** Which one acknowledged it; undefined where nobody knows. */
  readonly server: string | undefined;
  /** When it can have been in force: from the request on, to the answer to what ended it. */
  readonly possible: Span;
  /** When it must have been in force: from the answer on, to the first request that could end it. Empty when from >= to. */
  readonly certain: Span;
}

/** Every booking of a history, with when it stood. */
export function holdsOf({ operations, places }: History): Hold[] {
  const placeOf = placesOfSlots({ operations, places });
  const endings = Map.groupBy(operations.flatMap(endingOf), ({ of }) => of);
  return operations.flatMap((operation) => {
    const place = operation.kind === 'book' ? placeOf.get(operation.slotId) : undefined;
    if (operation.kind !== 'book' || operation.answer.said !== 'yes' || place === undefined) {
      return [];
    }
    const { slotId, applicant, server, from, to } = operation;
    const { bookingId } = operation.answer;
    const ends = [...(endings.get(bookingId) ?? []), ...(endings.get(slotId) ?? []).filter((end) => end.from > from || end.to > from)];
    const certain = { from: to, to: Math.min(...ends.map((end) => end.from)) };
    const sure = ends.filter((end) => end.ended === bookingId);
    return [{ bookingId, slotId, applicant, place, server, certain, possible: { from, to: Math.min(...sure.map((end) => end.to)) } }];
  });
}

/** Which place each slot is at. */
export function placesOfSlots({ operations, places }: Pick<History, 'operations' | 'places'>): Map<string, Place> {
  const offered = operations.flatMap((operation): [string, Place][] => {
    const place = operation.kind === 'offer' ? places[operation.place] : undefined;
    return operation.kind === 'offer' && operation.answer.said === 'yes' && place !== undefined ? [[operation.answer.slotId, place]] : [];
  });
  return new Map(offered);
}

/** What ended a booking, or could have: a slot's cancellation is kept under the slot. */
function endingOf(operation: Operation): (Span & { of: string; ended: string | null })[] {
  const { kind, answer, from, to } = operation;
  if (answer.said === 'no' || (kind !== 'cancel booking' && kind !== 'cancel slot')) {
    return [];
  }
  if (kind === 'cancel booking') {
    return [{ of: operation.bookingId, ended: answer.said === 'yes' ? operation.bookingId : null, from, to }];
  }
  return [{ of: operation.slotId, ended: operation.answer.said === 'yes' ? operation.answer.bookingId : null, from, to }];
}

/** Finds the bookings that could stand at a time and in the way of a visit. */
export class Rivals {
  readonly #byPlace: ReadonlyMap<Place, { readonly hold: Hold; readonly latest: number }[]>;

  constructor(holds: readonly Hold[]) {
    const byPlace = Map.groupBy(holds, ({ place }) => place);
    this.#byPlace = new Map([...byPlace].map(([place, list]) => [place, withLatest(list)]));
  }

  /** True when a booking of another slot that satisfies `isRival` and overlaps `place` can have stood within the span. */
  mayStand(place: Place, slotId: string, { from, to }: Span, isRival: (hold: Hold) => boolean): boolean {
    for (const [other, list] of this.#byPlace) {
      if (!overlap(place, other)) {
        continue;
      }
      for (let index = list.findLastIndex(({ hold }) => hold.possible.from <= to); index >= 0; index -= 1) {
        const entry = list[index];
        if (entry === undefined || entry.latest < from) {
          break;
        }
        if (entry.hold.possible.to >= from && entry.hold.slotId !== slotId && isRival(entry.hold)) {
          return true;
        }
      }
    }
    return false;
  }
}

function withLatest(holds: readonly Hold[]): { hold: Hold; latest: number }[] {
  let latest = -Infinity;
  return holds
    .toSorted((a, b) => a.possible.from - b.possible.from)
    .map((hold) => {
      latest = Math.max(latest, hold.possible.to);
      return { hold, latest };
    });
}

/** Pairs of bookings that certainly stood at one moment though their visits overlap and `share` is the same for both. */
export function findClashes(holds: readonly Hold[], share: (hold: Hold) => string, isAllowed: (a: Hold, b: Hold) => boolean): [Hold, Hold][] {
  const clashes: [Hold, Hold][] = [];
  for (const group of Map.groupBy(holds.filter(({ certain }) => certain.from < certain.to), share).values()) {
    let standing: Hold[] = [];
    for (const hold of group.toSorted((a, b) => a.certain.from - b.certain.from)) {
      standing = standing.filter(({ certain }) => certain.to > hold.certain.from);
      const met = standing.filter((other) => overlap(other.place, hold.place) && !isAllowed(other, hold));
      clashes.push(...met.map((other): [Hold, Hold] => [other, hold]));
      standing.push(hold);
    }
  }
  return clashes;
}
