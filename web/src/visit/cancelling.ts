import type { Api } from '../api/client.ts';
import type { Booking, Slot } from '../api/contract.ts';
import { untilDecided } from '../api/intention.ts';
import { ApiProblem, answerOf } from '../api/problem.ts';

/**
 * Cancels a booking, asked again while unanswered; gives it as the server has it, since somebody else may have been first. An attempt whose
 * answer was lost may have cancelled it: then the next is refused, and it is done.
 */
export async function cancelBooking(api: Api, id: string): Promise<Booking> {
  const params = { path: { id } };
  const cancelled = await unlessRefused(() => untilDecided((signal) => answerOf(api.DELETE('/api/v1/bookings/{id}', { params, signal }))));
  if ('answer' in cancelled) {
    return cancelled.answer.booking;
  }
  const { booking } = await answerOf(api.GET('/api/v1/bookings/{id}', { params }));
  if (booking.status === 'confirmed') {
    throw cancelled.refusal;
  }
  return booking;
}

/** Withdraws a slot, asked again in the same way. `booking` is the one that was cancelled with it, where the server could say so. */
export async function withdrawSlot(api: Api, id: string): Promise<{ readonly slot: Slot; readonly booking?: Booking }> {
  const params = { path: { id } };
  const withdrawn = await unlessRefused(() => untilDecided((signal) => answerOf(api.DELETE('/api/v1/slots/{id}', { params, signal }))));
  if ('answer' in withdrawn) {
    return withdrawn.answer;
  }
  const { slot } = await answerOf(api.GET('/api/v1/slots/{id}', { params }));
  if (slot.status !== 'cancelled') {
    throw withdrawn.refusal;
  }
  return { slot };
}

/** The answer, or that it was refused as a conflict; throws everything else. */
async function unlessRefused<Answer>(ask: () => Promise<Answer>): Promise<{ readonly answer: Answer } | { readonly refusal: ApiProblem }> {
  try {
    return { answer: await ask() };
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'conflict') {
      return { refusal: error };
    }
    throw error;
  }
}
