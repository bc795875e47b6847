import { SignJWT } from 'jose';

/** The secret of the servers under test. */
export const TEST_SECRET = 'a-secret-of-the-tests-that-is-long-enough';

/** The claims of a token; what is not given is as Supabase issues it. */
export type TokenWish = {
  readonly sub: string;
  readonly email?: string;
  readonly [claim: string]: unknown;
};

/** A token as Supabase issues it, signed with the secret of the servers under test unless told otherwise. */
export async function signToken(wish: TokenWish, secret = TEST_SECRET): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ aud: 'authenticated', role: 'authenticated', iat: now, exp: now + 3600, ...wish })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}
