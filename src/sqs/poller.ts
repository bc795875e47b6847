import type { Message } from '@aws-sdk/client-sqs';
import type { Logger } from 'pino';
import { Consumer } from 'sqs-consumer';
import { backOff } from './back-off.ts';
import { MessageDeletion } from './deletion.ts';
import { describeFailure } from './failure.ts';
import { handleMessage, type MessageHandlerOptions } from './message-handler.ts';
import type { Rush } from './rush.ts';

export interface PollerOptions {
  readonly messages: MessageHandlerOptions;
  readonly queueUrl: string;
  readonly deletion: MessageDeletion;
  readonly rush: Rush;
  /** The lead always polls. The others sleep until a batch came full, and again when nothing is left or the queue does not answer. */
  readonly lead: boolean;
}

const BATCH_SIZE = 10;
const LONG_POLL_SECONDS = 20;
/** The lead's first poll does not wait for messages: a start waits for its answer. */
const FIRST_SECONDS = 0;
/** A short poll tells soon whether a queue answers again. (sqs-consumer takes no 0 once it is made.) */
const PROBE_SECONDS = 1;
/** Messages in hand are renewed every 10 s, so a crash gives them back after 30 s and a slow database does not. */
const VISIBILITY_SECONDS = 30;
const RENEW_EVERY_SECONDS = 10;
/** Not 0: the embedded emulator with a data folder breaks on it. */
const RELEASED_SECONDS = 1;
/** Shutdown as a whole may take 10 s. */
const DRAIN_WITHIN_MS = 8_000;

/** Receives up to ten messages at a time and handles them in parallel; the next are received when the last of them is settled. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #logger: Logger;
  readonly #consumer: Consumer;
  readonly #stopping = new AbortController();
  #answered = false;
  #failures = 0;
  #handling = false;
  #received = 0;
  #asleep: boolean;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#logger = options.messages.logger;
    this.#asleep = !options.lead;
    this.#consumer = Consumer.create({
      sqs: options.messages.client,
      queueUrl: options.queueUrl,
      batchSize: BATCH_SIZE,
      waitTimeSeconds: options.lead ? FIRST_SECONDS : PROBE_SECONDS,
      visibilityTimeout: VISIBILITY_SECONDS,
      heartbeatInterval: RENEW_EVERY_SECONDS,
      terminateVisibilityTimeout: () => (this.#stopping.signal.aborted ? RELEASED_SECONDS : VISIBILITY_SECONDS),
      messageAttributeNames: ['All'],
      messageSystemAttributeNames: ['SentTimestamp'],
      // Its fixed pause after some errors would come on top of the back-off before each poll.
      authenticationErrorTimeout: 0,
      pollingCompleteWaitTimeMs: DRAIN_WITHIN_MS,
      suppressFifoWarning: true,
      // It deletes one by one, or a whole batch when its last message is settled.
      shouldDeleteMessages: false,
      preReceiveMessageCallback: () => this.#beforePoll(),
      postReceiveMessageCallback: () => this.#afterPoll(),
      handleMessage: (message) => this.#handle(message),
    });
    this.#listen();
  }

  start(): void {
    this.#consumer.start();
  }

  /** `up` while the queue answers this poller; `down` before its first answer, and from a failed attempt until the next answer. */
  status(): 'up' | 'down' {
    return this.#answered && this.#failures === 0 ? 'up' : 'down';
  }

  /** Stops polling at once and resolves when the messages in hand are settled, after 8 s at the latest. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (!this.#consumer.status.isRunning) {
      return;
    }
    // Not events.once: it would reject on the error of the poll that is about to be aborted.
    const stopped = new Promise<void>((resolve) => this.#consumer.once('stopped', () => resolve()));
    // Aborting ends every request of the consumer: right for the long poll, wrong for renewing what is still in hand.
    this.#consumer.stop({ abort: !this.#handling });
    this.#options.rush.begin();
    await stopped;
  }

  async #beforePoll(): Promise<void> {
    this.#handling = false;
    this.#received = 0;
    if (this.#asleep) {
      await this.#options.rush.next();
      this.#asleep = false;
      this.#stopping.signal.throwIfAborted();
    } else if (this.#failures > 0) {
      await backOff(this.#failures, this.#stopping.signal);
    }
  }

  async #afterPoll(): Promise<void> {
    this.#handling = true;
    if (this.#options.lead && this.status() === 'down') {
      this.#logger.info('queue answers');
    }
    this.#answered = true;
    this.#failures = 0;
    if (this.#options.lead) {
      this.#consumer.updateOption('waitTimeSeconds', LONG_POLL_SECONDS);
    }
  }

  // sqs-consumer hands over all messages of a batch before any of them is settled.
  async #handle(message: Message): Promise<undefined> {
    this.#received += 1;
    if (this.#received === BATCH_SIZE) {
      this.#options.rush.begin();
    }
    if (await handleMessage(this.#options.messages, message, this.#stopping.signal)) {
      await this.#options.deletion.delete(message).catch((error: unknown) => this.#tellOf(error, message));
    }
  }

  #tellOf(error: unknown, message?: Message): void {
    this.#logger.warn({ failure: describeFailure(error), messageId: message?.MessageId }, 'message not deleted or not renewed, it may come again');
  }

  #listen(): void {
    this.#consumer.on('empty', () => {
      this.#asleep = !this.#options.lead;
    });
    this.#consumer.on('error', (error, message) => {
      const cause = error.cause ?? error;
      if (message !== undefined) {
        this.#tellOf(cause, Array.isArray(message) ? undefined : message);
      } else if (!this.#stopping.signal.aborted) {
        this.#fail(cause);
      }
    });
    this.#consumer.on('processing_error', (error, message) => {
      // Only a pause that the shutdown ended is expected here; anything else is a defect worth seeing.
      if (!this.#stopping.signal.aborted) {
        this.#logger.error({ failure: describeFailure(error.cause ?? error), messageId: message.MessageId }, 'message not handled');
      }
    });
    this.#consumer.on('waiting_for_polling_to_complete_timeout_exceeded', () => {
      this.#logger.warn('messages in hand were not settled in time, they will come again');
    });
  }

  #fail(cause: unknown): void {
    this.#failures += 1;
    this.#asleep = !this.#options.lead;
    this.#consumer.updateOption('waitTimeSeconds', PROBE_SECONDS);
    this.#logger.warn({ failure: describeFailure(cause), failures: this.#failures }, 'queue does not answer, trying again');
  }
}
