import { decodeProtectedHeader, errors, jwtVerify, type CryptoKey, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import type { TokenClaims } from '../token-claims.ts';
import { KeySet, type CandidateKeys, type KeyHint } from './key-set.ts';
import { TokenCache } from './token-cache.ts';
import { readClaims } from './token-payload.ts';

export interface TokenVerifier {
  /**
   * What a token says of its bearer, if it is to be believed.
   * Raises `unauthorized` for anything wrong with the token, `unavailable` where the key set that would decide is out
   * of reach.
   */
  verify(token: string): Promise<TokenClaims>;
}

/** Clocks may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** Supabase's tokens have 1 to 2 kB; what is longer is not worth a hash. */
const MAX_TOKEN_LENGTH = 8192;
/** RFC 7518, section 3.2: as long as the hash. jose itself accepts less. */
const MIN_SECRET_BYTES = 32;
/** RFC 7515, sections 2 and 3.1. jose also reads padding and white space, which would give one token many forms. */
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const CACHE_SIZE = 10_000;
const CACHE_AGE_MS = 5 * 60_000;

/** A payload whose signature and registered claims hold, and what decided so. */
interface Verified {
  readonly payload: JWTPayload;
  /** Null where the secret decided. */
  readonly decidedBy: CandidateKeys | null;
}

/**
 * Verifies Supabase's tokens: HS256 with the secret, ES256 and RS256 with the key set of the
 * project, nothing else. `jwk`, `jku`, `x5c` and `x5u` of a token's header are never looked at.
 *
 * @param options.secret `SUPABASE_JWT_SECRET` as UTF-8, at least 32 bytes; null: HS256 is refused
 * @param options.supabaseUrl `SUPABASE_URL`, names the key set and the issuer; null: ES256 and RS256 are refused and
 *   the issuer is not checked
 */
export function createTokenVerifier(options: {
  secret: string | null;
  supabaseUrl: string | null;
  now?: () => Date;
  logger: Logger;
}): TokenVerifier {
  const now = options.now ?? (() => new Date());
  const authUrl = options.supabaseUrl === null ? null : `${options.supabaseUrl}/auth/v1`;
  return new SupabaseTokenVerifier({
    secret: options.secret === null ? null : encodeSecret(options.secret),
    issuer: authUrl,
    keySet:
      authUrl === null
        ? null
        : new KeySet({ url: new URL(`${authUrl}/.well-known/jwks.json`), now, logger: options.logger }),
    now,
  });
}

class SupabaseTokenVerifier implements TokenVerifier {
  readonly #secret: Uint8Array | null;
  readonly #issuer: string | null;
  readonly #keySet: KeySet | null;
  readonly #now: () => Date;
  readonly #cache = new TokenCache(CACHE_SIZE);

  constructor(parts: { secret: Uint8Array | null; issuer: string | null; keySet: KeySet | null; now: () => Date }) {
    this.#secret = parts.secret;
    this.#issuer = parts.issuer;
    this.#keySet = parts.keySet;
    this.#now = parts.now;
  }

  async verify(token: string): Promise<TokenClaims> {
    if (token.length > MAX_TOKEN_LENGTH) throw new VisitaError('unauthorized', 'the token is too long');
    const known = this.#cache.find(token, this.#now(), this.#keySet?.version ?? null);
    if (known !== null) return known;
    if (!COMPACT_JWS.test(token)) throw notValid();

    const { payload, decidedBy } = await this.#decide(token);
    this.#refuseFutureIssue(payload);
    const claims = readClaims(payload);
    this.#cache.keep(token, {
      claims,
      keySetVersion: decidedBy?.version ?? null,
      until: earliest(
        new Date(this.#now().getTime() + CACHE_AGE_MS),
        new Date(claims.expiresAt.getTime() + CLOCK_TOLERANCE_SECONDS * 1000),
        decidedBy?.usableUntil,
      ),
    });
    return claims;
  }

  /** The algorithm settles what kind of key may decide, before any key is looked at. */
  async #decide(token: string): Promise<Verified> {
    const { alg, kid } = readHeader(token);
    if (alg === 'HS256' && this.#secret !== null) {
      const payload = await this.#check(token, alg, this.#secret);
      if (payload !== null) return { payload, decidedBy: null };
    }
    if ((alg === 'ES256' || alg === 'RS256') && this.#keySet !== null) {
      return this.#decideByKeySet(token, kid === undefined ? { alg } : { alg, kid }, this.#keySet);
    }
    throw notValid();
  }

  async #decideByKeySet(token: string, hint: KeyHint, keySet: KeySet): Promise<Verified> {
    const found = await keySet.find(hint);
    const verified = await this.#checkWithEach(token, hint, found);
    if (verified !== null) return verified;
    // A named key has spoken. Without a name, the key that signed may be newer than the set.
    if (hint.kid === undefined) {
      const anew = await keySet.findAnew(hint);
      const second = anew.version === found.version ? null : await this.#checkWithEach(token, hint, anew);
      if (second !== null) return second;
    }
    throw notValid();
  }

  async #checkWithEach(token: string, hint: KeyHint, decidedBy: CandidateKeys): Promise<Verified | null> {
    for (const key of decidedBy.keys) {
      const payload = await this.#check(token, hint.alg, key);
      if (payload !== null) return { payload, decidedBy };
    }
    return null;
  }

  /** The payload, or null where this key did not sign it. Raises `unauthorized` where it did and a claim is wrong. */
  async #check(token: string, alg: string, key: CryptoKey | Uint8Array): Promise<JWTPayload | null> {
    const rules: JWTVerifyOptions = {
      algorithms: [alg],
      audience: 'authenticated',
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: this.#now(),
      ...(this.#issuer === null ? {} : { issuer: this.#issuer }),
    };
    try {
      return (await jwtVerify(token, key, rules)).payload;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) return null;
      if (error instanceof errors.JOSEError) throw refusal(error);
      throw error;
    }
  }

  /** jose looks at `iat` only where a token's age is limited. */
  #refuseFutureIssue(payload: JWTPayload): void {
    const { iat } = payload;
    if (iat === undefined) return;
    if (typeof iat !== 'number') throw notValid();
    if (iat > this.#now().getTime() / 1000 + CLOCK_TOLERANCE_SECONDS) throw notYetValid();
  }
}

/** The two header fields that choose the key. The header is not verified yet: nothing else of it is used. */
function readHeader(token: string): { alg: string | undefined; kid: string | undefined } {
  let header: { alg?: unknown; kid?: unknown };
  try {
    header = decodeProtectedHeader(token);
  } catch {
    // It reads nothing but the token, so the token is what is wrong.
    throw notValid();
  }
  const { alg, kid } = header;
  if (kid !== undefined && typeof kid !== 'string') throw notValid();
  return { alg: typeof alg === 'string' ? alg : undefined, kid };
}

/** Says what is wrong in words of our own: jose's messages are not for the bearer. */
function refusal(error: errors.JOSEError): VisitaError {
  if (error instanceof errors.JWTExpired) return new VisitaError('unauthorized', 'the token is expired');
  if (!(error instanceof errors.JWTClaimValidationFailed)) return notValid();
  if (error.claim === 'aud') return new VisitaError('unauthorized', 'the token is for another audience');
  if (error.claim === 'iss') return new VisitaError('unauthorized', 'the token is from another issuer');
  if (error.claim === 'nbf' && error.reason === 'check_failed') return notYetValid();
  return notValid();
}

function notValid(): VisitaError {
  return new VisitaError('unauthorized', 'the token is not valid');
}

function notYetValid(): VisitaError {
  return new VisitaError('unauthorized', 'the token is not valid yet');
}

function encodeSecret(secret: string): Uint8Array {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < MIN_SECRET_BYTES) throw new RangeError('SUPABASE_JWT_SECRET has to be at least 32 bytes long');
  return bytes;
}

function earliest(...dates: readonly (Date | undefined)[]): Date {
  return new Date(Math.min(...dates.flatMap((date) => (date === undefined ? [] : [date.getTime()]))));
}
