import { AuthClient, isAuthRetryableFetchError } from '@supabase/auth-js';
import { ApiProblem } from '../api/problem.ts';
import { codeRefusalOf, type CodeRefusal } from './code-refusal.ts';
import { isOfEmailLink, withoutEmailLink } from './email-link.ts';
import { rememberPlace } from './return-to.ts';
import { refusalOf, SessionState, type Session } from './session.ts';

/** How signing in with Supabase goes: an e-mail with a code and a link, either of which signs in. */
export interface CodeSignIn {
  /** Sends the e-mail. Says why not, or null when it is on its way. */
  sendCode(email: string): Promise<CodeRefusal | null>;
  /** Signs in with the code from the e-mail. Says why not, or null when it did. */
  confirmCode(email: string, code: string): Promise<CodeRefusal | null>;
}

/**
 * A session of Supabase Auth. It refreshes its token by itself, and takes in the link of an e-mail that led here.
 * Only Auth of supabase-js: the dashboard speaks to nothing else there, and the rest would double what a phone loads.
 */
export async function createSupabaseSession(settings: { url: string; anonKey: string }): Promise<Session & CodeSignIn> {
  const state = new SessionState();
  const address = new URL(globalThis.location.href);
  const auth = new AuthClient({
    url: `${settings.url}/auth/v1`,
    headers: { apikey: settings.anonKey },
    storageKey: 'visita.supabase-session',
    flowType: 'pkce',
    detectSessionInUrl: true,
  });
  const take = (session: { access_token: string; user: { email?: string | undefined } } | null) =>
    state.set(session === null ? null : { token: session.access_token, email: session.user.email ?? '' });
  auth.onAuthStateChange((_event, session) => take(session));
  const readSession = async () => {
    const { data, error } = await auth.getSession();
    // A token that could not be refreshed just now is not one that is refused: whoever is signed in stays so.
    if (isAuthRetryableFetchError(error)) {
      throw new ApiProblem('unreachable', error.message);
    }
    return data.session;
  };
  const { error: linkError } = await auth.initialize();
  if (isAuthRetryableFetchError(linkError)) {
    throw new ApiProblem('unreachable', linkError.message);
  }
  take(await readSession());
  if (isOfEmailLink(address)) {
    globalThis.history.replaceState(globalThis.history.state, '', withoutEmailLink(address));
    if (state.signedIn === null) {
      state.set(null, 'dead_link');
    }
  }
  return {
    token: async () => (await readSession())?.access_token ?? null,
    refused(token) {
      if (state.signedIn?.token === token) {
        void auth.signOut({ scope: 'local' }).then(() => state.set(null, refusalOf(token)));
      }
    },
    async signOut() {
      await auth.signOut({ scope: 'local' });
      state.set(null);
    },
    async sendCode(email) {
      rememberPlace();
      const { error } = await auth.signInWithOtp({ email, options: { emailRedirectTo: `${globalThis.location.origin}/` } });
      return codeRefusalOf(error, 'email');
    },
    async confirmCode(email, code) {
      const { error } = await auth.verifyOtp({ email, token: code, type: 'email' });
      return codeRefusalOf(error, 'code');
    },
    current: () => state.signedIn,
    refusal: () => state.refusal,
    subscribe: state.subscribe,
  };
}
