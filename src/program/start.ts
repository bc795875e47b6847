import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { RunningServer } from './lifecycle.ts';
import { tracerOf } from './tracing.ts';

// Each role loads what it needs: a server that only serves holds no mailer, no queue client.
const ROLES = {
  all: async () => (await import('./role-all.ts')).startAll,
  serve: async () => (await import('./role-serve.ts')).startServing,
  work: async () => (await import('./role-work.ts')).startWorking,
};

/**
 * Starts what the role says. `interrupted` gives up waiting for a database that does not come: the start then ends with
 * an AbortError.
 */
export async function start(
  config: Config,
  logger: Logger,
  interrupted: AbortSignal = new AbortController().signal,
): Promise<RunningServer> {
  if (config.role === 'migrate') {
    throw new Error('the role migrate runs nothing: see role-migrate.ts');
  }
  const tracer = await tracerOf(config, logger);
  try {
    const startRole = await ROLES[config.role]();
    const server = await startRole(config, tracer, logger, interrupted);
    return {
      ...server,
      async stop() {
        try {
          await server.stop();
        } finally {
          await tracer?.stop();
        }
      },
    };
  } catch (error) {
    await tracer?.stop();
    throw error;
  }
}
