import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type MessageAttributeValue,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { pino } from 'pino';
import type { Screening, ScreeningOutcome } from '../applicant.ts';
import { findFreePort } from '../embedded/free-port.ts';
import { startEmbeddedSqs, type EmbeddedSqs } from '../embedded/sqs.ts';
import type { PropertyReport } from '../property.ts';
import { createSqsClient } from './client.ts';
import { createEventConsumer, type EventConsumer } from './consumer.ts';
import type { MessageOutcome } from './message-handler.ts';

const consumers: EventConsumer[] = [];
const cleanUp: (() => Promise<unknown>)[] = [];
after(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  for (const undo of cleanUp.reverse()) {
    await undo();
  }
});

export type Screen = (screening: Screening) => Promise<ScreeningOutcome>;

/** A queue of its own, and a consumer on it that records. */
export class Bench {
  readonly screenings: Screening[] = [];
  readonly reports: PropertyReport[] = [];
  readonly outcomes: MessageOutcome[] = [];
  readonly logLines: string[] = [];
  readonly #folder: string;
  #sqs: EmbeddedSqs;
  #client: SQSClient;

  private constructor(folder: string, sqs: EmbeddedSqs) {
    this.#folder = folder;
    this.#sqs = sqs;
    this.#client = createSqsClient(sqs);
    cleanUp.push(async () => this.#client.destroy());
  }

  static async start(): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'visita-consumer-'));
    cleanUp.push(() => rm(folder, { recursive: true, force: true }));
    const bench = new Bench(folder, await startEmbeddedSqs({ port: await findFreePort(), dataDir: folder, logger: pino({ enabled: false }) }));
    cleanUp.push(() => bench.#sqs.stop());
    return bench;
  }

  get client(): SQSClient {
    return this.#client;
  }

  get queueUrl(): string {
    return this.#sqs.queueUrl;
  }

  async stopQueue(): Promise<void> {
    await this.#sqs.stop();
  }

  /** On the same port, as a queue that comes back does. */
  async startQueue(): Promise<void> {
    const port = Number(new URL(this.#sqs.endpoint).port);
    this.#sqs = await startEmbeddedSqs({ port, dataDir: this.#folder, logger: pino({ enabled: false }) });
  }

  consume(screen: Screen = async () => 'registered', deadLetterQueueUrl = this.#sqs.deadLetterQueueUrl): EventConsumer {
    const consumer = createEventConsumer({
      client: this.#client,
      queueUrl: this.#sqs.queueUrl,
      deadLetterQueueUrl,
      screen: (screening) => {
        this.screenings.push(screening);
        return screen(screening);
      },
      takeInProperty: async (report) => {
        this.reports.push(report);
        return 'created';
      },
      logger: pino({ level: 'trace' }, { write: (line: string) => this.logLines.push(line) }),
      onMessage: (outcome) => this.outcomes.push(outcome),
    });
    consumers.push(consumer);
    consumer.start();
    return consumer;
  }

  async send(body: string, attributes?: Record<string, MessageAttributeValue>): Promise<void> {
    await this.#client.send(
      new SendMessageCommand({ QueueUrl: this.#sqs.queueUrl, MessageBody: body, MessageAttributes: attributes }),
    );
  }

  /** Takes messages as another consumer of the queue would. */
  async receive(WaitTimeSeconds: number): Promise<Message[]> {
    const { Messages } = await this.#client.send(
      new ReceiveMessageCommand({ QueueUrl: this.#sqs.queueUrl, WaitTimeSeconds, MessageSystemAttributeNames: ['ApproximateReceiveCount'] }),
    );
    return Messages ?? [];
  }

  /** Waits for dead letters, takes them off the queue and returns them. */
  async deadLetters(count: number): Promise<Message[]> {
    const letters: Message[] = [];
    const QueueUrl = this.#sqs.deadLetterQueueUrl;
    for (const deadline = Date.now() + 20_000; letters.length < count && Date.now() < deadline; ) {
      const { Messages } = await this.#client.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      );
      for (const message of Messages ?? []) {
        letters.push(message);
        await this.#client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      }
    }
    return letters;
  }

  /** Messages in the source queue, those in hand included. */
  async waiting(): Promise<number> {
    const { Attributes } = await this.#client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.#sqs.queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
  }
}
