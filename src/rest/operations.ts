import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { fastifyOpenapiGlue } from 'fastify-openapi-glue';
import type { Role } from '../caller.ts';
import { VisitaError } from '../errors.ts';
import type { Authentication } from './authentication.ts';
import { readContract, rolesOf, takesIdempotencyKey, type ContractDocument } from './contract-document.ts';
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
  await app.register(fastifyOpenapiGlue, {
    specification: withoutAnswers(readContract()),
    operationResolver: (operationId: string, method: HTTPMethods, path: string) => {
      if (!isOperationId(operationId, handlers)) {
        throw new Error(`no handler for the operation ${operationId}`);
      }
      const keyed = isKeyed(document, method, operationId);
      const answer = answerWith(handlers, operationId);
      return {
        ...(operationId === 'streamEvents' ? STREAM_ROUTE : {}),
        method,
        url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        onRequest: guardOf(operationId, rolesOf(document, operationId), guards),
        preValidation: keyed ? [requireReadableKey, requireBody] : requireBody,
        handler: held(guards.loadShedder, keyed ? answerOnce(idempotentAnswers, operationId, answer) : answer),
      };
    },
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
  if (request.routeOptions.schema?.body !== undefined && request.body === undefined) {
    throw new VisitaError('invalid_argument', 'a JSON body is required', {
      fields: [{ path: 'body', message: 'is required' }],
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
      ? reply.type('application/json; charset=utf-8').send(answer.body.text())
      : reply.send(answer.body);
  };
}

// Glue looks for a parser for every type of answer it sees, and would register none of ours: problems are written by the
// error handler, and what is not JSON is text already.
function withoutAnswers(document: ContractDocument): ContractDocument {
  const responses = Object.entries(document.components.responses).map(([name, response]) => [name, { ...response, content: {} }]);
  return {
    ...document,
    paths: Object.fromEntries(Object.entries(document.paths).map(([path, operations]) => [path, withoutText(operations)])),
    components: { ...document.components, responses: Object.fromEntries(responses) },
  };
}

function withoutText(operations: ContractDocument['paths'][string]): ContractDocument['paths'][string] {
  const { get } = operations;
  const types = Object.values(get?.responses ?? {}).flatMap(({ content }) => Object.keys(content ?? {}));
  return get === undefined || types.every((type) => type === 'application/json')
    ? operations
    : { ...operations, get: { ...get, responses: { default: { description: 'Not JSON' } } } };
}
