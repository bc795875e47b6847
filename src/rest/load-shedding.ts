import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { VisitaError } from '../errors.ts';
import { problem } from './problem.ts';
import { requestIdOf } from './request-head.ts';
import { pathOf } from './request-path.ts';
import { REFUSAL_HEADERS } from './security-headers.ts';

const REPORT_EVERY_MS = 1_000;
const BUSY = new VisitaError('unavailable', 'the server is too busy at the moment');
const RETRY_AFTER_SECONDS = '1';

/** A request that was let in. It is done when its answer is out and everything done for it has ended. */
interface Ticket {
  holds: number;
}

/**
 * Lets in as many requests as the server can work on and refuses the rest at once, so that under too much load those
 * let in are still answered, and memory stays bounded. By number, not by the event loop's delay: that is known a
 * sample late, and refuses everybody or nobody.
 */
export class LoadShedder {
  readonly #most: number;
  readonly #onShed: () => void;
  readonly #logger: FastifyBaseLogger;
  readonly #tickets = new WeakMap<IncomingMessage, Ticket>();
  #inHand = 0;
  #unreported = 0;
  #reportedAt = 0;

  /**
   * @param most requests in hand at a time
   * @param onShed told of each that is refused
   */
  constructor(most: number, onShed: () => void, logger: FastifyBaseLogger) {
    this.#most = most;
    this.#logger = logger;
    this.#onShed = onShed;
  }

  /** Takes a request in hand until it is done. False when there are too many. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#inHand >= this.#most) {
      this.#onShed();
      this.#report();
      return false;
    }
    const ticket: Ticket = { holds: 0 };
    this.#hold(ticket);
    this.#tickets.set(request, ticket);
    response.on('close', () => this.#release(ticket));
    return true;
  }

  /**
   * Keeps a request in hand while `work` for it runs. A client that gives up frees nothing: its statement still waits
   * for the database, and clients that give up and ask again are what keeps an overloaded server overloaded.
   */
  async holdFor<T>(request: IncomingMessage, work: () => Promise<T>): Promise<T> {
    const ticket = this.#tickets.get(request);
    if (ticket === undefined) {
      return work();
    }
    // Its client may have left before this: what is still done for it counts all the same.
    this.#hold(ticket);
    try {
      return await work();
    } finally {
      this.#release(ticket);
    }
  }

  #hold(ticket: Ticket): void {
    this.#inHand += ticket.holds === 0 ? 1 : 0;
    ticket.holds += 1;
  }

  #release(ticket: Ticket): void {
    ticket.holds -= 1;
    if (ticket.holds === 0) {
      this.#inHand -= 1;
    }
  }

  /** One line a second at most: a line for each would cost more than the refusal. */
  #report(): void {
    this.#unreported += 1;
    const now = performance.now();
    if (this.#reportedAt === 0 || now - this.#reportedAt > REPORT_EVERY_MS) {
      this.#logger.warn({ shed: this.#unreported, in_hand: this.#inHand }, 'too many requests in hand: refusing some');
      this.#unreported = 0;
      this.#reportedAt = now;
    }
  }
}

/**
 * Guards the API, before fastify has made anything of a request: refusing must cost a fraction of answering, or the refusals
 * take the time that the others need. So a refusal is neither timed nor logged by itself; it is counted. Event streams are open for
 * minutes and work for moments, they have limits of their own; a preflight asks nothing of anybody.
 */
export function shedLoad(serve: RequestListener, shedder: LoadShedder, corsOrigins: readonly string[]): RequestListener {
  return (request, response) => {
    if (!isWork(request) || shedder.admit(request, response)) {
      serve(request, response);
    } else {
      refuse(request, response, corsOrigins);
    }
  };
}

function isWork({ method, url = '' }: IncomingMessage): boolean {
  const path = pathOf(url);
  return path !== null && path.startsWith('/api/') && method !== 'OPTIONS' && path !== '/api/v1/events';
}

/** Past everything that makes an answer ready otherwise; the client sees the same. */
function refuse(request: IncomingMessage, response: ServerResponse, corsOrigins: readonly string[]): void {
  const { origin } = request.headers;
  const requestId = requestIdOf(request);
  const body = JSON.stringify(problem(BUSY, requestId));
  response.writeHead(503, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'retry-after': RETRY_AFTER_SECONDS,
    'x-request-id': requestId,
    ...REFUSAL_HEADERS,
    ...(origin !== undefined && corsOrigins.includes(origin) ? { 'access-control-allow-origin': origin, vary: 'Origin' } : {}),
  });
  response.end(body);
}
