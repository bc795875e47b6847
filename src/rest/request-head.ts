import type { FastifyInstance } from 'fastify';
import { VisitaError } from '../errors.ts';

/**
 * Judges what Node would answer by itself with a bare status, so that it is a problem like any other: a request names one
 * host (RFC 9112, section 3.2; `invalid_argument`), and an expectation that nobody knows is ignored, as it may be
 * (RFC 9110, section 10.1.1). The server is to be made with `requireHostHeader: false`.
 */
export function registerRequestHead(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.addHook('onRequest', async ({ raw }) => {
    const hosts = raw.headersDistinct['host'] ?? [];
    // HTTP/1.0 knows no hosts. Of two, the proxy in front of us may have gone by the other one.
    if (hosts.length > 1 || (hosts.length === 0 && raw.httpVersion !== '1.0')) {
      throw new VisitaError('invalid_argument', 'the request must have one header field Host');
    }
  });
}
