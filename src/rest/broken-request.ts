import { randomUUID } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { VisitaError } from '../errors.ts';
import { problem } from './problem.ts';
import { REFUSAL_HEADERS } from './security-headers.ts';

/** So long a client has to read its answer and close. A connection that is closed with something unread takes the answer back (RFC 9112, section 9.6). */
const LINGER_MS = 2_000;

/** The answer that is being made on each connection. */
const answersInFlight = new WeakMap<Socket, ServerResponse>();

/** Keeps account of what is being answered, so that `answerBrokenRequest` never speaks in between. */
export function noteAnswersInFlight(server: Server): void {
  server.prependListener('request', ({ socket }, response) => answersInFlight.set(socket, response));
}

/** What Node could not even read as HTTP, or what came too slowly: answered on the bare socket, then closed. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const inFlight = answersInFlight.get(socket);
  if (inFlight !== undefined && inFlight.req.complete && !inFlight.writableEnded) {
    // What is wrong came behind a good request, whose client would take our answer for its own.
    inFlight.once('finish', () => socket.destroySoon());
    return;
  }
  const [status, reason, detail] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'Request Timeout', 'the request did not arrive in time']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'Request Header Fields Too Large', 'the headers are too large']
        : [400, 'Bad Request', 'the request is not HTTP'];
  ignoreTheRest(socket);
  const requestId = randomUUID();
  const body = JSON.stringify(problem(new VisitaError('invalid_argument', detail), requestId, status));
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      ...Object.entries(REFUSAL_HEADERS).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** What still comes is read and thrown away. Node would make a request of it, which would be carried out though it was refused. */
function ignoreTheRest(socket: Socket): void {
  socket.removeAllListeners('data');
  // Node's parser lets go of a socket that somebody else reads.
  socket.on('data', () => {});
  const cut = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(cut));
}
