import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import { VisitaError } from '../errors.ts';
import { comesFromThisServer, namesThisServer } from './own-address.ts';

/** What a handler knows of a request besides its validated input. */
export interface RequestContext {
  /** Who is calling. Raises `unauthorized` in an operation that is open to everybody. */
  readonly caller: Caller;
  /** The same with how it is known, for an answer that lasts. */
  readonly admission: Admission;
  /** Asked on the machine of a server that listens on a loopback address, by no page but its own. */
  readonly isAtHome: boolean;
}

/** Who was let in. */
export interface Admission {
  readonly caller: Caller;
  /** When the token expires. */
  readonly expiresAt: Date;
  /** Judges the request's token once more and says who its bearer is by now. Raises what it raised at first. */
  readonly again: () => Promise<Caller>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null before authentication and in operations open to everybody. */
    admission: Admission | null;
  }
}

/** Gives every request a place for who was let in with it. */
export function registerAdmission(app: FastifyInstance): void {
  app.decorateRequest('admission', null);
}

/** What a handler knows of this request. */
export function contextOf(request: FastifyRequest): RequestContext {
  return new ContextOfRequest(request);
}

class ContextOfRequest implements RequestContext {
  readonly #request: FastifyRequest;

  constructor(request: FastifyRequest) {
    this.#request = request;
  }

  get caller(): Caller {
    return this.admission.caller;
  }

  get admission(): Admission {
    const { admission } = this.#request;
    if (admission === null) {
      throw new VisitaError('unauthorized', 'a bearer token is required');
    }
    return admission;
  }

  get isAtHome(): boolean {
    // With a GET a browser sends its Origin to others only.
    return namesThisServer(this.#request) && (this.#request.headers.origin === undefined || comesFromThisServer(this.#request));
  }
}
