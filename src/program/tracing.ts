import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { SendingTracer } from '../opentelemetry/tracing.ts';

/** The tracer, where one is wanted. Where none is, nothing of OpenTelemetry is even loaded. */
export async function tracerOf({ traces, role }: Config, logger: Logger): Promise<SendingTracer | null> {
  if (traces === null) {
    return null;
  }
  const { createTracer } = await import('../opentelemetry/tracing.ts');
  return createTracer({
    ...traces,
    role,
    onLost: (cause) => logger.warn({ err: cause, endpoint: traces.url }, 'spans cannot be sent to OTEL_EXPORTER_OTLP_ENDPOINT, they are dropped'),
  });
}
