import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Config } from './config.ts';
import { fillDemo } from './embedded/demo.ts';
import { startEmbeddedParts, type EmbeddedParts } from './embedded/parts.ts';
import { VisitaError } from './errors.ts';
import { createMessenger, type Messenger } from './notification/messenger.ts';
import { PostgresqlBookingStore } from './postgresql/booking.ts';
import { PostgresqlCancellationStore } from './postgresql/cancellation.ts';
import { Database } from './postgresql/database.ts';
import { ExpiredAnswersJob } from './postgresql/expired-answers.ts';
import { PostgresqlHistoryStore } from './postgresql/history.ts';
import { PostgresqlIdempotencyStore } from './postgresql/idempotency.ts';
import { PostgresqlIdentityStore } from './postgresql/identity.ts';
import { PostgresqlMessageQueue } from './postgresql/message-queue.ts';
import { migrateWhenReachable } from './postgresql/migrations.ts';
import { PostgresqlNoticeStore } from './postgresql/notice.ts';
import { findOutboxBacklog } from './postgresql/outbox.ts';
import { PostgresqlPropertyStore } from './postgresql/property.ts';
import { PostgresqlScreeningStore } from './postgresql/screening.ts';
import { PostgresqlSlotStore } from './postgresql/slot.ts';
import { countUndeliveredMessages } from './postgresql/undelivered.ts';
import { countMails, countQueueMessages, measureDependencies } from './rest/dependency-metrics.ts';
import { ServerHealth } from './rest/health.ts';
import { createRestServer } from './rest/server.ts';
import { createTokenVerifier } from './rest/token.ts';
import { ApplicantService } from './service/applicant.ts';
import { BookingService } from './service/booking.ts';
import { CallerService } from './service/caller.ts';
import { HistoryService } from './service/history.ts';
import { IdempotencyService } from './service/idempotency.ts';
import { PropertyService } from './service/property.ts';
import { SlotService } from './service/slot.ts';
import { createSqsClient } from './sqs/client.ts';
import { createEventConsumer, type EventConsumer } from './sqs/consumer.ts';

const DRAIN_TIMEOUT_MS = 8_500;
const QUEUE_PATIENCE_MS = 3_000;
const POLL_MS = 20;
const MESSENGER_CONNECTIONS = 4;

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

async function createApp(parts: {
  config: Config;
  embedded: EmbeddedParts;
  database: Database;
  registry: Registry;
  health: ServerHealth;
  logger: Logger;
}): Promise<FastifyInstance> {
  const { config, embedded, database, registry, health, logger } = parts;
  const slotStore = new PostgresqlSlotStore(database);
  const bookingStore = new PostgresqlBookingStore(database);
  const cancellationStore = new PostgresqlCancellationStore(database);
  const secret = config.jwtSecret ?? (await madeUpSecret(config, embedded));
  return createRestServer(
    {
      slots: new SlotService(slotStore, cancellationStore),
      bookings: new BookingService(bookingStore, cancellationStore, slotStore),
      history: new HistoryService(bookingStore, new PostgresqlHistoryStore(database)),
      properties: new PropertyService(new PostgresqlPropertyStore(database)),
      callers: new CallerService(new PostgresqlIdentityStore(database)),
      idempotency: new IdempotencyService(new PostgresqlIdempotencyStore(database)),
      verifier: createTokenVerifier({ secret, supabaseUrl: config.supabaseUrl, logger }),
      health,
      registry,
      logger,
    },
    config.rest,
  );
}

function createConsumer(
  config: Config,
  embedded: EmbeddedParts,
  database: Database,
  registry: Registry,
  logger: Logger,
): { client: ReturnType<typeof createSqsClient>; consumer: EventConsumer } {
  const applicants = new ApplicantService(new PostgresqlScreeningStore(database));
  const properties = new PropertyService(new PostgresqlPropertyStore(database));
  const client = createSqsClient(embedded.sqs ?? {});
  const consumer = createEventConsumer({
    client,
    queueUrl: config.queue?.url ?? embedded.sqs?.queueUrl ?? '',
    deadLetterQueueUrl: config.queue?.deadLetterUrl ?? embedded.sqs?.deadLetterQueueUrl ?? '',
    screen: (screening) => applicants.screen(screening),
    takeInProperty: (report) => properties.takeIn(report),
    onMessage: countQueueMessages(registry),
    logger,
  });
  return { client, consumer };
}

function messengerOf(config: Config, embedded: EmbeddedParts, registry: Registry, logger: Logger): Messenger {
  // Connections of its own, so that messages and requests do not wait for each other.
  const database = new Database(databaseUrlOf(config, embedded), MESSENGER_CONNECTIONS, logger);
  const queue = new PostgresqlMessageQueue(database, config.mail.reminderHours, logger);
  return createMessenger({
    queue,
    notices: new PostgresqlNoticeStore(database),
    smtpUrl: config.mail.smtpUrl ?? embedded.mailbox?.smtpUrl ?? '',
    onOutcome: countMails(registry),
    async release() {
      await queue.stop();
      await database.close();
    },
    logger,
  });
}

function databaseUrlOf(config: Config, embedded: EmbeddedParts): string {
  const url = config.database?.url ?? embedded.postgresql?.url;
  if (url === undefined) {
    throw new Error('without DATABASE_URL the database is embedded');
  }
  return url;
}

/** Where nothing says how tokens are signed, a secret of this data folder does, so that `npm run token` can sign them. */
async function madeUpSecret(config: Config, embedded: EmbeddedParts): Promise<string | null> {
  return config.supabaseUrl === null && embedded.dataFolder !== null ? embedded.dataFolder.secret('jwt-secret') : null;
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

function readListenError(error: unknown, { host, port }: Config): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) {
    return error;
  }
  if (error.code === 'EADDRINUSE') {
    return new VisitaError('unavailable', `PORT ${port} on ${host} is in use by another program`, { cause: error });
  }
  return error.syscall === 'listen' || error.syscall === 'getaddrinfo'
    ? new VisitaError('unavailable', `HOST ${host}, PORT ${port}: cannot listen there (${String(error.code)})`, { cause: error })
    : error;
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
