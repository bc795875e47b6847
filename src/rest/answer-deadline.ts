import type { FastifyInstance, FastifyReply } from 'fastify';
import { VisitaError } from '../errors.ts';

/**
 * Answers for whoever is not answered in time: `unavailable`. A route that has a limit of its own (fastify's `handlerTimeout`) keeps it.
 * fastify's makes an AbortController for each request and, when it is over, an exception with its stack (7 µs) that nobody
 * looks at.
 */
export function registerAnswerDeadline(app: FastifyInstance, withinMs: number): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!(request.routeOptions.handlerTimeout > 0)) {
      const timer = setTimeout(() => giveUp(reply), withinMs);
      reply.raw.on('close', () => clearTimeout(timer));
    }
    done();
  });
}

/** What its handler says later goes nowhere. */
function giveUp(reply: FastifyReply): void {
  if (reply.sent) {
    return;
  }
  if (reply.raw.headersSent) {
    reply.raw.destroy();
  } else {
    void reply.send(new VisitaError('unavailable', 'the answer took too long'));
  }
}
