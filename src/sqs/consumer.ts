import type { Message } from '@aws-sdk/client-sqs';
import type { Logger } from 'pino';
import { Consumer } from 'sqs-consumer';
import { backOff } from './back-off.ts';
import { describeFailure } from './failure.ts';
import { handleMessage, type MessageHandlerOptions } from './message-handler.ts';

export interface EventConsumerOptions extends MessageHandlerOptions {
  readonly queueUrl: string;
}

/** Takes the events of screening and of properties from the queue (design section 5). */
export interface EventConsumer {
  /** Begins to poll. An unreachable queue is not an error here: it is tried again until it answers. */
  start(): void;
  /** Stops polling at once and resolves when the messages in hand are settled, after 8 s at the latest. */
  stop(): Promise<void>;
  /** `up` while the queue answers; `down` before its first answer, and from a failed attempt until the next answer. */
  status(): 'up' | 'down';
}

const BATCH_SIZE = 10;
const LONG_POLL_SECONDS = 20;
/** A short first poll tells soon whether the queue answers at all; so does one after a failure. */
const PROBE_SECONDS = 1;
/** Messages in hand are renewed every 10 s, so a crash gives them back after 30 s and a slow database does not. */
const VISIBILITY_SECONDS = 30;
const RENEW_EVERY_SECONDS = 10;
/** Not 0: the embedded emulator with a data folder breaks on it. */
const RELEASED_SECONDS = 1;
/** Shutdown as a whole may take 10 s. */
const DRAIN_WITHIN_MS = 8_000;

/**
 * A consumer that is not polling yet. Up to ten messages are handled in parallel; the next batch is received when the
 * last of them is settled. One consumer is started and stopped once.
 */
export function createEventConsumer(options: EventConsumerOptions): EventConsumer {
  return new PollingConsumer(options);
}

class PollingConsumer implements EventConsumer {
  readonly #options: EventConsumerOptions;
  readonly #logger: Logger;
  readonly #consumer: Consumer;
  readonly #stopping = new AbortController();
  #answered = false;
  #failures = 0;
  #handling = false;
  #stopped: Promise<void> | undefined;

  constructor(options: EventConsumerOptions) {
    this.#options = options;
    this.#logger = options.logger;
    this.#consumer = Consumer.create({
      sqs: options.client,
      queueUrl: options.queueUrl,
      batchSize: BATCH_SIZE,
      waitTimeSeconds: PROBE_SECONDS,
      visibilityTimeout: VISIBILITY_SECONDS,
      heartbeatInterval: RENEW_EVERY_SECONDS,
      terminateVisibilityTimeout: () => (this.#stopping.signal.aborted ? RELEASED_SECONDS : VISIBILITY_SECONDS),
      messageAttributeNames: ['All'],
      messageSystemAttributeNames: ['SentTimestamp'],
      // Its fixed pause after some errors would come on top of the back-off before each poll.
      authenticationErrorTimeout: 0,
      pollingCompleteWaitTimeMs: DRAIN_WITHIN_MS,
      suppressFifoWarning: true,
      preReceiveMessageCallback: () => this.#beforePoll(),
      postReceiveMessageCallback: () => this.#afterPoll(),
      handleMessage: (message) => this.#handle(message),
    });
    this.#listen();
  }

  start(): void {
    this.#consumer.start();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#drain();
    return this.#stopped;
  }

  status(): 'up' | 'down' {
    return this.#answered && this.#failures === 0 ? 'up' : 'down';
  }

  async #drain(): Promise<void> {
    this.#stopping.abort();
    if (!this.#consumer.status.isRunning) {
      return;
    }
    // Not events.once: it would reject on the error of the poll that is about to be aborted.
    const stopped = new Promise<void>((resolve) => this.#consumer.once('stopped', () => resolve()));
    // Aborting ends every request of the consumer: right for the long poll, wrong for deleting what was just handled.
    this.#consumer.stop({ abort: !this.#handling });
    await stopped;
  }

  async #beforePoll(): Promise<void> {
    this.#handling = false;
    if (this.#failures > 0) {
      await backOff(this.#failures, this.#stopping.signal);
    }
  }

  async #afterPoll(): Promise<void> {
    this.#handling = true;
    if (this.status() === 'down') {
      this.#logger.info('queue answers');
    }
    this.#answered = true;
    this.#failures = 0;
    this.#consumer.updateOption('waitTimeSeconds', LONG_POLL_SECONDS);
  }

  async #handle(message: Message): Promise<Message | undefined> {
    // sqs-consumer deletes what is returned and nothing else.
    return (await handleMessage(this.#options, message, this.#stopping.signal)) ? message : undefined;
  }

  #listen(): void {
    this.#consumer.on('error', (error, message) => {
      const failure = describeFailure(error.cause ?? error);
      if (message !== undefined) {
        const { MessageId: messageId } = Array.isArray(message) ? {} : message;
        this.#logger.warn({ failure, messageId }, 'message not deleted or not renewed, it may come again');
      } else if (!this.#stopping.signal.aborted) {
        this.#failures += 1;
        this.#consumer.updateOption('waitTimeSeconds', PROBE_SECONDS);
        this.#logger.warn({ failure, failures: this.#failures }, 'queue does not answer, trying again');
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
}
