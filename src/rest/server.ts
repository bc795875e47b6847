import fastifyCors from '@fastify/cors';
import fastifyRateLimit from '@fastify/rate-limit';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { VisitaError } from '../errors.ts';
import type { BookingService } from '../service/booking.ts';
import type { CalendarService } from '../service/calendar.ts';
import type { CallerService } from '../service/caller.ts';
import type { HintService } from '../service/hint.ts';
import type { HistoryService } from '../service/history.ts';
import type { IdempotencyService } from '../service/idempotency.ts';
import type { PropertyService } from '../service/property.ts';
import type { SlotService } from '../service/slot.ts';
import type { Tracer } from '../service/tracing.ts';
import { registerAnswerDeadline } from './answer-deadline.ts';
import { Authentication } from './authentication.ts';
import { bookingHandlers } from './booking.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { calendarHandlers, type CalendarWriter } from './calendar.ts';
import { callerHandlers } from './caller.ts';
import { methodsOf, readContract } from './contract-document.ts';
import { dashboardHandlers, type DashboardSettings } from './dashboard-settings.ts';
import { registerDashboard, type DashboardPages } from './dashboard.ts';
import { registerDocumentation } from './documentation.ts';
import { isEventStream } from './event-stream.ts';
import { eventHandlers, EventStreams } from './event-streams.ts';
import { healthHandlers, type Health } from './health.ts';
import { historyHandlers } from './history.ts';
import { createHttpServer } from './http-server.ts';
import { IdempotentAnswers } from './idempotency.ts';
import { registerJsonBody } from './json-body.ts';
import { LoadShedder, shedLoad } from './load-shedding.ts';
import { measureRequests, metricsHandlers, type MetricsAccess } from './metrics.ts';
import { registerOperations } from './operations.ts';
import { problem, sendProblem } from './problem.ts';
import { propertyHandlers } from './property.ts';
import { createRateLimiter, type RateLimits } from './rate-limit.ts';
import { registerAdmission } from './request-context.ts';
import { registerRequestHead, requestIdOf } from './request-head.ts';
import { compileRequestSchema } from './request-validation.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import { slotHandlers, type SentAvailability } from './slot.ts';
import type { TokenVerifier } from './token.ts';
import { traceRequests } from './tracing.ts';

/** As the seed's; http-server.ts has the others. */
const ANSWER_TIMEOUT_MS = 10_000;
const BODY_LIMIT_BYTES = 64 * 1024;
const LONGEST_PATH = 16 * 1024;

/** What the HTTP server needs from outside. */
export interface RestParts {
  readonly slots: SlotService;
  readonly availability: SentAvailability;
  readonly bookings: BookingService;
  readonly history: HistoryService;
  readonly calendar: CalendarService;
  readonly writeCalendar: CalendarWriter;
  readonly hints: HintService;
  readonly properties: PropertyService;
  readonly callers: CallerService;
  readonly idempotency: IdempotencyService;
  readonly verifier: TokenVerifier;
  readonly dashboard: DashboardSettings & Pick<DashboardPages, 'folder'>;
  readonly health: Health;
  readonly registry: Registry;
  /** Null: nobody traces. */
  readonly tracer: Tracer | null;
  readonly logger: FastifyBaseLogger;
  /** Requests worked on at a time; more are refused (`unavailable`). */
  readonly mostInHand: number;
}

export interface RestSettings {
  readonly trustOrganizationHeader: boolean;
  readonly rateLimits: RateLimits;
  readonly metricsAccess: MetricsAccess;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
}

/** The HTTP server with every operation of the contract, not listening yet. */
export async function createRestServer(parts: RestParts, settings: RestSettings): Promise<FastifyInstance> {
  const loadShedder = new LoadShedder(parts.mostInHand, parts.registry, parts.logger);
  const app = createApp(parts.logger, settings, loadShedder);
  app.setValidatorCompiler(compileRequestSchema);
  app.setErrorHandler(sendProblem);
  registerJsonBody(app);
  if (parts.tracer !== null) {
    traceRequests(app, parts.tracer, settings.trustedProxies);
  }
  registerAdmission(app);
  registerSecurityHeaders(app);
  registerRequestLog(app, parts.health);
  registerRequestHead(app);
  measureRequests(app, parts.registry);
  const streams = new EventStreams(parts);
  streams.endWith(app);
  registerAnswerDeadline(app, ANSWER_TIMEOUT_MS);
  if (settings.corsOrigins.length > 0) {
    await app.register(fastifyCors, {
      origin: [...settings.corsOrigins],
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      // Otherwise an OPTIONS that is no preflight is answered 400 in plain text.
      strictPreflight: false,
      exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy', 'location', 'idempotency-replayed'],
    });
  }
  await app.register(fastifyRateLimit, { global: false });
  registerNotFound(app);
  await registerDocumentation(app);
  await registerDashboard(app, { folder: parts.dashboard.folder, supabaseUrl: parts.dashboard.supabase?.url ?? null });
  const { verifier, callers, slots, bookings } = parts;
  await registerOperations(
    app,
    {
      ...slotHandlers(slots, parts.availability),
      ...bookingHandlers(bookings),
      ...historyHandlers(parts.history),
      ...calendarHandlers(parts.calendar, parts.writeCalendar),
      ...propertyHandlers(parts.properties),
      ...callerHandlers(callers),
      ...eventHandlers(streams),
      ...dashboardHandlers(parts.dashboard),
      ...healthHandlers(parts.health),
      ...metricsHandlers(parts.registry),
    },
    new IdempotentAnswers(parts.idempotency, (once) => ({ ...slotHandlers(once.slots, parts.availability), ...bookingHandlers(once.bookings) })),
    {
      health: parts.health,
      loadShedder,
      authentication: new Authentication({ verifier, callers, trustOrganizationHeader: settings.trustOrganizationHeader }),
      rateLimiter: createRateLimiter(app, settings.rateLimits),
      metricsAccess: settings.metricsAccess,
      demo: parts.dashboard.demo,
    },
  );
  return app;
}

function createApp(logger: FastifyBaseLogger, { trustedProxies, corsOrigins }: RestSettings, loadShedder: LoadShedder): FastifyInstance {
  return fastify({
    serverFactory: (serve) => createHttpServer(shedLoad(serve, loadShedder, corsOrigins)),
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
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply.header('x-request-id', request.id)),
    // A path is as long as its head may be: the contract says what an id looks like.
    routerOptions: { maxParamLength: LONGEST_PATH },
  });
}

/** One line for each answer: what was asked, by route template, never a body, a query or a header. */
function registerRequestLog(app: FastifyInstance, health: Health): void {
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

function isPrivate(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/dashboard/');
}

/** 405 for a method that a path of the contract does not know, 404 for everything else; before anything of a body is read. */
function registerNotFound(app: FastifyInstance): void {
  const document = readContract();
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    // What the router takes for the path ends there as well, and has been decoded.
    const [path = ''] = request.url.split(/[?#]/);
    const methods = methodsOf(document, decodeURI(path));
    if (methods.length === 0) {
      return sendProblem(new VisitaError('not_found', 'there is nothing at this path'), request, reply);
    }
    const allowed = methods.join(', ');
    void reply.code(405).header('allow', allowed).type('application/problem+json');
    const error = new VisitaError('invalid_argument', `the method must be one of: ${allowed}`);
    return reply.send(JSON.stringify(problem(error, request.id, 405)));
  };
  app.setNotFoundHandler(answer);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) {
      void answer(request, reply);
    } else {
      done();
    }
  });
}
