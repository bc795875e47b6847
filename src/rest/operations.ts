import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../caller.ts';
import { VisitaError } from '../errors.ts';
import type { Authentication } from './authentication.ts';
import { readContract, rolesOf, takesIdempotencyKey, type ContractDocument } from './contract-document.ts';
import { routesOf } from './contract-routes.ts';
import type { Handlers, KeyedOperationId, OperationId } from './contract.ts';
import { requireDemo, requireOwnPage, type DemoSignIn } from './demo-sign-in.ts';
import { OLDEST_STREAM_MS } from './event-streams.ts';
import type { Health } from './health.ts';
import { requireReadableKey, type IdempotentAnswers } from './idempotency.ts';
import type { LoadShedder } from './load-shedding.ts';
import { admitToMetrics, type MetricsAccess } from './metrics.ts';
import type { RateLimiter } from './rate-limit.ts';
import { contextOf, type RequestContext } from './request-context.ts';
import { SerializedJson } from './serialized.ts';

interface Guards {
  readonly health: Health;
  readonly loadShedder: LoadShedder;
  readonly authentication: Authentication;
  readonly rateLimiter: RateLimiter;
  readonly metricsAccess: MetricsAccess;
  readonly demo: DemoSignIn | null;
}

/** A stream is not held to the time of an answer, but ends by itself before this. A HEAD would open one for nobody. */
const STREAM_ROUTE = { handlerTimeout: OLDEST_STREAM_MS + 60_000, exposeHeadRoute: false };

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Gives every operation of the contract its route. A request is judged in this order: the load (503), its address (429),
 * the token (401), the role (403), the caller's rate (429), then the request itself (400), all before the handler runs.
 */
export async function registerOperations(
  app: FastifyInstance,
  handlers: Handlers<RequestContext>,
  idempotentAnswers: IdempotentAnswers,
  guards: Guards,
): Promise<void> {
  const document = readContract();
  await app.register(async (routes) => {
    for (const { operationId, method, url, schema } of routesOf(document)) {
      if (!isOperationId(operationId, handlers)) {
        throw new Error(`no handler for the operation ${operationId}`);
      }
      const keyed = isKeyed(document, method, operationId);
      const answer = answerWith(handlers, operationId);
      routes.route({
        ...(operationId === 'streamEvents' ? STREAM_ROUTE : {}),
        method,
        url,
        schema,
        onRequest: guardOf(operationId, rolesOf(document, operationId), guards),
        preValidation: [...(keyed ? [requireReadableKey] : []), ...(schema.body === undefined ? [] : [requireBody])],
        handler: held(guards.loadShedder, keyed ? answerOnce(idempotentAnswers, operationId, answer) : answer),
      });
    }
  });
}

function isOperationId(operationId: string, handlers: Handlers<RequestContext>): operationId is OperationId {
  return Object.hasOwn(handlers, operationId);
}

// A POST that a client repeats must not take effect twice, so every one of them takes a key. Signing in changes nothing.
function isKeyed(document: ContractDocument, method: string, operationId: OperationId): operationId is KeyedOperationId {
  const keyed = takesIdempotencyKey(document, operationId);
  if (keyed !== (method.toUpperCase() === 'POST' && rolesOf(document, operationId) !== null)) {
    throw new Error(`${operationId}: every POST with a token takes an Idempotency-Key, and nothing else does`);
  }
  return keyed;
}

function guardOf(operationId: OperationId, roles: readonly Role[] | null, guards: Guards): Guard {
  const { authentication, rateLimiter, metricsAccess } = guards;
  if (operationId === 'getMetrics') {
    return async (request) => admitToMetrics(request, metricsAccess);
  }
  if (operationId === 'signInToDemo') {
    return async (request, reply) => {
      requireDemo(guards.demo);
      await rateLimiter.byAddress(request, reply);
      requireOwnPage(request);
    };
  }
  if (roles === null) {
    return async () => {};
  }
  return async (request, reply) => {
    if (!guards.health.hasStarted()) {
      throw new VisitaError('unavailable', 'the server is still starting');
    }
    await rateLimiter.byAddress(request, reply);
    await guards.loadShedder.holdFor(request.raw, () => authentication.admit(request, roles));
    await rateLimiter.byCaller(request, reply);
    if (operationId === 'createBooking') {
      await rateLimiter.bookings(request, reply);
    }
  };
}

// Fastify validates a body only when there is one.
async function requireBody(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) {
    throw new VisitaError('invalid_argument', 'a JSON body is required', {
      fields: [{ path: '', message: 'is required' }],
    });
  }
}

type Answering = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function held(loadShedder: LoadShedder, answer: Answering): Answering {
  return (request, reply) => loadShedder.holdFor(request.raw, () => answer(request, reply));
}

function answerOnce(idempotentAnswers: IdempotentAnswers, operationId: KeyedOperationId, answer: Answering): Answering {
  return async (request, reply) =>
    (await idempotentAnswers.answer(operationId, request, reply)) === 'answered' ? reply : answer(request, reply);
}

function answerWith(handlers: Handlers<RequestContext>, operationId: OperationId): Answering {
  // The validator has checked the request against the same operation, which is what the handler's type says of it.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const handle = handlers[operationId] as (input: object, context: RequestContext) => ReturnType<Handlers<RequestContext>[OperationId]>;
  return async (request, reply) => {
    const input = { params: request.params, query: request.query, body: request.body };
    const answer = await handle(input, contextOf(request));
    void reply.code(answer.status).headers(answer.headers ?? {});
    return answer.body instanceof SerializedJson
      ? reply.type('application/json; charset=utf-8').send(answer.body.text)
      : reply.send(answer.body);
  };
}
