import type { OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from './node-http.ts';

/** What browsers, some of them long gone, look for in a page, and never in the JSON that a page has asked for. */
const HEEDED_IN_PAGES_ALONE = new Set(['origin-agent-cluster', 'x-dns-prefetch-control', 'x-download-options', 'x-permitted-cross-domain-policies', 'x-xss-protection']);

/** What is said with a refusal that comes before all else: that it is no page, and nothing to be kept. */
export const REFUSAL_HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const;

/**
 * What a browser should know of every answer. Worked out once and handed to fastify, where a page may say something else: set on Node's response,
 * as helmet does for each request, every header is checked twice and kept in a table of its own.
 */
export function registerSecurityHeaders(app: FastifyInstance): void {
  const ofPages = securityHeaders();
  const ofData = Object.fromEntries(Object.entries(ofPages).filter(([name]) => !HEEDED_IN_PAGES_ALONE.has(name)));
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(request.url.startsWith('/api/') ? ofData : ofPages);
    done();
  });
}

function securityHeaders(): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const setHeaders = helmet({
    // Answers are data: nothing in them is to be run or framed. TLS ends in front of this server, so HSTS is said there.
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: false,
  });
  setHeaders(request, response, (error) => {
    if (error !== undefined) {
      throw error;
    }
  });
  return response.getHeaders();
}
