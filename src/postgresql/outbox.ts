import type { Connection } from './database.ts';
import { measureOutbox } from './outbox.gen.ts';

/** How many messages wait to be sent, of all organizations, and for how long the oldest one has waited. */
export async function findOutboxBacklog(database: Connection): Promise<{ pending: number; oldestSeconds: number }> {
  const [row] = await measureOutbox.run(undefined, database);
  return { pending: row?.pending ?? 0, oldestSeconds: row?.oldest_seconds ?? 0 };
}
