import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VisitaError } from '../errors.ts';
import { sendProblem, sendProblemAs } from './problem.ts';
import { pathOf } from './request-path.ts';

/**
 * 405 for a method that a path does not know, 404 for everything else; before anything of a body is read.
 * @param methodsAt which methods a path knows; none where there is nothing
 */
export function registerNotFound(app: FastifyInstance, methodsAt: (path: string) => readonly string[]): void {
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    const methods = methodsAt(pathOf(request.url) ?? '');
    if (methods.length === 0) {
      return sendProblem(new VisitaError('not_found', 'there is nothing at this path'), request, reply);
    }
    const allowed = methods.join(', ');
    return sendProblemAs(405, new VisitaError('invalid_argument', `the method must be one of: ${allowed}`), request, reply.header('allow', allowed));
  };
  app.setNotFoundHandler(answer);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) {
      answer(request, reply);
    } else {
      done();
    }
  });
}
