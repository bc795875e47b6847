import { createContext, use, useSyncExternalStore } from 'react';
import type { Refusal, Session, SignedIn } from './session.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) {
    throw new Error('useSession needs a SessionContext above it');
  }
  return session;
}

/** Who is signed in, watched: null while nobody is. */
export function useSignedIn(): SignedIn | null {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.current);
}

/** Why somebody who was signed in here is not any more, where the server said so. */
export function useRefusal(): Refusal | null {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.refusal);
}
