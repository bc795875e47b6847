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
 * host (RFC 9112, section 3.2; `invalid_argument`). And what Node would let pass by forgetting the second: it names one caller (`unauthorized`).
 */
export function registerRequestHead(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const hosts = countOf('host', raw.rawHeaders);
    // HTTP/1.0 knows no hosts. Of two, the proxy in front of us may have gone by the other one.
    if (hosts !== 1 && (hosts > 1 || raw.httpVersion !== '1.0')) {
      done(new VisitaError('invalid_argument', 'the request must have one header field Host'));
    } else if (countOf('authorization', raw.rawHeaders) > 1) {
      done(new VisitaError('unauthorized', 'the request must have one header field Authorization'));
    } else {
      done();
    }
  });
}

/** @param fields names and values in turns, as they came: `headers` keeps the first of two, and `headersDistinct` is made for each request */
function countOf(name: string, fields: readonly string[]): number {
  let count = 0;
  for (let place = 0; place < fields.length; place += 2) {
    const field = fields[place];
    if (field?.length === name.length && field.toLowerCase() === name) {
      count += 1;
    }
  }
  return count;
}
