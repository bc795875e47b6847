import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client';
import { VisitaError } from '../errors.ts';
import { bearerToken } from './bearer.ts';
import type { Answer, Handlers } from './contract.ts';
import { isEventStream } from './event-stream.ts';
import { countOutcomes } from './outcome-counter.ts';
import type { RequestContext } from './request-context.ts';

const BOOKING_OUTCOMES = new Map([
  [201, 'confirmed'],
  [400, 'invalid'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
]);
/** `replayed`: answered again under its key; `refused`: any other 4xx. */
const FURTHER_OUTCOMES = ['replayed', 'refused', 'failed'];

/** Counts and times every answer. Labels are the route's template, the method and the status: a bounded set. */
export function measureRequests(app: FastifyInstance, registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status_code'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const countBooking = countOutcomes(registry, { name: 'bookings_total', help: 'Attempts to book a slot, by outcome' }, [...BOOKING_OUTCOMES.values(), ...FURTHER_OUTCOMES]);
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (isEventStream(reply)) {
      // Open for as long as somebody reads: no time that the server took.
      done();
      return;
    }
    const labels = { method: request.method, route, status_code: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
    if (request.method === 'POST' && route === '/api/v1/bookings') {
      countBooking(bookingOutcome(reply));
    }
    done();
  });
}

function bookingOutcome(reply: FastifyReply): string {
  if (reply.hasHeader('idempotency-replayed')) {
    return 'replayed';
  }
  return BOOKING_OUTCOMES.get(reply.statusCode) ?? (reply.statusCode >= 500 ? 'failed' : 'refused');
}

/** Who may read the metrics: anybody, the bearer of a token, or nobody. */
export type MetricsAccess = { readonly to: 'everybody' } | { readonly to: 'nobody' } | { readonly to: 'bearer'; readonly token: string };

/** Refuses readers of the metrics: `not_found` where they are switched off, `unauthorized` without the token. */
export function admitToMetrics(request: FastifyRequest, access: MetricsAccess): void {
  if (access.to === 'nobody') {
    throw new VisitaError('not_found', 'there are no metrics here');
  }
  if (access.to === 'bearer' && !isSame(bearerToken(request.headers.authorization), access.token)) {
    throw new VisitaError('unauthorized', 'the metrics want their own token');
  }
}

// In constant time, so that the token cannot be guessed letter by letter.
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function metricsHandlers(registry: Registry): Pick<Handlers<RequestContext>, 'getMetrics'> {
  return {
    async getMetrics(): Promise<Answer<'getMetrics'>> {
      return { status: 200, body: await registry.metrics(), headers: { 'content-type': registry.contentType } };
    },
  };
}
