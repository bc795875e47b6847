import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { VisitaError } from '../errors.ts';
import { bearerToken } from './bearer.ts';
import type { Answer, Handlers } from './contract.ts';
import type { RequestContext } from './request-context.ts';

/** Who may read the metrics: anybody, the bearer of a token, or nobody. */
export type MetricsAccess = { readonly to: 'everybody' } | { readonly to: 'nobody' } | { readonly to: 'bearer'; readonly token: string };

/** Refuses readers of the metrics: `not_found` where they are switched off, `unauthorized` without the token. */
export function admitToMetrics(request: FastifyRequest, access: MetricsAccess): void {
  if (access.to === 'nobody') {
    throw new VisitaError('not_found', 'there are no metrics here');
  }
  if (access.to === 'bearer' && !isSame(bearerToken(request.headers.authorization), access.token)) {
    throw new VisitaError('unauthorized', 'the metrics want their own token');
  }
}

// In constant time, so that the token cannot be guessed letter by letter.
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The metrics as text, and which kind of text it is. */
export interface Metrics {
  readonly contentType: string;
  metrics(): Promise<string>;
}

export function metricsHandlers(metrics: Metrics): Pick<Handlers<RequestContext>, 'getMetrics'> {
  return {
    async getMetrics(): Promise<Answer<'getMetrics'>> {
      return { status: 200, body: await metrics.metrics(), headers: { 'content-type': metrics.contentType } };
    },
  };
}
