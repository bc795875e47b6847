import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import type { RequestContext } from './request-context.ts';

type Checks = components['schemas']['Readiness']['checks'];

/** What the server depends on, asked anew each time, and whether it is about to stop. */
export interface Health {
  checks(): Promise<Checks>;
  /** False until the database has the tables that this version wants. */
  hasStarted(): boolean;
  isDraining(): boolean;
}

const RETRY_AFTER_SECONDS = '1';

/** Whether the process lives, and whether it should be sent requests. */
export function healthHandlers(health: Health): Pick<Handlers<RequestContext>, 'getLiveness' | 'getReadiness'> {
  return {
    async getLiveness(): Promise<Answer<'getLiveness'>> {
      return { status: 200, body: { status: 'live' } };
    },

    async getReadiness(): Promise<Answer<'getReadiness'>> {
      const checks = await health.checks();
      const up = checks.database === 'up' && checks.queue === 'up' && checks.migrations === 'up';
      return up && !health.isDraining()
        ? { status: 200, body: { status: 'ready', checks } }
        : { status: 503, body: { status: 'unavailable', checks }, headers: { 'retry-after': RETRY_AFTER_SECONDS } };
    },
  };
}
