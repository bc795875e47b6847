import { createRemoteJWKSet, errors, type CryptoKey, type RemoteJWKSet } from 'jose';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';

/** The algorithms a public key of the set may decide. The set never decides HS256: a public key is no secret. */
export type KeySetAlgorithm = 'ES256' | 'RS256';

/** What a token says of the key that signed it. */
export interface KeyHint {
  readonly alg: KeySetAlgorithm;
  /** Absent: every key that fits the algorithm is a candidate. */
  readonly kid?: string;
}

/** The keys that may have signed a token, and how long what they decide may be believed. */
export interface CandidateKeys {
  readonly keys: readonly CryptoKey[];
  /** Counts the fetches that succeeded: a decision falls with the version that made it. */
  readonly version: number;
  readonly usableUntil: Date;
}

/** A fetched key is believed this long, so a removed one dies within 10 minutes. */
const MAX_AGE_MS = 10 * 60_000;
/** From this age on the set is fetched in the background, so an outage shorter than the rest goes unnoticed. */
const REFRESH_AGE_MS = 5 * 60_000;
/** The pause between two background attempts that fail. */
const REFRESH_PAUSE_MS = 30_000;
/** Tokens with an unknown key cause at most one fetch in this time. */
const UNKNOWN_KEY_PAUSE_MS = 30_000;
/** Without a usable set every request asks for one: this keeps a refused connection from becoming a fetch a request. */
const OUTAGE_PAUSE_MS = 1_000;
const TIMEOUT_MS = 3_000;
/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048;

/**
 * The public keys of a Supabase project (JWKS, RFC 7517), fetched when a token needs them.
 *
 * jose fetches, parses, shares a fetch in flight and matches keys by `kid`, `kty`, `crv`, `alg`, `use` and `key_ops`.
 * When to fetch is decided here, because jose's own rules count successful fetches only: while the server is away
 * each unknown `kid` would be a fetch of its own.
 */
export class KeySet {
  readonly #remote: RemoteJWKSet;
  readonly #now: () => Date;
  readonly #logger: Logger;
  #pending: Promise<void> | null = null;
  #version = 0;
  #loadedAt = Number.NEGATIVE_INFINITY;
  /** Null while the last fetch succeeded. */
  #failedAt: number | null = null;
  #unknownKeyFetchAt = Number.NEGATIVE_INFINITY;
  #reportedUnusableKey = false;

  constructor(options: { url: URL; now: () => Date; logger: Logger }) {
    this.#remote = createRemoteJWKSet(options.url, {
      timeoutDuration: TIMEOUT_MS,
      // jose itself never fetches again: this class does.
      cooldownDuration: Number.POSITIVE_INFINITY,
      cacheMaxAge: Number.POSITIVE_INFINITY,
    });
    this.#now = options.now;
    this.#logger = options.logger;
  }

  /** The version of the set in use; 0 before the first fetch. */
  get version(): number {
    return this.#version;
  }

  /**
   * The keys that may have signed a token. Where the set knows none, it is fetched anew first, at most every 30 s.
   * An empty answer means that no such key exists.
   * Raises `unavailable` where the set is out of reach and would decide.
   */
  async find(hint: KeyHint): Promise<CandidateKeys> {
    const fetched = await this.#ensureUsable();
    const found = await this.#match(hint);
    if (found.keys.length > 0) return found;
    if (!fetched) return this.findAnew(hint);
    // The set came after the token did: it is as new as a second fetch would make it.
    this.#unknownKeyFetchAt = this.#time();
    return found;
  }

  /**
   * As `find`, after a fetch (at most one every 30 s, shared with unknown `kid`s): for a token without a `kid` that no
   * known key has signed. Raises `unavailable` where the last fetch failed.
   */
  async findAnew(hint: KeyHint): Promise<CandidateKeys> {
    if (this.#pending === null && this.#since(this.#unknownKeyFetchAt) >= UNKNOWN_KEY_PAUSE_MS) {
      this.#unknownKeyFetchAt = this.#time();
      await this.#fetch();
    } else {
      await this.#pending;
    }
    if (this.#failedAt !== null) throw outOfReach();
    return this.#match(hint);
  }

  /** Waits for a set young enough to be believed. True where it had to be fetched for this. */
  async #ensureUsable(): Promise<boolean> {
    const age = this.#since(this.#loadedAt);
    if (age < MAX_AGE_MS) {
      // Not awaited: the old set still holds. #fetch does not reject.
      if (age >= REFRESH_AGE_MS && this.#mayFetchAfter(REFRESH_PAUSE_MS)) void this.#fetch();
      return false;
    }
    if (this.#pending === null && !this.#mayFetchAfter(OUTAGE_PAUSE_MS)) throw outOfReach();
    await this.#fetch();
    if (this.#failedAt !== null) throw outOfReach();
    return true;
  }

  /** True unless a fetch failed less than this many milliseconds ago. */
  #mayFetchAfter(pause: number): boolean {
    return this.#failedAt === null || this.#since(this.#failedAt) >= pause;
  }

  /** Fetches the set, or waits for the fetch in flight. Never rejects: `#failedAt` tells how it went. */
  #fetch(): Promise<void> {
    this.#pending ??= this.#reload().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #reload(): Promise<void> {
    // The answer may be as old as the question: its age counts from there.
    const askedAt = this.#time();
    try {
      await this.#remote.reload();
    } catch (error) {
      // Whatever it was (network, status, JSON, shape): the set is out of reach, and the next attempt may mend it.
      this.#failedAt = this.#time();
      this.#logger.warn({ err: error }, 'the key set that verifies tokens could not be fetched');
      return;
    }
    this.#loadedAt = askedAt;
    this.#failedAt = null;
    this.#version += 1;
    this.#reportedUnusableKey = false;
    this.#logger.debug({ version: this.#version }, 'fetched the key set that verifies tokens');
  }

  async #match(hint: KeyHint): Promise<CandidateKeys> {
    // Read before anything is awaited, so that the version is that of the keys.
    const version = this.#version;
    const usableUntil = new Date(this.#loadedAt + MAX_AGE_MS);
    const keys = (await this.#import(hint)).filter(isStrongEnough);
    return { keys, version, usableUntil };
  }

  async #import(hint: KeyHint): Promise<CryptoKey[]> {
    try {
      return [await this.#remote({ ...hint })];
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return [];
      // Iterating over this error imports the keys that fit and leaves out those that cannot be imported.
      if (error instanceof errors.JWKSMultipleMatchingKeys) return Array.fromAsync(error);
      // The algorithm is settled, so what is left is a key that cannot be imported: malformed, or a private one.
      if (!this.#reportedUnusableKey) {
        this.#reportedUnusableKey = true;
        this.#logger.warn({ err: error }, 'the key set has a key that cannot be used');
      }
      return [];
    }
  }

  /** Milliseconds; positive also after the clock was set back, so that a set does not become young again by that. */
  #since(time: number): number {
    return Math.abs(this.#time() - time);
  }

  #time(): number {
    return this.#now().getTime();
  }
}

/** False for an RSA key below 2048 bits, which is refused like one that does not exist. */
function isStrongEnough(key: CryptoKey): boolean {
  const { algorithm } = key;
  if (!('modulusLength' in algorithm)) return true;
  return typeof algorithm.modulusLength === 'number' && algorithm.modulusLength >= MIN_RSA_BITS;
}

function outOfReach(): VisitaError {
  return new VisitaError('unavailable', 'the keys that verify tokens are out of reach at the moment');
}
