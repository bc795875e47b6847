import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import { demoSignInHandlers, type DemoSignIn } from './demo-sign-in.ts';
import type { RequestContext } from './request-context.ts';

type Settings = components['schemas']['DashboardSettings'];

/** What the pages are told before anybody has signed in. */
export interface DashboardSettings {
  readonly locale: Settings['default_locale'];
  /** IANA zone. */
  readonly timeZone: string;
  /** Null where people cannot sign in with Supabase from a page. */
  readonly supabase: { readonly url: string; readonly anonKey: string } | null;
  /** Null where the demo sign-in is not on. */
  readonly demo: DemoSignIn | null;
}

/** What the pages ask before anybody has signed in. */
export function dashboardHandlers(settings: DashboardSettings): Pick<Handlers<RequestContext>, 'getDashboardSettings' | 'signInToDemo'> {
  return {
    ...demoSignInHandlers(settings.demo),

    async getDashboardSettings(_input, { isAtHome }): Promise<Answer<'getDashboardSettings'>> {
      const { locale, timeZone } = settings;
      return { status: 200, body: { sign_in: signInOf(settings, isAtHome), default_locale: locale, default_time_zone: timeZone } };
    },
  };
}

function signInOf({ demo, supabase }: DashboardSettings, isAtHome: boolean): Settings['sign_in'] {
  if (supabase !== null) {
    return { kind: 'supabase', url: supabase.url, anon_key: supabase.anonKey };
  }
  return demo !== null && isAtHome ? { kind: 'demo', people: [...demo.people] } : { kind: 'none' };
}
