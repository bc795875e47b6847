import { BlockList, isIPv6 } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Tracer } from '../service/tracing.ts';

const CLIENT_LEFT = 499;

/**
 * A span for each request, from its first byte to the last of its answer. It says the route's template, the method and the
 * status: no path, no query, nobody's id. A trace that began in a trusted proxy goes on here; anybody else's `traceparent`
 * is not heeded, or strangers could write into our traces and decide how many there are.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer, trustedProxies: readonly string[]): void {
  const trusted = addressesOf(trustedProxies);
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (isAboutOurselves(route)) {
      done();
      return;
    }
    const facts = { 'http.request.method': request.method, 'http.route': route, 'visita.request_id': request.id };
    const span = tracer.begin(`${request.method} ${route}`, { kind: 'server', facts, parent: parentOf(request, trusted) });
    spans.set(request, span);
    // A client that left gets no answer; 499 is what proxies write then.
    reply.raw.once('close', () => endIfOpen(spans, request, CLIENT_LEFT));
    span.within(done);
  });
  // The body arrives on the connection, outside of what ran before it.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) {
      done();
    } else {
      span.within(done);
    }
  });
  app.addHook('onResponse', (request, reply, done) => {
    endIfOpen(spans, request, reply.statusCode);
    done();
  });
}

/** Once, whether it was answered or its client left before that. */
function endIfOpen(spans: WeakMap<FastifyRequest, Span>, request: FastifyRequest, status: number): void {
  const span = spans.get(request);
  if (span !== undefined) {
    spans.delete(request);
    span.note({ 'http.response.status_code': status });
    span.end(status >= 500 ? String(status) : undefined);
  }
}

function parentOf({ headers, socket }: FastifyRequest, trusted: BlockList): string | null {
  const { traceparent } = headers;
  const address = socket.remoteAddress ?? '';
  return typeof traceparent === 'string' && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') ? traceparent : null;
}

/** Asked every few seconds by proxies and Prometheus. */
function isAboutOurselves(route: string): boolean {
  return route.startsWith('/health') || route === '/metrics';
}

function addressesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) {
      list.addAddress(address, family);
    } else {
      list.addSubnet(address, Number(prefix), family);
    }
  }
  return list;
}
