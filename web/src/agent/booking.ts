import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { Booking } from '../api/contract.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { cancelBooking, withdrawSlot } from '../visit/cancelling.ts';

/** One booking, with who comes. */
export function useBooking(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: QUERY.booking(id),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/bookings/{id}', { params: { path: { id } }, signal }))).booking,
  });
}

/** What happened to a booking, in order. */
export function useBookingHistory(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: QUERY.bookingHistory(id),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/bookings/{id}/history', { params: { path: { id } }, signal }))).events,
  });
}

interface Heard<Answer> {
  readonly done: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
}

/** Cancels a booking: its slot is on offer again. */
export function useCancelBooking(on: Heard<Booking>) {
  const api = useApi();
  const stale = useStaleVisits();
  return useMutation({
    mutationFn: (id: string) => cancelBooking(api, id),
    // Said here: what asked is gone as soon as the page has heard of the change, or was closed before.
    onSuccess: on.done,
    onError: (error) => on.failed(error),
    onSettled: stale,
  });
}

/** Withdraws a slot for good, and cancels its booking with it. */
export function useWithdrawSlot(on: Heard<Booking | undefined>) {
  const api = useApi();
  const stale = useStaleVisits();
  return useMutation({
    mutationFn: (id: string) => withdrawSlot(api, id),
    onSuccess: ({ booking }) => on.done(booking),
    onError: (error) => on.failed(error),
    onSettled: stale,
  });
}

/** What was read of slots and bookings is read anew; also after a refusal, which says that something else changed. */
function useStaleVisits() {
  const queries = useQueryClient();
  return () => Promise.all([queries.invalidateQueries({ queryKey: QUERY.slots }), queries.invalidateQueries({ queryKey: QUERY.bookings })]);
}
