import type { FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import { VisitaError } from '../errors.ts';

/** What a handler knows of a request besides its validated input. */
export interface RequestContext {
  /** Who is calling. Raises `unauthorized` in an operation that is open to everybody. */
  readonly caller: Caller;
}

const callers = new WeakMap<FastifyRequest, Caller>();

/** Notes who is calling, once that is known. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Who is calling, null before authentication and in operations open to everybody. */
export function findCaller(request: FastifyRequest): Caller | null {
  return callers.get(request) ?? null;
}

export function contextOf(request: FastifyRequest): RequestContext {
  return {
    get caller() {
      const caller = callers.get(request);
      if (caller === undefined) {
        throw new VisitaError('unauthorized', 'a bearer token is required');
      }
      return caller;
    },
  };
}
