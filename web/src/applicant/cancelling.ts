import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { Booking } from '../api/contract.ts';
import { QUERY } from '../api/queries.ts';
import { cancelBooking } from '../visit/cancelling.ts';
import { MY_BOOKINGS } from './bookings.ts';

/**
 * Cancels a visit of the applicant's own. It is shown as cancelled at once and put back if the server refuses. `done` gets the
 * booking as the server has it: the agency may have been first.
 */
export function useCancelling(on: { readonly done: (booking: Booking) => void; readonly failed: (error: Error) => void }) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Booking) => cancelBooking(api, id),
    async onMutate(booking) {
      await queries.cancelQueries({ queryKey: MY_BOOKINGS });
      show(queries, { ...booking, status: 'cancelled_by_applicant' });
    },
    onSuccess: on.done,
    onError(error, booking) {
      show(queries, booking);
      on.failed(error);
    },
    onSettled(_answer, _error, { property_id: propertyId }) {
      void queries.invalidateQueries({ queryKey: MY_BOOKINGS });
      void queries.invalidateQueries({ queryKey: QUERY.availability(propertyId) });
    },
  });
}

/** One booking put back, not the whole list: others may have changed meanwhile. */
function show(queries: QueryClient, booking: Booking): void {
  queries.setQueryData<readonly Booking[]>(MY_BOOKINGS, (list) => list?.map((each) => (each.id === booking.id ? booking : each)));
}
