import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { healthHandlers, type Health } from './health.ts';
import { createHttpApp, registerAnswerHead } from './http-app.ts';
import { admitToMetrics, metricsHandlers, type Metrics, type MetricsAccess } from './metrics.ts';
import { registerNotFound } from './not-found.ts';
import { contextOf } from './request-context.ts';
import { registerRequestHead } from './request-head.ts';
import { registerSecurityHeaders } from './security-headers.ts';

const NOTHING_GIVEN = { params: {}, query: {}, body: undefined };

/** What a process without an API answers: its health and its metrics, as the contract has them. Not listening yet. */
export function createMonitoringServer(parts: {
  health: Health;
  metrics: Metrics;
  metricsAccess: MetricsAccess;
  logger: FastifyBaseLogger;
}): FastifyInstance {
  const { health, metrics, metricsAccess, logger } = parts;
  const app = createHttpApp(logger);
  registerSecurityHeaders(app);
  registerAnswerHead(app, health);
  registerRequestHead(app);
  const answers = { ...healthHandlers(health), ...metricsHandlers(metrics) };
  const routes = { '/health/live': answers.getLiveness, '/health/ready': answers.getReadiness, '/metrics': answers.getMetrics };
  registerNotFound(app, (path) => (Object.hasOwn(routes, path) ? ['GET'] : []));
  for (const [url, answer] of Object.entries(routes)) {
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
