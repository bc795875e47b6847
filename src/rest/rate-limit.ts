import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VisitaError } from '../errors.ts';
import { findCaller } from './request-context.ts';

/** Requests a minute; 0 means no limit. Counted in this process alone. */
export interface RateLimits {
  readonly caller: number;
  readonly address: number;
  readonly booking: number;
}

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Refuses (`rate_limited`) who asks too often. The draft RateLimit headers say how much is left. */
export interface RateLimiter {
  readonly byAddress: Check;
  readonly byCaller: Check;
  readonly bookings: Check;
}

/** The limits of this server. The plugin `@fastify/rate-limit` must be registered (not globally) before. */
export function createRateLimiter(app: FastifyInstance, limits: RateLimits): RateLimiter {
  return {
    byAddress: createCheck(app, limits.address, (request) => request.ip),
    byCaller: createCheck(app, limits.caller, callerKey),
    bookings: createCheck(app, limits.booking, callerKey),
  };
}

function callerKey(request: FastifyRequest): string {
  return findCaller(request)?.userId ?? request.ip;
}

function createCheck(app: FastifyInstance, max: number, keyGenerator: (request: FastifyRequest) => string): Check {
  if (max === 0) {
    return async () => {};
  }
  const count = app.createRateLimit({ max, timeWindow: '1 minute', keyGenerator });
  return async (request, reply) => {
    const state = await count(request);
    if (state.isAllowed) {
      return;
    }
    void reply
      .header('ratelimit-limit', state.max)
      .header('ratelimit-remaining', state.remaining)
      .header('ratelimit-reset', state.ttlInSeconds);
    if (state.isExceeded) {
      void reply.header('retry-after', state.ttlInSeconds);
      throw new VisitaError('rate_limited', 'too many requests; wait for the seconds in Retry-After');
    }
  };
}
