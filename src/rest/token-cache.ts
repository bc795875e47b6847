import { hash } from 'node:crypto';
import type { TokenClaims } from '../token-claims.ts';

/** What a verified token said, and until when that may be repeated without verifying it again. */
export interface VerifiedToken {
  readonly claims: TokenClaims;
  /** The version of the key set that decided; null where the secret did. */
  readonly keySetVersion: number | null;
  readonly until: Date;
}

/**
 * Tokens verified a moment ago; beyond its size the one unused for longest goes.
 * It holds SHA-256 sums, not tokens: a memory dump gives nobody a token to use. Refused tokens are not kept.
 */
export class TokenCache {
  readonly #size: number;
  /**
   * A Map iterates in order of insertion; a hit is inserted again, so the first entry is the one unused for longest. While it is less than half
   * full nothing is inserted again: deleting and inserting makes V8 rebuild the map now and then.
   */
  readonly #entries = new Map<string, VerifiedToken>();

  /** @param size how many tokens it holds */
  constructor(size: number) {
    this.#size = size;
  }

  /** Null where the token is unknown, its time is over at `now`, or another version of the key set is in use. */
  find(token: string, now: Date, keySetVersion: number | null): TokenClaims | null {
    const key = digest(token);
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    const decidedByOther = entry.keySetVersion !== null && entry.keySetVersion !== keySetVersion;
    if (decidedByOther || entry.until <= now) {
      this.#entries.delete(key);
      return null;
    }
    if (this.#entries.size > this.#size / 2) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry.claims;
  }

  keep(token: string, verified: VerifiedToken): void {
    const key = digest(token);
    this.#entries.delete(key);
    this.#entries.set(key, verified);
    if (this.#entries.size <= this.#size) return;
    for (const eldest of this.#entries.keys()) {
      this.#entries.delete(eldest);
      break;
    }
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64');
}
