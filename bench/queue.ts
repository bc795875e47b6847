import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '../src/sqs/client.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-1';
const DEAD_LETTERS = 'dead-letters';
const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'bench' };
/** SQS takes ten at a time. */
const BATCH = 10;

/** A queue service in a process of its own. */
export class BenchQueue {
  readonly client: SQSClient;
  readonly #child: ChildProcess;
  readonly #endpoint: string;

  static async start(): Promise<BenchQueue> {
    const child = fork(fileURLToPath(new URL('queue-process.ts', import.meta.url)));
    const [port]: unknown[] = await once(child, 'message');
    const queue = new BenchQueue(child, `http://127.0.0.1:${String(port)}`);
    await queue.create(DEAD_LETTERS);
    return queue;
  }

  private constructor(child: ChildProcess, endpoint: string) {
    this.#child = child;
    this.#endpoint = endpoint;
    this.client = createSqsClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  }

  /** Each turn has a queue of its own: what a consumer that ended had asked for could else still be handed to it. */
  async create(name: string): Promise<void> {
    await this.client.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '30' } }));
  }

  url(name: string): string {
    return `${this.#endpoint}/${ACCOUNT}/${name}`;
  }

  /** What a process needs in its environment to consume this queue. */
  settings(name: string): Record<string, string> {
    return {
      SQS_QUEUE_URL: this.url(name),
      SQS_DLQ_URL: this.url(DEAD_LETTERS),
      AWS_ENDPOINT_URL_SQS: this.#endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    };
  }

  async publish(name: string, bodies: readonly string[]): Promise<void> {
    for (let from = 0; from < bodies.length; from += BATCH) {
      const Entries = bodies.slice(from, from + BATCH).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await this.client.send(new SendMessageBatchCommand({ QueueUrl: this.url(name), Entries }));
    }
  }

  /** Messages in a queue, those in hand included. */
  async count(name: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await this.client.send(new GetQueueAttributesCommand({ QueueUrl: this.url(name), AttributeNames: [...AttributeNames] }));
    return AttributeNames.reduce((sum, attribute) => sum + Number(Attributes?.[attribute]), 0);
  }

  async countDeadLetters(): Promise<number> {
    return this.count(DEAD_LETTERS);
  }

  stop(): void {
    this.client.destroy();
    this.#child.disconnect();
  }
}
