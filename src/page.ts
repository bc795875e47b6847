/** Where a list stopped: the last row's start and id. Lists run by start, then id, so this names one place. */
export interface Position {
  readonly startTime: Date;
  readonly id: string;
}

/** Where a list of properties stopped. It runs by id, then organization: two agencies may speak of one property. */
export interface PropertyPosition {
  readonly id: string;
  readonly organizationId: string;
}

/** A piece of a list. `next` is where to go on, null at the end. */
export interface Page<T, Where = Position> {
  readonly items: readonly T[];
  readonly next: Where | null;
}

/** Which piece of a list is wanted. `from` (inclusive) and `to` (exclusive) bound the start of the visit. */
export interface PageRequest {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly after: Position | null;
  /** 1 to 100 rows. */
  readonly limit: number;
}

/** Which piece of a list of properties is wanted. */
export interface PropertyPageRequest {
  readonly after: PropertyPosition | null;
  /** 1 to 100 rows. */
  readonly limit: number;
}

/**
 * One page out of sorted lists, one per organization. Each list must hold up to `limit + 1` rows, so that a
 * further row tells that there is more.
 */
export function mergeIntoPage<T extends Position>(lists: readonly (readonly T[])[], limit: number): Page<T> {
  const { items, goOnAfter } = merge(lists, limit, byStartThenId);
  return { items, next: goOnAfter === null ? null : { startTime: goOnAfter.startTime, id: goOnAfter.id } };
}

/** As `mergeIntoPage`, for properties. */
export function mergeProperties<T extends PropertyPosition>(
  lists: readonly (readonly T[])[],
  limit: number,
): Page<T, PropertyPosition> {
  const { items, goOnAfter } = merge(lists, limit, byIdThenOrganization);
  return { items, next: goOnAfter === null ? null : { id: goOnAfter.id, organizationId: goOnAfter.organizationId } };
}

function merge<T>(
  lists: readonly (readonly T[])[],
  limit: number,
  order: (a: T, b: T) => number,
): { items: readonly T[]; goOnAfter: T | null } {
  const [only] = lists;
  const sorted = lists.length === 1 && only !== undefined ? only : lists.flat().toSorted(order);
  const items = sorted.slice(0, limit);
  return { items, goOnAfter: sorted.length > limit ? (items.at(-1) ?? null) : null };
}

function byStartThenId(a: Position, b: Position): number {
  return a.startTime.getTime() - b.startTime.getTime() || (a.id < b.id ? -1 : 1);
}

function byIdThenOrganization(a: PropertyPosition, b: PropertyPosition): number {
  const [first, second] = a.id === b.id ? [a.organizationId, b.organizationId] : [a.id, b.id];
  return first < second ? -1 : 1;
}
