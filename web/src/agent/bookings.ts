import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useApi } from '../api/context.tsx';
import type { Booking } from '../api/contract.ts';
import { LONGEST_PAGE } from '../api/pages.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { found } from '../visit/search.ts';
import type { Properties } from './properties.ts';
import { addDays, isDay, startOfDay } from './wall-clock.ts';

const FIRST_PAGE = 20;
/** A search goes through so many pages by itself; nobody looks for longer. */
const PAGES_SEARCHED = 20;

/** Which of the organization's bookings are listed. */
export interface BookingFilter {
  readonly search: string;
  readonly status: Booking['status'] | null;
  readonly propertyId: string | null;
  /** Days, the last one included; empty for no bound. */
  readonly fromDay: string;
  readonly toDay: string;
}

/** The organization's bookings by start, page after page. `zone` says when the days of the filter begin. */
export function useBookings(filter: BookingFilter, properties: Properties, zone: string) {
  const api = useApi();
  const isSearching = filter.search.trim() !== '';
  const asked = queryOf(filter, zone, isSearching);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: [...QUERY.bookings, 'list', asked],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(api.GET('/api/v1/bookings', { params: { query: { ...asked, ...(cursor !== '' && { cursor }) } }, signal })),
    getNextPageParam: ({ next_cursor: next }) => next,
  });
  const pages = data?.pages.length ?? 0;
  const searchesOn = isSearching && hasNextPage && !isFetchingNextPage && error === null && pages < PAGES_SEARCHED;
  useEffect(() => {
    if (searchesOn) {
      void fetchNextPage();
    }
  }, [searchesOn, fetchNextPage]);
  const all = useMemo(() => data?.pages.flatMap((page) => page.bookings), [data]);
  const bookings = all?.filter((booking) => matches(booking, filter.search, properties));
  return { bookings, error, isPending, hasNextPage, isReading: isFetchingNextPage || searchesOn, readMore: () => void fetchNextPage(), retry: () => void refetch() };
}

function queryOf({ status, propertyId, fromDay, toDay }: BookingFilter, zone: string, isSearching: boolean) {
  return {
    limit: isSearching ? LONGEST_PAGE : FIRST_PAGE,
    ...(status !== null && { status }),
    ...(propertyId !== null && { property_id: propertyId }),
    ...(isDay(fromDay) && { from: startOfDay(fromDay, zone) }),
    ...(isDay(toDay) && { to: startOfDay(addDays(toDay, 1), zone) }),
  };
}

function matches({ applicant, property_id: id }: Booking, search: string, { nameOf, find }: Properties): boolean {
  return found(search, [applicant?.name ?? '', applicant?.email ?? '', nameOf(id), find(id)?.address ?? '']);
}
