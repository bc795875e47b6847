import { VisitaError } from '../errors.ts';

/** The scheme in any case, then exactly one b64token (RFC 6750, section 2.1; RFC 9110, section 11.4). */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * The token of an `Authorization` header.
 * Raises `unauthorized` where there is none, the scheme is another one, or there is more than one token.
 */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.trim() === '') {
    throw new VisitaError('unauthorized', 'a bearer token is required');
  }
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) {
    throw new VisitaError('unauthorized', 'the Authorization header must be "Bearer" and one token');
  }
  return token;
}
