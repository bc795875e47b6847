import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import type { TestVisita } from './visita.fixture.ts';
import { until } from './until.fixture.ts';

/** The queue of a server under test, as the screening service and an operator see it: through the AWS SDK. */
export class TestQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  readonly #deadLetterQueueUrl: string;

  constructor(visita: TestVisita) {
    const { sqs } = visita.server.embedded;
    if (sqs === null) {
      throw new Error('the server under test has no embedded queue');
    }
    const { endpoint, region, credentials } = sqs;
    this.#client = new SQSClient({ endpoint, region, credentials });
    this.#queueUrl = sqs.queueUrl;
    this.#deadLetterQueueUrl = sqs.deadLetterQueueUrl;
  }

  async send(body: string | object): Promise<void> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: text }));
  }

  /** Sends these bodies and waits until the queue has forgotten them. */
  async process(...bodies: (string | object)[]): Promise<void> {
    await Promise.all(bodies.map((body) => this.send(body)));
    await this.drained();
  }

  /** Waits until no message is left, those in hand included. */
  async drained(): Promise<void> {
    await until('the queue is empty', async () => (await this.count()) === 0);
  }

  /** Messages in the queue, those in hand included. */
  async count(): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: this.#queueUrl, AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
  }

  /** Takes every dead letter there is at this moment. */
  async takeDeadLetters(): Promise<Message[]> {
    const QueueUrl = this.#deadLetterQueueUrl;
    const letters: Message[] = [];
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      );
      if (Messages.length === 0) {
        return letters;
      }
      letters.push(...Messages);
      for (const { ReceiptHandle } of Messages) {
        await this.#client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
