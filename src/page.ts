/** Where a list stopped: the last row's start and id. Lists run by start, then id, so this names one place. */
export interface Position {
  readonly startTime: Date;
  readonly id: string;
}

/** A piece of a list. `next` is where to go on, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: Position | null;
}

/** Which piece of a list is wanted. `from` (inclusive) and `to` (exclusive) bound the start of the visit. */
export interface PageRequest {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly after: Position | null;
  /** 1 to 100 rows. */
  readonly limit: number;
}

/**
 * One page out of sorted lists, one per organization. Each list must hold up to `limit + 1` rows, so that a
 * further row tells that there is more.
 */
export function mergeIntoPage<T extends Position>(lists: readonly (readonly T[])[], limit: number): Page<T> {
  const [only] = lists;
  const sorted = lists.length === 1 && only !== undefined ? only : lists.flat().toSorted(byStartThenId);
  const items = sorted.slice(0, limit);
  const last = items.at(-1);
  return { items, next: sorted.length > limit && last !== undefined ? { startTime: last.startTime, id: last.id } : null };
}

function byStartThenId(a: Position, b: Position): number {
  return a.startTime.getTime() - b.startTime.getTime() || (a.id < b.id ? -1 : 1);
}
