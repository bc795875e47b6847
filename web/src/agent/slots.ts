import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { Booking, Slot } from '../api/contract.ts';
import { LONGEST_PAGE, readWholeList } from '../api/pages.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';

/** From when to when visits start: instants, the end excluded. */
export interface StartRange {
  readonly from: string;
  readonly to: string;
}

/** The agent's own slots that start in a range, all of them, by start. */
export function useSlots(range: StartRange) {
  const api = useApi();
  return useQuery({
    queryKey: [...QUERY.slots, 'range', range.from, range.to],
    queryFn: ({ signal }): Promise<readonly Slot[]> =>
      readWholeList(async (cursor) => {
        const query = { ...range, limit: LONGEST_PAGE, ...(cursor !== null && { cursor }) };
        const { slots, next_cursor: next } = await answerOf(api.GET('/api/v1/slots', { params: { query }, signal }));
        return { items: slots, next };
      }),
    placeholderData: keepPreviousData,
  });
}

/** The agent's next booked slots from an instant on, a page of them. */
export function useBookedSlots(from: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...QUERY.slots, 'booked', from],
    queryFn: async ({ signal }): Promise<readonly Slot[]> => {
      const query = { from, status: 'booked', limit: LONGEST_PAGE } as const;
      return (await answerOf(api.GET('/api/v1/slots', { params: { query }, signal }))).slots;
    },
  });
}

/** The bookings that hold slots of a range, by their ids: who comes. */
export function useBookingsOf(range: StartRange) {
  const api = useApi();
  return useQuery({
    queryKey: [...QUERY.bookings, 'range', range.from, range.to],
    queryFn: ({ signal }): Promise<readonly Booking[]> =>
      readWholeList(async (cursor) => {
        const query = { ...range, status: 'confirmed', limit: LONGEST_PAGE, ...(cursor !== null && { cursor }) } as const;
        const { bookings, next_cursor: next } = await answerOf(api.GET('/api/v1/bookings', { params: { query }, signal }));
        return { items: bookings, next };
      }),
    select: byId,
    placeholderData: keepPreviousData,
  });
}

function byId(bookings: readonly Booking[]): ReadonlyMap<string, Booking> {
  return new Map(bookings.map((booking) => [booking.id, booking]));
}
