import fastifyCors from '@fastify/cors';
import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
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
import { calendarHandlers, type CalendarWriter } from './calendar.ts';
import { callerHandlers } from './caller.ts';
import { methodsOf, readContract } from './contract-document.ts';
import type { Handlers } from './contract.ts';
import { dashboardHandlers, type DashboardSettings } from './dashboard-settings.ts';
import { registerDashboard, type DashboardPages } from './dashboard.ts';
import { registerDocumentation } from './documentation.ts';
import { eventHandlers, EventStreams } from './event-streams.ts';
import { healthHandlers, type Health } from './health.ts';
import { historyHandlers } from './history.ts';
import { createHttpApp, registerAnswerHead } from './http-app.ts';
import { IdempotentAnswers } from './idempotency.ts';
import { registerJsonBody } from './json-body.ts';
import { LoadShedder, shedLoad } from './load-shedding.ts';
import { metricsHandlers, type Metrics, type MetricsAccess } from './metrics.ts';
import { registerNotFound } from './not-found.ts';
import { registerOperations } from './operations.ts';
import { propertyHandlers } from './property.ts';
import { createRateLimiter, type RateLimits } from './rate-limit.ts';
import type { RequestContext } from './request-context.ts';
import { registerRequestHead } from './request-head.ts';
import { registerRequestLog } from './request-log.ts';
import { compileRequestSchema } from './request-validation.ts';
import { watchAnswers, type RequestWatch } from './request-watch.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import { slotHandlers, type SentAvailability } from './slot.ts';
import type { TokenVerifier } from './token.ts';
import { traceRequests } from './tracing.ts';

/** As the Go service had it (decision 8); http-server.ts has the others. */
const ANSWER_TIMEOUT_MS = 10_000;
/** As long as Chromium keeps what a preflight said. */
const PREFLIGHT_GOOD_SECONDS = 7_200;

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
  readonly metrics: Metrics;
  readonly watch: RequestWatch;
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
  const loadShedder = new LoadShedder(parts.mostInHand, parts.watch.onShed, parts.logger);
  const { trustedProxies, corsOrigins } = settings;
  const app = createHttpApp(parts.logger, { trustedProxies, guard: (serve) => shedLoad(serve, loadShedder, corsOrigins) });
  app.setValidatorCompiler(compileRequestSchema);
  registerJsonBody(app);
  if (parts.tracer !== null) {
    traceRequests(app, parts.tracer, trustedProxies);
  }
  registerSecurityHeaders(app);
  registerAnswerHead(app, parts.health);
  registerRequestLog(app);
  registerRequestHead(app);
  watchAnswers(app, parts.watch);
  const streams = new EventStreams(parts);
  streams.endWith(app);
  registerAnswerDeadline(app, ANSWER_TIMEOUT_MS);
  await registerCors(app, corsOrigins);
  await app.register(fastifyRateLimit, { global: false });
  const document = readContract();
  registerNotFound(app, (path) => methodsOf(document, path));
  await registerDocumentation(app);
  await registerDashboard(app, { folder: parts.dashboard.folder, supabaseUrl: parts.dashboard.supabase?.url ?? null });
  const { verifier, callers } = parts;
  await registerOperations(
    app,
    handlersOf(parts, streams),
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

/** A handler for every operation of the contract. */
function handlersOf(parts: RestParts, streams: EventStreams): Handlers<RequestContext> {
  return {
    ...slotHandlers(parts.slots, parts.availability),
    ...bookingHandlers(parts.bookings),
    ...historyHandlers(parts.history),
    ...calendarHandlers(parts.calendar, parts.writeCalendar),
    ...propertyHandlers(parts.properties),
    ...callerHandlers(parts.callers),
    ...eventHandlers(streams),
    ...dashboardHandlers(parts.dashboard),
    ...healthHandlers(parts.health),
    ...metricsHandlers(parts.metrics),
  };
}

/** Lets pages of other origins call: those named, and none where none is. */
async function registerCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length > 0) {
    await app.register(fastifyCors, {
      origin: [...origins],
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      // Otherwise an OPTIONS that is no preflight is answered 400 in plain text.
      strictPreflight: false,
      maxAge: PREFLIGHT_GOOD_SECONDS,
      exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy', 'location', 'idempotency-replayed', 'allow', 'content-disposition'],
    });
  }
}
