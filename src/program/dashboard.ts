import type { Config } from '../config.ts';
import { createDemoSignIn } from '../embedded/demo-sign-in.ts';
import type { RestParts } from '../rest/server.ts';

/** What the dashboard stands on: where it is and how people sign in to it. `secret` signs for the demo agency. */
export function dashboardOf(config: Config, secret: string | null): RestParts['dashboard'] {
  const { supabaseUrl: url, supabaseAnonKey: anonKey, mail } = config;
  return {
    folder: config.dashboardFolder,
    locale: mail.locale,
    timeZone: mail.timeZone,
    supabase: url === null || anonKey === null ? null : { url, anonKey },
    demo: config.demoSignIn && secret !== null ? createDemoSignIn(secret) : null,
  };
}
