import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { Booking } from '../api/contract.ts';
import { LONGEST_PAGE, readWholeList } from '../api/pages.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';

export const MY_BOOKINGS = [...QUERY.bookings, 'mine'] as const;

/** Every booking the applicant ever made, at all agencies, by start. */
export function useMyBookings() {
  const api = useApi();
  return useQuery({
    queryKey: MY_BOOKINGS,
    queryFn: ({ signal }): Promise<readonly Booking[]> =>
      readWholeList(async (cursor) => {
        const query = cursor === null ? { limit: LONGEST_PAGE } : { limit: LONGEST_PAGE, cursor };
        const { bookings, next_cursor: next } = await answerOf(api.GET('/api/v1/bookings', { params: { query }, signal }));
        return { items: bookings, next };
      }),
  });
}
