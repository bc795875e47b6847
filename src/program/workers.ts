import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { EmbeddedParts } from '../embedded/parts.ts';
import { createMessenger, type Messenger } from '../notification/messenger.ts';
import { Database } from '../postgresql/database.ts';
import { PostgresqlMessageQueue } from '../postgresql/message-queue.ts';
import { PostgresqlNoticeStore } from '../postgresql/notice.ts';
import { PostgresqlPropertyStore } from '../postgresql/property.ts';
import { PostgresqlScreeningStore } from '../postgresql/screening.ts';
import { countMails, countQueueMessages } from '../rest/dependency-metrics.ts';
import { ApplicantService } from '../service/applicant.ts';
import { PropertyService } from '../service/property.ts';
import { createSqsClient } from '../sqs/client.ts';
import { createEventConsumer, type EventConsumer } from '../sqs/consumer.ts';
import { databaseUrlOf } from './database-url.ts';

const MESSENGER_CONNECTIONS = 4;

/** What takes events in from the queue, with the client that it speaks through. */
export function createConsumer(
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

/** What tells people, on connections of its own. */
export function messengerOf(config: Config, embedded: EmbeddedParts, registry: Registry, logger: Logger): Messenger {
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
