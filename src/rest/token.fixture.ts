import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { SignJWT, base64url, type JWTPayload } from 'jose';
import { VisitaError } from '../errors.ts';
import type { TokenVerifier } from './token.ts';

export const SECRET = 'a secret of 32 bytes or more, for tests only';

/** A payload as Supabase writes it, valid for an hour from `seconds` since 1970. An undefined field is left out. */
export function payloadAt(seconds: number, fields: Record<string, unknown> = {}): JWTPayload {
  return { sub: 'user-1', aud: 'authenticated', iat: seconds, exp: seconds + 3600, ...fields };
}

export function signWithSecret(claims: JWTPayload, secret = SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(new TextEncoder().encode(secret));
}

/** A token signed by hand with HMAC and SHA-256, for headers, claims and keys that jose refuses to sign with. */
export function forge(header: unknown, claims: unknown, secret: string): string {
  return forgeText(JSON.stringify(header), JSON.stringify(claims), secret);
}

export function forgeText(header: string, claims: string, secret: string): string {
  const content = `${base64url.encode(header)}.${base64url.encode(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** The token with the first character of one part replaced. */
export function tamper(token: string, part: 0 | 1 | 2): string {
  const parts = token.split('.');
  return parts.map((text, index) => (index === part ? (text.startsWith('A') ? 'B' : 'A') + text.slice(1) : text)).join('.');
}

/** The token is `unauthorized`, with this detail and no cause to leak. */
export async function assertRefused(verifier: TokenVerifier, token: string, detail = /^the token /, about = ''): Promise<void> {
  await assert.rejects(verifier.verify(token), (error) => {
    assert.ok(error instanceof VisitaError, `${about}: ${String(error)}`);
    assert.equal(error.code, 'unauthorized', about);
    assert.match(error.message, detail, about);
    assert.equal(error.cause, undefined);
    return true;
  });
}
