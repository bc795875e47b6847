import { useQueries, useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { Slot } from '../api/contract.ts';
import { LONGEST_PAGE, readWholeList } from '../api/pages.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { nextFreeVisit } from './availability.ts';
import { placesOf, type Place } from './places.ts';

/** What the applicant can visit, at every agency that screened them. */
export function usePlaces() {
  const api = useApi();
  return useQuery({
    queryKey: [...QUERY.properties, 'all'],
    queryFn: async ({ signal }): Promise<readonly Place[]> => {
      const properties = await readWholeList(async (cursor) => {
        const query = cursor === null ? { limit: LONGEST_PAGE } : { limit: LONGEST_PAGE, cursor };
        const page = await answerOf(api.GET('/api/v1/properties', { params: { query }, signal }));
        return { items: page.properties, next: page.next_cursor };
      });
      return placesOf(properties);
    },
  });
}

/** The next free visit of each place, null where there is none; absent while unknown. `isRead` once all were asked. */
export function useNextVisits(places: readonly Place[]): { readonly next: ReadonlyMap<string, Slot | null>; readonly isRead: boolean } {
  const api = useApi();
  const answers = useQueries({ queries: places.map(({ id }) => nextFreeVisit(api, id)) });
  const next = new Map<string, Slot | null>();
  for (const [index, { id }] of places.entries()) {
    const slot = answers[index]?.data;
    if (slot !== undefined) {
      next.set(id, slot);
    }
  }
  return { next, isRead: answers.every(({ isPending }) => !isPending) };
}
