import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Api } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import type { Booking, Slot } from '../api/contract.ts';
import { Intentions, isUndecided } from '../api/intention.ts';
import { ApiProblem, answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { MY_BOOKINGS } from './bookings.ts';
import { whyLost } from './loss.ts';

const DAY_MS = 86_400_000;

interface Wanted {
  readonly slot: Slot;
  readonly note: string;
}

/**
 * Books a slot. Each intention goes under a key of its own, and is repeated under it while its outcome is unknown (no network,
 * no answer in time), so that it takes effect once.
 */
export function useBooking(on: { readonly booked: (booking: Booking) => void; readonly failed: (error: Error) => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [intentions] = useState(() => new Intentions());
  return useMutation({
    mutationFn: async ({ slot, note }: Wanted) => {
      const body = { slot_id: slot.id, notes: note };
      const { booking } = await intentions.carryOut(body, (key, signal) =>
        answerOf(api.POST('/api/v1/bookings', { params: { header: { 'Idempotency-Key': key } }, body, signal })),
      );
      return booking;
    },
    // Said here, so that it is said even when whoever asked has turned away meanwhile.
    onSuccess: on.booked,
    onError: on.failed,
    onSettled(_booking, _error, { slot }) {
      // What is left, and what the applicant has: refused or not, it is not what was shown.
      void queries.invalidateQueries({ queryKey: QUERY.availability(slot.property_id) });
      void queries.invalidateQueries({ queryKey: MY_BOOKINGS });
    },
  });
}

/**
 * How it stands with booking `slot`: what was refused, whether the slot is lost and why, and the booking once it is made. One whose answer got
 * lost is made when the slot is found to be the applicant's own.
 */
export function useAttempt(slot: Slot | null, free: readonly Slot[], { data, error, isPending, variables }: ReturnType<typeof useBooking>) {
  const refusal = error instanceof ApiProblem && variables?.slot.id === slot?.id ? error : null;
  const isRefused = refusal?.code === 'conflict' || refusal?.code === 'not_found';
  const isLost = slot !== null && data === undefined && !isPending && (isRefused || !free.some(({ id }) => id === slot.id));
  const loss = useLoss(isLost ? slot : null);
  const unheard = isUndecided(refusal) && loss.data?.reason === 'yours' ? loss.data.booking : null;
  return { refusal, isRefused, isLost, loss, booked: data ?? unheard };
}

/** Asks why a slot cannot be booked any more; null asks nothing. */
function useLoss(slot: Slot | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...QUERY.slot(slot?.id ?? ''), 'why lost'],
    queryFn: async ({ signal }) => {
      if (slot === null) {
        return null;
      }
      const [now, bookings] = await Promise.all([readSlot(api, slot.id, signal), readBookingsAround(api, slot, signal)]);
      return whyLost(now, bookings, new Date());
    },
    enabled: slot !== null,
    staleTime: 0,
  });
}

async function readSlot(api: Api, id: string, signal: AbortSignal): Promise<Slot | null> {
  try {
    const { slot } = await answerOf(api.GET('/api/v1/slots/{id}', { params: { path: { id } }, signal }));
    return slot;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') {
      return null;
    }
    throw error;
  }
}

/** A visit lasts a day at most, so none that reaches into the slot starts earlier than that. */
async function readBookingsAround(api: Api, { start_time: start, end_time: end }: Slot, signal: AbortSignal) {
  const from = new Date(Date.parse(start) - DAY_MS).toISOString();
  const query = { status: 'confirmed', from, to: end, limit: 100 } as const;
  const { bookings } = await answerOf(api.GET('/api/v1/bookings', { params: { query }, signal }));
  return bookings;
}
