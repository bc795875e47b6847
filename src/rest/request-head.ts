import { randomFillSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { VisitaError } from '../errors.ts';

/** A client's own request id is kept where it is short and plain. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,100}$/;

const ID_BYTES = 15;
/** Drawn for many ids at a time. A UUID is put together of twenty pieces, which is most of what it costs. */
const drawn = Buffer.alloc(256 * ID_BYTES);
let used = drawn.length;

/** What a request is called in the log and in its answer: as its client calls it, else as chance will have it. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : drawRequestId();
}

function drawRequestId(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += ID_BYTES;
  return drawn.toString('base64url', used - ID_BYTES, used);
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
