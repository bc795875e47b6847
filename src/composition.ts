import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Config } from './config.ts';
import { fillDemo } from './embedded/demo.ts';
import { startEmbeddedParts, type EmbeddedParts } from './embedded/parts.ts';
import { Database } from './postgresql/database.ts';
import { ExpiredAnswersJob } from './postgresql/expired-answers.ts';
import { migrateWhenReachable } from './postgresql/migrations.ts';
import { findOutboxBacklog } from './postgresql/outbox.ts';
import { countUndeliveredMessages } from './postgresql/undelivered.ts';
import { databaseUrlOf } from './program/database-url.ts';
import { readListenError, urlOf } from './program/listening.ts';
import { createApp } from './program/rest.ts';
import { createConsumer, messengerOf } from './program/workers.ts';
import { measureDependencies } from './rest/dependency-metrics.ts';
import { ServerHealth } from './rest/health.ts';

const DRAIN_TIMEOUT_MS = 8_500;
const QUEUE_PATIENCE_MS = 3_000;
const POLL_MS = 20;

/** A server that takes requests. */
export interface RunningServer {
  /** Where the API is, as a person would open it. */
  readonly url: string;
  readonly embedded: EmbeddedParts;
  readonly database: Database;
  /** Stops accepting, finishes what runs, then stops everything: 10 s at most. */
  stop(): Promise<void>;
}

/**
 * Starts the whole system: the embedded parts where nothing else is configured, then the server on top of them.
 * `interrupted` gives up waiting for a database that does not come: the start then ends with an AbortError.
 */
export async function start(
  config: Config,
  logger: Logger,
  interrupted: AbortSignal = new AbortController().signal,
): Promise<RunningServer> {
  const embedded = await startEmbeddedParts(
    {
      dataDir: config.dataDir,
      postgresql: config.database === null,
      sqs: config.queue === null,
      sqsPort: config.embeddedSqsPort,
      mailbox: config.mail.smtpUrl === null,
      mailboxPort: config.mail.mailboxPort,
      smtpPort: config.mail.embeddedSmtpPort,
    },
    logger,
  );
  try {
    return await startServer(config, embedded, logger, interrupted);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function startServer(
  config: Config,
  embedded: EmbeddedParts,
  logger: Logger,
  interrupted: AbortSignal,
): Promise<RunningServer> {
  const database = new Database(databaseUrlOf(config, embedded), config.databasePoolSize, logger);
  const registry = new Registry();
  const { client, consumer } = createConsumer(config, embedded, database, registry, logger);
  const health = new ServerHealth({ database: () => database.ping(), queue: () => consumer.status() });
  measureDependencies(registry, {
    poolUsage: () => database.usage(),
    outboxBacklog: () => findOutboxBacklog(database),
    undeliveredMails: () => countUndeliveredMessages(database),
    queueStatus: () => consumer.status(),
  });
  const expiredAnswers = new ExpiredAnswersJob(database, logger);
  const messenger = messengerOf(config, embedded, registry, logger);
  const app = await createApp({ config, embedded, database, registry, health, logger });
  const stop = async () => {
    health.drain();
    await drain(app, [consumer, messenger, expiredAnswers], database, logger);
    client.destroy();
    await embedded.stop();
  };
  try {
    await app.listen({ host: config.host, port: config.port });
    await migrateWhenReachable(config.database?.migrationUrl ?? databaseUrlOf(config, embedded), logger, interrupted);
    if (embedded.postgresql !== null) {
      await fillDemo(database);
    }
    health.start();
    consumer.start();
    const { from, publicUrl, timeZone, locale } = config.mail;
    messenger.start({ from, publicUrl: publicUrl ?? urlOf(app, config.host), defaultTimeZone: timeZone, locale });
    expiredAnswers.start();
    await waitUntilUp(() => consumer.status());
  } catch (error) {
    await drain(app, [consumer, messenger, expiredAnswers], database, logger);
    throw readListenError(error, config);
  }
  return { url: urlOf(app, config.host), embedded, database, stop };
}

/** A queue that is there answers at once, so the server is ready when it says so. One that is away is not waited for long. */
async function waitUntilUp(status: () => 'up' | 'down'): Promise<void> {
  for (let waited = 0; status() === 'down' && waited < QUEUE_PATIENCE_MS; waited += POLL_MS) {
    await delay(POLL_MS);
  }
}

async function drain(
  app: FastifyInstance,
  work: readonly { stop(): Promise<void> }[],
  database: Database,
  logger: Logger,
): Promise<void> {
  const orderly = Promise.all([app.close(), ...work.map((each) => each.stop())]).then(() => database.close());
  const timeout = new AbortController();
  await Promise.race([
    orderly,
    delay(DRAIN_TIMEOUT_MS, undefined, { signal: timeout.signal }).then(() => logger.error('not drained in time')),
  ]);
  timeout.abort();
}
