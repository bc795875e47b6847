import { QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { createApi } from './api/client.ts';
import { ApiContext } from './api/context.tsx';
import { answerOf } from './api/problem.ts';
import { createQueryClient } from './api/queries.ts';
import { App } from './app.tsx';
import { LanguageProvider } from './language/language.tsx';
import { SessionContext } from './session/context.tsx';
import { DemoSession } from './session/demo-session.ts';
import type { Session } from './session/session.ts';
import { SettingsContext, type Settings } from './session/settings.tsx';
import { Announcements } from './shell/announcements.tsx';
import { LoadingRows } from './shell/page.tsx';
import { ProblemNotice } from './shell/problem-notice.tsx';
import { Shell } from './shell/shell.tsx';

/** Asks the server how people sign in here, then lets the dashboard begin. */
export function Start() {
  const { begun, error, begin } = useBeginning();
  if (begun === null) {
    return (
      <LanguageProvider fallback="pt-PT">
        <Shell>{error === null ? <LoadingRows rows={4} /> : <ProblemNotice error={error} onRetry={begin} />}</Shell>
      </LanguageProvider>
    );
  }
  const { settings, session, api, queries } = begun;
  return (
    <SettingsContext value={settings}>
      <SessionContext value={session}>
        <ApiContext value={api}>
          <QueryClientProvider client={queries}>
            <LanguageProvider fallback={settings.default_locale}>
              <Announcements>
                <App />
              </Announcements>
            </LanguageProvider>
          </QueryClientProvider>
        </ApiContext>
      </SessionContext>
    </SettingsContext>
  );
}

interface Beginning {
  readonly settings: Settings;
  readonly session: Session;
  readonly api: ReturnType<typeof createApi>;
  readonly queries: ReturnType<typeof createQueryClient>;
}

function useBeginning() {
  const [begun, setBegun] = useState<Beginning | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const begin = useCallback(() => {
    setError(null);
    beginOnce().then(setBegun, (reason: unknown) => {
      beginning = null;
      setError(reason instanceof Error ? reason : new Error(String(reason)));
    });
  }, []);
  useEffect(begin, [begin]);
  return { begun, error, begin };
}

let beginning: Promise<Beginning> | null = null;

/** One session for the life of the page, however often React mounts. */
function beginOnce(): Promise<Beginning> {
  beginning ??= readSettings().then(async (settings) => {
    const session = await sessionFor(settings);
    return { settings, session, api: createApi(session), queries: createQueryClient() };
  });
  return beginning;
}

function readSettings(): Promise<Settings> {
  const api = createApi({ token: async () => null, refused: () => undefined });
  return answerOf(api.GET('/dashboard/settings'));
}

async function sessionFor({ sign_in: signIn }: Settings): Promise<Session> {
  if (signIn.kind !== 'supabase') {
    return new DemoSession();
  }
  // Loaded where it is needed: most of those who read this page have another way in.
  const { createSupabaseSession } = await import('./session/supabase-session.ts');
  return createSupabaseSession({ url: signIn.url, anonKey: signIn.anon_key });
}
