import type { FastifyInstance } from 'fastify';
import { isEventStream } from './event-stream.ts';

/** One line for each answer: what was asked, by route template, never a body, a query or a header. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const level = route.startsWith('/health') || route === '/metrics' ? 'debug' : 'info';
    const duration_ms = Math.round(reply.elapsedTime * 10) / 10;
    // A stream says itself how it ended and how long it was open, which is not how long the answer took.
    if (!isEventStream(reply)) {
      request.log[level]({ method: request.method, route, status: reply.statusCode, duration_ms }, 'answered');
    }
    done();
  });
}
