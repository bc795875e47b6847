import type { RequestListener, Server } from 'node:http';
import { noteAnswersInFlight } from './broken-request.ts';
import { createServer } from './node-http.ts';

// As the Go service had them (decision 8): 5 s to send headers and body, 30 s idle.
const RECEIVE_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
const TIMEOUT_CHECK_MS = 500;

/**
 * A server of Node's own for fastify, which asks for one for each address that it listens on. What Node would answer by itself with a
 * bare status is left to us: a request without a host, and an expectation that nobody knows, which is ignored, as it may be
 * (RFC 9110, section 10.1.1).
 */
export function createHttpServer(serve: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: RECEIVE_TIMEOUT_MS,
      requestTimeout: RECEIVE_TIMEOUT_MS,
      keepAliveTimeout: IDLE_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      requireHostHeader: false,
    },
    serve,
  );
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  noteAnswersInFlight(server);
  return server;
}
