import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { NOTHING_EMBEDDED } from '../embedded/parts.ts';
import { waitUntilMigrated } from '../postgresql/schema-readiness.ts';
import type { Tracer } from '../service/tracing.ts';
import { databaseUrlOf } from './database-url.ts';
import { groundOf } from './ground.ts';
import { run, type RunningServer } from './lifecycle.ts';
import { createServing } from './serving.ts';

/** Requests alone. There may be any number of such processes; none of them knows the queue, the mail server or the role that migrates. */
export async function startServing(config: Config, tracer: Tracer | null, logger: Logger, interrupted: AbortSignal): Promise<RunningServer> {
  const ground = groundOf({ config, embedded: NOTHING_EMBEDDED, tracer, logger });
  const database = ground.databases.open('requests', config.databasePoolSize);
  return run({
    ground,
    ...(await createServing(ground, { database, queueStatus: null })),
    database,
    background: [],
    queueStatus: () => 'up',
    prepare: () => waitUntilMigrated(databaseUrlOf(config, NOTHING_EMBEDDED), logger, interrupted),
  });
}
