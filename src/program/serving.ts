import type { FastifyInstance } from 'fastify';
import type { Database } from '../postgresql/database.ts';
import { ServerHealth } from '../rest/health.ts';
import { changeFeedOf } from './change-feed.ts';
import type { Ground } from './ground.ts';
import { createApiServer } from './rest.ts';

/**
 * The API and the dashboard, not listening yet.
 * @param parts.queueStatus null where this process has nothing to do with the queue
 */
export async function createServing(
  ground: Ground,
  { database, queueStatus }: { database: Database; queueStatus: (() => 'up' | 'down') | null },
): Promise<{ app: FastifyInstance; health: ServerHealth }> {
  const { database: databaseSetting, mail } = ground.config;
  if (databaseSetting !== null && mail.publicUrl === null) {
    ground.logger.warn('PUBLIC_URL is not set: links in mails and calendar files lead to where this process listens');
  }
  const health = new ServerHealth({ database: () => database.ping(), queue: queueStatus });
  const changes = changeFeedOf(ground);
  const app = await createApiServer(ground, { database, changes: changes.feed, health });
  // Not before the last request: whoever asks while the server drains is not to hear what was true before.
  app.addHook('onClose', () => changes.stop());
  return { app, health };
}
