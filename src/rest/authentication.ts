import type { FastifyRequest } from 'fastify';
import type { Caller, Role } from '../caller.ts';
import { invalidField, VisitaError } from '../errors.ts';
import type { CallerService } from '../service/caller.ts';
import { isUuid } from '../uuid.ts';
import { bearerToken } from './bearer.ts';
import type { TokenVerifier } from './token.ts';

/** Finds out who is calling and whether the operation is open to them, before anything else of the request is read. */
export class Authentication {
  readonly #verifier: TokenVerifier;
  readonly #callers: CallerService;
  readonly #trustOrganizationHeader: boolean;

  constructor(parts: { verifier: TokenVerifier; callers: CallerService; trustOrganizationHeader: boolean }) {
    this.#verifier = parts.verifier;
    this.#callers = parts.callers;
    this.#trustOrganizationHeader = parts.trustOrganizationHeader;
  }

  /**
   * Lets the request through for callers of one of these roles. `unauthorized`, then `forbidden` (wrong role);
   * `unavailable` when keys or records are out of reach, which says nothing about the caller.
   */
  async admit(request: FastifyRequest, roles: readonly Role[]): Promise<Caller> {
    const claims = await this.#verifier.verify(bearerToken(request.headers.authorization));
    const organizationId = claims.organizationId ?? this.#organizationHeader(request);
    const caller = await this.#callers.resolve(claims, organizationId);
    request.admission = { caller, expiresAt: claims.expiresAt, again: () => this.admit(request, roles) };
    if (!roles.includes(caller.role)) {
      throw new VisitaError('forbidden', `only ${roles.map((role) => `${role}s`).join(' and ')} may do this`);
    }
    return caller;
  }

  // Anybody can send a header, so it counts only where a gateway in front is known to set it.
  #organizationHeader(request: FastifyRequest): string | null {
    const header = this.#trustOrganizationHeader ? request.headers['x-organization-id'] : undefined;
    if (header === undefined || header === '') {
      return null;
    }
    if (typeof header !== 'string' || !isUuid(header)) {
      throw invalidField('X-Organization-ID', 'must be a UUID');
    }
    return header.toLowerCase();
  }
}
