import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { readDatabaseError } from './errors.ts';

/** The queue in which messages wait to be told. */
export const QUEUE = 'messages';

const POLICY = 'key_strict_fifo';

/**
 * What the queue does by itself: the jobs of one key run one after the other, and a job whose worker was not heard of
 * for ten seconds (pg-boss allows no less) is due again at once. When to try again after a refusal is for the
 * delivery to say, and so is when to give up; a job is never failed here, or it would hold up those behind it.
 */
const QUEUE_OPTIONS = {
  heartbeatSeconds: 10,
  expireInSeconds: 600,
  retryLimit: 1_000_000,
  retryDelay: 0,
  retryBackoff: false,
  retentionSeconds: 60 * 24 * 3600,
  deleteAfterSeconds: 3600,
} as const;

/** The same in the columns of pg-boss' table of queues. */
const QUEUE_COLUMNS = {
  policy: POLICY,
  heartbeat_seconds: QUEUE_OPTIONS.heartbeatSeconds,
  expire_seconds: QUEUE_OPTIONS.expireInSeconds,
  retry_limit: QUEUE_OPTIONS.retryLimit,
  retry_delay: QUEUE_OPTIONS.retryDelay,
  retry_backoff: QUEUE_OPTIONS.retryBackoff,
  retention_seconds: QUEUE_OPTIONS.retentionSeconds,
  deletion_seconds: QUEUE_OPTIONS.deleteAfterSeconds,
};

const Package = z.object({ pgboss: z.object({ schema: z.number() }) });

/**
 * Makes pg-boss' schema and our queue in it, or brings them up to date. Uses the role that migrates.
 * `unavailable` when the database is out of reach.
 */
export async function prepareMessageQueue(databaseUrl: string, logger: Logger): Promise<void> {
  // Half of what the program would read otherwise, for what is done once in the life of a database.
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({ connectionString: databaseUrl, max: 1, application_name: 'visita', supervise: false, schedule: false, registerInstance: false });
  boss.on('error', (error) => logger.warn({ err: error }, 'the message queue cannot be prepared'));
  try {
    await boss.start();
    await boss.createQueue(QUEUE, { policy: POLICY, ...QUEUE_OPTIONS });
    await boss.updateQueue(QUEUE, QUEUE_OPTIONS);
  } catch (error) {
    throw readDatabaseError(error);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/**
 * True where `prepareMessageQueue` would change nothing: the schema is the one that the installed pg-boss wants, or newer, nothing of
 * its own migrations is left to be done, and the queue is as it should be. In doubt it says false.
 */
export async function isMessageQueuePrepared(client: Client): Promise<boolean> {
  const { rows: tables } = await client.query<{ complete: boolean }>(
    `SELECT to_regclass('pgboss.version') IS NOT NULL AND to_regclass('pgboss.queue') IS NOT NULL AND to_regclass('pgboss.bam') IS NOT NULL AS complete`,
  );
  if (tables[0]?.complete !== true) {
    return false;
  }
  // pgboss.bam holds what a migration of pg-boss leaves to be done later, such as building an index.
  const { rows } = await client.query<{ version: number; queue: object | null; unfinished: boolean }>(
    `SELECT (SELECT max(version) FROM pgboss.version) AS version,
       (SELECT to_jsonb(queue) FROM pgboss.queue WHERE name = $1) AS queue,
       EXISTS (SELECT FROM pgboss.bam WHERE status <> 'completed') AS unfinished`,
    [QUEUE],
  );
  const [found] = rows;
  return found !== undefined && found.version >= (await schemaOfPackage()) && !found.unfinished && isAsItShouldBe(found.queue ?? {});
}

/** The version of the schema that the installed pg-boss wants, which says so in its package.json. */
async function schemaOfPackage(): Promise<number> {
  const file = fileURLToPath(import.meta.resolve('pg-boss/package.json'));
  return Package.parse(JSON.parse(await readFile(file, 'utf8'))).pgboss.schema;
}

function isAsItShouldBe(queue: object): boolean {
  return Object.entries(QUEUE_COLUMNS).every(([column, value]) => Reflect.get(queue, column) === value);
}
