import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { pino } from 'pino';
import { Database } from '../src/postgresql/database.ts';
import { PostgresqlScreeningStore } from '../src/postgresql/screening.ts';
import { ApplicantService } from '../src/service/applicant.ts';
import { decodeEvent } from '../src/sqs/event.ts';
import type { BenchQueue } from './queue.ts';

/** The consumer that the product's is held against: receives one message, takes it in by one transaction, deletes it, until none is left. */
export async function consumeOneByOne(serverUrl: string, queue: BenchQueue, name: string): Promise<void> {
  const database = new Database(serverUrl, 2, pino({ level: 'warn' }));
  const applicants = new ApplicantService(new PostgresqlScreeningStore(database));
  const QueueUrl = queue.url(name);
  try {
    for (;;) {
      const { Messages: [message] = [] } = await queue.client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['SentTimestamp'] }),
      );
      if (message === undefined) {
        return;
      }
      const decoded = decodeEvent(message.Body ?? '', new Date(Number(message.Attributes?.SentTimestamp)));
      if (decoded.kind !== 'screening') {
        throw new Error('a message of the bench is no screening');
      }
      await applicants.screen(decoded.screening);
      await queue.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    }
  } finally {
    await database.close();
  }
}
