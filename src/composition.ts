import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { RunningServer } from './program/lifecycle.ts';
import { startAll } from './program/role-all.ts';
import { startServing } from './program/role-serve.ts';
import { startWorking } from './program/role-work.ts';
import { tracerOf } from './program/tracing.ts';

export type { RunningServer };

const ROLES = { all: startAll, serve: startServing, work: startWorking };

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
    throw new Error('the role migrate runs nothing: see program/role-migrate.ts');
  }
  const tracer = await tracerOf(config);
  try {
    const server = await ROLES[config.role](config, tracer, logger, interrupted);
    return {
      ...server,
      async stop() {
        await server.stop();
        await tracer?.stop();
      },
    };
  } catch (error) {
    await tracer?.stop();
    throw error;
  }
}
