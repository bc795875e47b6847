import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { fillDemo } from '../embedded/demo.ts';
import type { EmbeddedParts } from '../embedded/parts.ts';
import { PostgresqlDemoStore } from '../postgresql/demo.ts';
import { migrateWhenReachable } from '../postgresql/migrations.ts';
import type { Tracer } from '../service/tracing.ts';
import { databaseUrlsOf } from './database-url.ts';
import { groundOf } from './ground.ts';
import { run, type RunningServer } from './lifecycle.ts';
import { createServing } from './serving.ts';
import { createWork } from './work.ts';

/** Requests and work in one process, on these parts. */
export async function startOn(
  embedded: EmbeddedParts,
  config: Config,
  tracer: Tracer | null,
  logger: Logger,
  interrupted: AbortSignal,
): Promise<RunningServer> {
  const ground = groundOf({ config, embedded, tracer, logger });
  const database = ground.databases.open('requests', config.databasePoolSize);
  const work = createWork(ground, database);
  const { app, health } = await createServing(ground, { database, queueStatus: () => work.queueStatus() });
  return run({
    ground,
    app,
    health,
    database,
    background: [work],
    queueStatus: () => work.queueStatus(),
    async prepare() {
      await work.judgeSettings();
      await migrateWhenReachable(databaseUrlsOf(config, embedded), logger, interrupted);
      if (embedded.postgresql !== null) {
        await fillDemo(new PostgresqlDemoStore(database));
      }
    },
  });
}
