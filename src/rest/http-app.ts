import type { RequestListener } from 'node:http';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { answerBrokenRequest } from './broken-request.ts';
import type { Health } from './health.ts';
import { createHttpServer } from './http-server.ts';
import { sendProblem } from './problem.ts';
import { registerAdmission } from './request-context.ts';
import { requestIdOf } from './request-head.ts';
import { REFUSAL_HEADERS } from './security-headers.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
const LONGEST_PATH = 16 * 1024;

/**
 * fastify as every process of ours has it: whatever is wrong with a request is answered as a problem, by HTTP's own rules on time and size.
 * @param settings.guard stands before everything else, also before fastify
 */
export function createHttpApp(
  logger: FastifyBaseLogger,
  settings: { readonly trustedProxies?: readonly string[]; readonly guard?: (serve: RequestListener) => RequestListener } = {},
): FastifyInstance {
  const { trustedProxies = [], guard = (serve) => serve } = settings;
  const app = fastify({
    serverFactory: (serve) => createHttpServer(guard(serve)),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    genReqId: requestIdOf,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    // A request that arrives on an open connection while the server drains is still answered.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    // A path that cannot be decoded reaches no hook.
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply.headers({ ...REFUSAL_HEADERS, 'x-request-id': request.id })),
    // A path is as long as its head may be: the contract says what an id looks like.
    routerOptions: { maxParamLength: LONGEST_PATH },
  });
  app.setErrorHandler(sendProblem);
  registerAdmission(app);
  return app;
}

/** Says in each answer under which id the log has it, and that a connection ends where the process is about to. */
export function registerAnswerHead(app: FastifyInstance, health: Health): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    // By the route as well: a path can be written in many ways (`/%61pi/…`), and what is nowhere has none.
    if (isPrivate(request.url) || isPrivate(request.routeOptions.url ?? '')) {
      // Who comes to see what, and when, or a token: nothing for a cache between us and the caller.
      void reply.header('cache-control', 'no-store');
    }
    done();
  });
  // As late as possible: a connection that stayed open after the answer in flight would hold up the drain.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (health.isDraining()) {
      void reply.header('connection', 'close');
    }
    done();
  });
}

function isPrivate(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/dashboard/');
}
