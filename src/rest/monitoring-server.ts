import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { VisitaError } from '../errors.ts';
import { healthHandlers, type Health } from './health.ts';
import { admitToMetrics, metricsHandlers, type MetricsAccess } from './metrics.ts';
import { sendProblem } from './problem.ts';
import { contextOf, registerAdmission } from './request-context.ts';

const RECEIVE_TIMEOUT_MS = 5_000;
const NOTHING_GIVEN = { params: {}, query: {}, body: undefined };

/** What a process without an API answers: its health and its metrics, as the contract has them. Not listening yet. */
export function createMonitoringServer(parts: {
  health: Health;
  registry: Registry;
  metricsAccess: MetricsAccess;
  logger: FastifyBaseLogger;
}): FastifyInstance {
  const { health, registry, metricsAccess, logger } = parts;
  collectDefaultMetrics({ register: registry });
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: RECEIVE_TIMEOUT_MS,
    forceCloseConnections: true,
    http: { headersTimeout: RECEIVE_TIMEOUT_MS },
  });
  registerAdmission(app);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => sendProblem(new VisitaError('not_found', 'there is nothing at this path'), request, reply));
  const { getLiveness, getReadiness } = healthHandlers(health);
  const { getMetrics } = metricsHandlers(registry);
  for (const [url, answer] of [['/health/live', getLiveness], ['/health/ready', getReadiness], ['/metrics', getMetrics]] as const) {
    app.get(url, async (request, reply) => {
      if (url === '/metrics') {
        admitToMetrics(request, metricsAccess);
      }
      const { status, headers = {}, body } = await answer(NOTHING_GIVEN, contextOf(request));
      return reply.code(status).headers(headers).send(body);
    });
  }
  return app;
}
