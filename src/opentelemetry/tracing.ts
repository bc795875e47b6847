import { AsyncLocalStorage } from 'node:async_hooks';
import {
  isSpanContextValid, ROOT_CONTEXT, SpanKind as OtelKind, SpanStatusCode, trace, TraceFlags,
  type Context, type Span as OtelSpan, type SpanContext, type Tracer as OtelTracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { Span, SpanFacts, SpanKind, Tracer } from '../service/tracing.ts';

// Loaded only where spans are wanted. Spans are begun by hand, through the port: packages that rewrite others when they are loaded
// see little of ECMAScript modules, and would note addresses and texts that are nobody's business.

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  consumer: OtelKind.CONSUMER,
  job: OtelKind.INTERNAL,
  client: OtelKind.CLIENT,
  internal: OtelKind.INTERNAL,
};
const BEGINNING_A_TRACE: ReadonlySet<SpanKind> = new Set(['server', 'consumer', 'job']);
const SEND_EVERY_MS = 1_000;
const FLUSH_WITHIN_MS = 2_000;

/** A tracer whose spans are sent somewhere. */
export interface SendingTracer extends Tracer {
  /** Sends what was not sent yet, then no more; two seconds at most. */
  stop(): Promise<void>;
}

/**
 * Sends spans to `url` by OTLP over HTTP, in batches; where nobody answers they are dropped. The SDK's own variables hold besides:
 * `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_EXPORTER_OTLP_HEADERS` and their like.
 * @param share of the traces that begin here, from 0 to 1; of those that began elsewhere, what was decided there
 * @param onLost called when spans could not be sent: the first time, and the first time again after some could
 */
export function createTracer({ url, share, role, onLost }: { url: string; share: number; role: string; onLost: (cause: unknown) => void }): SendingTracer {
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'visita', 'visita.role': role }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ scheduledDelayMillis: SEND_EVERY_MS, exporter: telling(new OTLPTraceExporter({ url: `${url}/v1/traces` }), onLost) })],
  });
  const tracer = new ContextTracer(provider.getTracer('visita'));
  return {
    begin: (name, options) => tracer.begin(name, options),
    async stop() {
      await Promise.race([provider.shutdown(), new Promise((resolve) => setTimeout(resolve, FLUSH_WITHIN_MS).unref())]);
    },
  };
}

function telling(exporter: SpanExporter, onLost: (cause: unknown) => void): SpanExporter {
  let isLosing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const isLost = result.error !== undefined;
        if (isLost && !isLosing) {
          onLost(result.error);
        }
        isLosing = isLost;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

class ContextTracer implements Tracer {
  readonly #tracer: OtelTracer;
  readonly #running = new AsyncLocalStorage<OtelSpan>();

  constructor(tracer: OtelTracer) {
    this.#tracer = tracer;
  }

  begin(name: string, { kind, facts = {}, parent = null }: { kind: SpanKind; facts?: SpanFacts; parent?: string | null }): Span {
    const above = this.#contextAbove(parent);
    if (above === ROOT_CONTEXT && !BEGINNING_A_TRACE.has(kind)) {
      return UNNOTED;
    }
    const span = this.#tracer.startSpan(name, { kind: KINDS[kind], attributes: facts }, above);
    return {
      within: (work) => this.#running.run(span, work),
      rename: (newName) => void span.updateName(newName),
      note: (more) => void span.setAttributes(more),
      end(failure) {
        if (failure !== undefined) {
          span.setAttribute('error.type', failure);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  }

  #contextAbove(parent: string | null): Context {
    const remote = parent === null ? null : readTraceparent(parent);
    if (remote !== null) {
      return trace.setSpanContext(ROOT_CONTEXT, remote);
    }
    const running = this.#running.getStore();
    // What outlives its request, such as a statement that several requests share, is not part of it any more.
    const isOver = running !== undefined && !running.isRecording() && isSampled(running);
    return running === undefined || isOver ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, running);
  }
}

/** A call outside of any piece of work. */
const UNNOTED: Span = { within: (work) => work(), rename() {}, note() {}, end() {} };

function isSampled(span: OtelSpan): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** Version 00 of https://www.w3.org/TR/trace-context/#traceparent-header; null for anything else. */
function readTraceparent(text: string): SpanContext | null {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) {
    return null;
  }
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(context) ? context : null;
}
