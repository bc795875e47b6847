import type { FastifyRequest } from 'fastify';
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

const admissions = new WeakMap<FastifyRequest, Admission>();

/** Notes who is calling, once that is known. */
export function setAdmission(request: FastifyRequest, admission: Admission): void {
  admissions.set(request, admission);
}

/** Who is calling, null before authentication and in operations open to everybody. */
export function findCaller(request: FastifyRequest): Caller | null {
  return admissions.get(request)?.caller ?? null;
}

export function contextOf(request: FastifyRequest): RequestContext {
  return {
    get caller() {
      return this.admission.caller;
    },
    get admission() {
      const admission = admissions.get(request);
      if (admission === undefined) {
        throw new VisitaError('unauthorized', 'a bearer token is required');
      }
      return admission;
    },
    get isAtHome() {
      // With a GET a browser sends its Origin to others only.
      return namesThisServer(request) && (request.headers.origin === undefined || comesFromThisServer(request));
    },
  };
}
