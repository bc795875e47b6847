import type { FastifyInstance, FastifyReply } from 'fastify';
import { isEventStream, type StreamEnd } from './event-stream.ts';

const OUTCOME_OF_STATUS = new Map<number, BookingOutcome>([
  [201, 'confirmed'],
  [400, 'invalid'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
]);

/** What can become of an attempt to book. `replayed`: answered again under its key; `refused`: any other 4xx. */
export const BOOKING_OUTCOMES = ['confirmed', 'invalid', 'forbidden', 'not_found', 'conflict', 'replayed', 'refused', 'failed'] as const;
type BookingOutcome = (typeof BOOKING_OUTCOMES)[number];

/** Told what a server does. */
export interface RequestWatch {
  /** An answer that is out: the method, the route's template, the status, and how long it took. */
  readonly onAnswer: (answer: { method: string; route: string; status: number; seconds: number }) => void;
  readonly onBooking: (outcome: BookingOutcome) => void;
  /** A request was refused because too many were in hand. */
  readonly onShed: () => void;
  /** How many event streams are open by now. */
  readonly onStreamsOpen: (count: number) => void;
  readonly onStreamEnd: (reason: StreamEnd) => void;
}

/** Tells `watch` of every answer. */
export function watchAnswers(app: FastifyInstance, watch: Pick<RequestWatch, 'onAnswer' | 'onBooking'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    // A stream is open for as long as somebody reads: no time that the server took.
    if (!isEventStream(reply)) {
      const { method } = request;
      const route = request.routeOptions.url ?? 'unknown';
      watch.onAnswer({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
      if (method === 'POST' && route === '/api/v1/bookings') {
        watch.onBooking(bookingOutcome(reply));
      }
    }
    done();
  });
}

function bookingOutcome(reply: FastifyReply): BookingOutcome {
  if (reply.hasHeader('idempotency-replayed')) {
    return 'replayed';
  }
  return OUTCOME_OF_STATUS.get(reply.statusCode) ?? (reply.statusCode >= 500 ? 'failed' : 'refused');
}
