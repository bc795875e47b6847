import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { NOTHING_EMBEDDED } from '../embedded/parts.ts';
import { waitUntilMigrated } from '../postgresql/schema-readiness.ts';
import { ServerHealth } from '../rest/health.ts';
import { createMonitoringServer } from '../rest/monitoring-server.ts';
import type { Tracer } from '../service/tracing.ts';
import { databaseUrlOf } from './database-url.ts';
import { groundOf } from './ground.ts';
import { run, type RunningServer } from './lifecycle.ts';
import { createWork } from './work.ts';

/** The queue, messages and jobs alone. Answers for its health and metrics, where servers have the API. Several may run at once. */
export async function startWorking(config: Config, tracer: Tracer | null, logger: Logger, interrupted: AbortSignal): Promise<RunningServer> {
  const ground = groundOf({ config, embedded: NOTHING_EMBEDDED, tracer, logger });
  const database = ground.databases.open('work', config.databasePoolSize);
  const work = createWork(ground, database);
  const health = new ServerHealth({ database: () => database.ping(), queue: () => work.queueStatus() });
  return run({
    ground,
    app: createMonitoringServer({ health, metrics: ground.registry, metricsAccess: config.rest.metricsAccess, logger }),
    health,
    database,
    background: [work],
    queueStatus: () => work.queueStatus(),
    async prepare() {
      await work.judgeSettings();
      await waitUntilMigrated(databaseUrlOf(config, NOTHING_EMBEDDED), logger, interrupted);
    },
  });
}
