import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VisitaError } from '../errors.ts';

/** Requests a minute; 0 means no limit. Counted in this process alone. */
export interface RateLimits {
  readonly caller: number;
  readonly address: number;
  readonly booking: number;
}

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Refuses (`rate_limited`) who asks too often, strangers with broken tokens included. Every answer says in `RateLimit`
 * what is left of each limit it was counted against, and in `RateLimit-Policy` what they are
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/): a request may meet three limits at once, and the
 * older `RateLimit-Limit`, `-Remaining` and `-Reset` can speak of one only.
 */
export interface RateLimiter {
  readonly byAddress: Check;
  readonly byCaller: Check;
  readonly bookings: Check;
}

const WINDOW_SECONDS = 60;
/** Who is remembered at a time, for each limit: a flood of strangers costs megabytes at most. The longest silent are forgotten. */
const MOST_REMEMBERED = 10_000;
/** One customer gets a /64 of IPv6, so the addresses in it count as one. */
const IPV6_PREFIX = 64;

/** The limits of this server. The plugin `@fastify/rate-limit` must be registered (not globally) before. */
export function createRateLimiter(app: FastifyInstance, limits: RateLimits): RateLimiter {
  return {
    byAddress: createCheck(app, 'address', limits.address, addressKey),
    byCaller: createCheck(app, 'caller', limits.caller, callerKey),
    bookings: createCheck(app, 'booking', limits.booking, callerKey),
  };
}

/** The address that a request is counted under. */
export function addressKey({ ip }: Pick<FastifyRequest, 'ip'>): string {
  return normalizeIP(ip, IPV6_PREFIX);
}

function callerKey(request: FastifyRequest): string {
  return request.admission?.caller.userId ?? addressKey(request);
}

function createCheck(app: FastifyInstance, name: string, max: number, keyGenerator: (request: FastifyRequest) => string): Check {
  if (max === 0) {
    return async () => {};
  }
  // Read by the plugin's own store, though its types do not know it here.
  const options = { max, timeWindow: WINDOW_SECONDS * 1000, keyGenerator, cache: MOST_REMEMBERED };
  const count = app.createRateLimit(options);
  const policy = `"${name}";q=${max};w=${WINDOW_SECONDS}`;
  return async (request, reply) => {
    const state = await count(request);
    if (state.isAllowed) {
      return;
    }
    addToList(reply, 'ratelimit-policy', policy);
    addToList(reply, 'ratelimit', `"${name}";r=${state.remaining};t=${state.ttlInSeconds}`);
    if (state.isExceeded) {
      void reply.header('retry-after', state.ttlInSeconds);
      throw new VisitaError('rate_limited', 'too many requests; wait for the seconds in Retry-After');
    }
  };
}

function addToList(reply: FastifyReply, header: string, item: string): void {
  const list = reply.getHeader(header);
  void reply.header(header, list === undefined ? item : `${String(list)}, ${item}`);
}
