import type { FastifyRequest } from 'fastify';
import { VisitaError } from '../errors.ts';
import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import { comesFromThisServer, namesThisServer } from './own-address.ts';
import type { RequestContext } from './request-context.ts';

/** Signing in as somebody of the demo agency, without a password. */
export interface DemoSignIn {
  readonly people: readonly components['schemas']['DemoPerson'][];
  /** Null when the e-mail is nobody's of the demo agency. */
  signIn(email: string): Promise<{ readonly accessToken: string; readonly expiresAt: Date } | null>;
}

/** `not_found` where there is no demo sign-in, in the words for any path that does not exist. */
export function requireDemo(demo: DemoSignIn | null): void {
  if (demo === null) {
    throw new VisitaError('not_found', 'there is nothing at this path');
  }
}

/** Lets only pages of this very server sign people in: `forbidden` for any other Host or Origin, or none. */
export function requireOwnPage(request: FastifyRequest): void {
  if (!namesThisServer(request) || !comesFromThisServer(request)) {
    throw new VisitaError('forbidden', 'only a page of this server, opened on its own machine, may do this');
  }
}

export function demoSignInHandlers(demo: DemoSignIn | null): Pick<Handlers<RequestContext>, 'signInToDemo'> {
  return {
    async signInToDemo({ body }): Promise<Answer<'signInToDemo'>> {
      const signedIn = (await demo?.signIn(body.email)) ?? null;
      if (signedIn === null) {
        throw new VisitaError('not_found', 'there is no such person in the demo agency');
      }
      const { accessToken, expiresAt } = signedIn;
      return { status: 200, body: { access_token: accessToken, expires_at: expiresAt.toISOString() } };
    },
  };
}
