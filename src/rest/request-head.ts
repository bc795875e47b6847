import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { VisitaError } from '../errors.ts';

/** A client's own request id is kept where it is short and plain. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,100}$/;

/** What a request is called in the log and in its answer. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/**
 * Judges what Node would answer by itself with a bare status, so that it is a problem like any other: a request names one
 * host (RFC 9112, section 3.2; `invalid_argument`).
 */
export function registerRequestHead(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const hosts = hostsIn(raw.rawHeaders);
    // HTTP/1.0 knows no hosts. Of two, the proxy in front of us may have gone by the other one.
    const names = hosts === 1 || (hosts === 0 && raw.httpVersion === '1.0');
    done(names ? undefined : new VisitaError('invalid_argument', 'the request must have one header field Host'));
  });
}

/** @param fields names and values in turns, as they came: `headers` keeps the first of two hosts, and `headersDistinct` is made for each request */
function hostsIn(fields: readonly string[]): number {
  let hosts = 0;
  for (let place = 0; place < fields.length; place += 2) {
    const name = fields[place];
    if (name?.length === 4 && name.toLowerCase() === 'host') {
      hosts += 1;
    }
  }
  return hosts;
}
