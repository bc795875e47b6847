import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { countOutcomes } from './outcome-counter.ts';

/** An answer that is out. */
interface Answered {
  readonly method: string;
  /** The route's template, so that there are only as many as the contract has. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Counts and times answers, and counts what became of attempts to book: one of `bookingOutcomes`. Labels are a bounded set. */
export function countRequests<Outcome extends string>(registry: Registry, bookingOutcomes: readonly Outcome[]) {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status_code'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const shed = new Counter({ name: 'requests_shed_total', help: 'Requests refused because too many were in hand', registers: [registry] });
  return {
    onAnswer: ({ method, route, status, seconds }: Answered) => duration.observe({ method, route, status_code: String(status) }, seconds),
    onBooking: countOutcomes(registry, { name: 'bookings_total', help: 'Attempts to book a slot, by outcome' }, bookingOutcomes),
    onShed: () => shed.inc(),
  };
}

/** Counts the event streams that are open, and those that ended. */
export function countEventStreams(registry: Registry) {
  const open = new Gauge({ name: 'event_streams_open', help: 'Event streams that are open', registers: [registry] });
  const ended = new Counter({ name: 'event_streams_ended_total', help: 'Event streams that ended, by reason', labelNames: ['reason'], registers: [registry] });
  return {
    onStreamsOpen: (count: number) => open.set(count),
    onStreamEnd: (reason: string) => ended.inc({ reason }),
  };
}
