import { useQuery } from '@tanstack/react-query';
import type { Api } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import type { Slot } from '../api/contract.ts';
import { InTurn } from '../api/in-turn.ts';
import { LONGEST_PAGE, readWholeList } from '../api/pages.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { timeToReading } from './next-reading.ts';

/** Nobody chooses among more on a phone; those of later days come up as time goes by. */
const MOST_SHOWN = 2_000;
const AT_ONCE = 4;

/** What is free at a property, of every agency that screened the applicant, by start: the next two thousand visits at most. */
export function useAvailability(propertyId: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...QUERY.availability(propertyId), 'all'],
    queryFn: ({ signal }): Promise<readonly Slot[]> =>
      readWholeList(async (cursor) => {
        const { slots, next_cursor: next } = await readSlots(api, propertyId, signal, LONGEST_PAGE, cursor);
        return { items: slots, next };
      }, MOST_SHOWN),
    refetchInterval: ({ state }) => timeToReading(state.data ?? [], Date.now()),
  });
}

const line = new InTurn(AT_ONCE);

/** The question for the next free visit at a property; null when there is none. Many may be asked: a few go at a time. */
export function nextFreeVisit(api: Api, propertyId: string) {
  return {
    queryKey: [...QUERY.availability(propertyId), 'next'],
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Slot | null> =>
      line.run(signal, async () => {
        const { slots } = await readSlots(api, propertyId, signal, 1, null);
        return slots[0] ?? null;
      }),
  };
}

function readSlots(api: Api, id: string, signal: AbortSignal, limit: number, cursor: string | null) {
  const query = cursor === null ? { limit } : { limit, cursor };
  return answerOf(api.GET('/api/v1/properties/{id}/slots', { params: { path: { id }, query }, signal }));
}
