import { setImmediate as turn } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type DeleteMessageBatchResult, type Message, type SQSClient } from '@aws-sdk/client-sqs';

/** SQS takes so many at a time. */
const MOST_TOGETHER = 10;

interface Waiting {
  readonly receiptHandle: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Deletes messages that are settled. Those that were settled in the same moment go together; none waits for another. */
export class MessageDeletion {
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  #waiting: Waiting[] = [];

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** Resolves when the queue has forgotten this message; rejects when it may come again, whatever became of the others. */
  delete({ ReceiptHandle: receiptHandle = '' }: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ receiptHandle, resolve, reject });
      if (this.#waiting.length === 1) {
        void this.#deleteSoon();
      }
    });
  }

  // Messages whose screenings shared a transaction are settled one after the other within this turn of the event loop.
  async #deleteSoon(): Promise<void> {
    await turn();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < waiting.length; from += MOST_TOGETHER) {
      void this.#deleteTogether(waiting.slice(from, from + MOST_TOGETHER));
    }
  }

  async #deleteTogether(messages: readonly Waiting[]): Promise<void> {
    try {
      const Entries = messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries });
      const result = await this.#client.send(command);
      messages.forEach(({ resolve, reject }, index) => {
        const failure = failureOf(result, String(index));
        if (failure === null) {
          resolve();
        } else {
          reject(failure);
        }
      });
    } catch (error) {
      messages.forEach(({ reject }) => reject(error));
    }
  }
}

/** SQS answers for each entry; of one it says nothing of, nobody knows. */
function failureOf({ Successful = [], Failed = [] }: Partial<DeleteMessageBatchResult>, id: string): Error | null {
  if (Successful.some(({ Id }) => Id === id)) {
    return null;
  }
  const code = Failed.find(({ Id }) => Id === id)?.Code;
  return Object.assign(new Error('the queue did not delete a message'), { code });
}
