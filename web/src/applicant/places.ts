import type { Property, Slot } from '../api/contract.ts';
import { found } from '../visit/search.ts';

/** A property as an applicant sees it: one, however many agencies offer it. */
export interface Place {
  readonly id: string;
  readonly title: string | null;
  readonly address: string | null;
  readonly time_zone: string | null;
}

/** The places of a list of properties; where several agencies describe one, the first that says something is heard. */
export function placesOf(properties: readonly Property[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { id, title, address, time_zone: zone } of properties) {
    const known = places.get(id);
    places.set(id, {
      id,
      title: known?.title ?? title,
      address: known?.address ?? address,
      time_zone: known?.time_zone ?? zone,
    });
  }
  return [...places.values()];
}

/** The ids of places in the order in which they can be visited; those that cannot come last, as they were. */
export function inOrderOfNextVisit(ids: readonly string[], next: ReadonlyMap<string, Slot | null>): readonly string[] {
  const startOf = (id: string) => {
    const slot = next.get(id) ?? null;
    return slot === null ? Number.MAX_SAFE_INTEGER : Date.parse(slot.start_time);
  };
  return ids.toSorted((a, b) => startOf(a) - startOf(b));
}

/** Whether every word of `search` stands somewhere in the place's title or address, accents and case aside. */
export function isMeant({ title, address }: Place, search: string): boolean {
  return found(search, [title ?? '', address ?? '']);
}
