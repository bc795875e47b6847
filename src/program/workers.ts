import { MAIL_OUTCOMES } from '../notification/delivery.ts';
import { createMessenger, type Messenger } from '../notification/messenger.ts';
import type { WorkerWatch } from '../notification/outbox-worker.ts';
import type { Database } from '../postgresql/database.ts';
import { PostgresqlMessageQueue } from '../postgresql/message-queue.ts';
import { PostgresqlNoticeStore } from '../postgresql/notice.ts';
import { PostgresqlPropertyStore } from '../postgresql/property.ts';
import { PostgresqlScreeningStore } from '../postgresql/screening.ts';
import { SharedScreeningStore } from '../postgresql/shared-screening.ts';
import { countMails } from '../prometheus/messages.ts';
import { countQueueMessages, measureQueue } from '../prometheus/queue.ts';
import { ApplicantService } from '../service/applicant.ts';
import { PropertyService } from '../service/property.ts';
import { createSqsClient, judgeRegion } from '../sqs/client.ts';
import { createEventConsumer, type EventConsumer } from '../sqs/consumer.ts';
import { depthOf } from '../sqs/depth.ts';
import type { Ground } from './ground.ts';
import { traceCalls } from './traced-store.ts';

const MESSENGER_CONNECTIONS = 4;

/** What takes events in from the queue, with the client that it speaks through. */
export function createConsumer(ground: Ground, database: Database): { consumer: EventConsumer; judgeSettings: () => Promise<void>; release: () => void } {
  const { config, embedded, registry, tracer, logger } = ground;
  const applicants = new ApplicantService(traceCalls(tracer, 'screenings', new SharedScreeningStore(database, new PostgresqlScreeningStore(database))));
  const properties = new PropertyService(new PostgresqlPropertyStore(database));
  const client = createSqsClient(embedded.sqs ?? {});
  const queueUrl = config.queue?.url ?? embedded.sqs?.queueUrl ?? '';
  const deadLetterQueueUrl = config.queue?.deadLetterUrl ?? embedded.sqs?.deadLetterQueueUrl ?? '';
  const consumer = createEventConsumer({
    client,
    queueUrl,
    deadLetterQueueUrl,
    screen: (screening) => applicants.screen(screening),
    takeInProperty: (report) => properties.takeIn(report),
    onMessage: countQueueMessages(registry),
    tracer,
    logger,
  });
  measureQueue(registry, {
    status: () => consumer.status(),
    depth: depthOf(client, queueUrl, logger),
    deadLetters: depthOf(client, deadLetterQueueUrl, logger),
  });
  return { consumer, judgeSettings: () => judgeRegion(client), release: () => client.destroy() };
}

/** What tells people, on connections of its own. */
export function messengerOf({ config, embedded, databases, registry, tracer, logger }: Ground, onRound: WorkerWatch['onRound']): Messenger {
  // Connections of its own, so that messages and requests do not wait for each other.
  const database = databases.open('messages', MESSENGER_CONNECTIONS);
  const queue = new PostgresqlMessageQueue(database, config.mail.reminderHours, logger);
  return createMessenger({
    queue,
    notices: new PostgresqlNoticeStore(database),
    smtpUrl: config.mail.smtpUrl ?? embedded.mailbox?.smtpUrl ?? '',
    onOutcome: countMails(registry, MAIL_OUTCOMES),
    onRound,
    async release() {
      await queue.stop();
      await database.close();
    },
    tracer,
    logger,
  });
}
