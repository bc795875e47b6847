import type { TokenSource } from '../api/client.ts';

/** Somebody who is signed in, as far as the browser knows. */
export interface SignedIn {
  readonly token: string;
  readonly email: string;
}

/** The token's time was over; or it was not, and the server knows nobody by it; or an e-mail's link led here that signs nobody in. */
export type Refusal = 'expired' | 'unknown' | 'dead_link';

/** Keeps who is signed in: asked at each call of the API, and watched by the pages. */
export interface Session extends TokenSource {
  /** Null while nobody is signed in; the same object until that changes. */
  readonly current: () => SignedIn | null;
  /** Why nobody is signed in any more, or yet; null once somebody is, or where there is nothing to say. */
  readonly refusal: () => Refusal | null;
  readonly subscribe: (listener: () => void) => () => void;
  signOut(): Promise<void>;
}

/** What every kind of session has in common: the present state and those who watch it. */
export class SessionState {
  #signedIn: SignedIn | null = null;
  #refusal: Refusal | null = null;
  readonly #listeners = new Set<() => void>();

  get signedIn(): SignedIn | null {
    return this.#signedIn;
  }

  get refusal(): Refusal | null {
    return this.#refusal;
  }

  set(signedIn: SignedIn | null, refusal: Refusal | null = null): void {
    if (this.#signedIn?.token === signedIn?.token && this.#refusal === refusal) {
      return;
    }
    this.#signedIn = signedIn;
    this.#refusal = refusal;
    for (const listener of this.#listeners) {
      listener();
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Why the server refuses a token, judged by the token's own expiry (RFC 7519, 4.1.4). */
export function refusalOf(token: string, now = Date.now()): Refusal {
  const expiry = expiryOf(token);
  return expiry !== null && expiry <= now ? 'expired' : 'unknown';
}

function expiryOf(token: string): number | null {
  try {
    const payload: unknown = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    return typeof payload === 'object' && payload !== null && 'exp' in payload && typeof payload.exp === 'number' ? payload.exp * 1000 : null;
  } catch {
    // No token of ours, so nothing is known of its time.
    return null;
  }
}
