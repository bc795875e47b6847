import { refusalOf, SessionState, type Session, type SignedIn } from './session.ts';

const KEPT_AS = 'visita.demo-session';

/** A session of the demo agency: a token that the embedded server made, kept until it expires or is refused. */
export class DemoSession implements Session {
  readonly #state = new SessionState();

  constructor() {
    this.#state.set(readKept());
    // Signing in or out in one tab counts in all of them.
    globalThis.addEventListener('storage', (event) => {
      if (event.key === KEPT_AS || event.key === null) {
        this.#state.set(readKept());
      }
    });
  }

  signIn(signedIn: SignedIn): void {
    localStorage.setItem(KEPT_AS, JSON.stringify(signedIn));
    this.#state.set(signedIn);
  }

  async signOut(): Promise<void> {
    localStorage.removeItem(KEPT_AS);
    this.#state.set(null);
  }

  async token(): Promise<string | null> {
    return this.#state.signedIn?.token ?? null;
  }

  refused(token: string): void {
    // An answer to a call of before, about a token that has been replaced since, says nothing about the present one.
    if (this.#state.signedIn?.token === token) {
      localStorage.removeItem(KEPT_AS);
      this.#state.set(null, refusalOf(token));
    }
  }

  readonly current = () => this.#state.signedIn;
  readonly refusal = () => this.#state.refusal;
  readonly subscribe = this.#state.subscribe;
}

function readKept(): SignedIn | null {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept === null) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(kept);
    return isSignedIn(value) ? { token: value.token, email: value.email } : null;
  } catch {
    // Whatever stands there was not written by this page: as good as nothing.
    return null;
  }
}

function isSignedIn(value: unknown): value is SignedIn {
  return (
    typeof value === 'object' && value !== null && 'token' in value && typeof value.token === 'string' && 'email' in value && typeof value.email === 'string'
  );
}
