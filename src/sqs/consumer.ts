import { atMost } from './at-most.ts';
import { MessageDeletion } from './deletion.ts';
import type { MessageHandlerOptions } from './message-handler.ts';
import { Poller } from './poller.ts';
import { Rush } from './rush.ts';

export interface EventConsumerOptions extends MessageHandlerOptions {
  readonly queueUrl: string;
}

/** Takes the events of screening and of properties from the queue (docs/events.md). */
export interface EventConsumer {
  /** Begins to poll. An unreachable queue is not an error here: it is tried again until it answers. */
  start(): void;
  /** Stops polling at once and resolves when the messages in hand are settled, after 8 s at the latest. */
  stop(): Promise<void>;
  /** `up` while the queue answers; `down` before its first answer, and from a failed attempt until the next answer. */
  status(): 'up' | 'down';
}

/** Each has up to ten messages in hand: enough that those of one agency find company, of several agencies as well. */
const POLLERS = 10;
/** What is said of properties takes a transaction and a connection each: a rush of it must leave some for others. */
const PROPERTIES_AT_ONCE = 10;

/**
 * A consumer that is not polling yet. One poller asks the queue all the time; while batches come full, so that more may be
 * waiting, others help it. Up to 100 messages are handled in parallel. One consumer is started and stopped once.
 */
export function createEventConsumer(options: EventConsumerOptions): EventConsumer {
  const { queueUrl } = options;
  const messages = { ...options, takeInProperty: atMost(PROPERTIES_AT_ONCE, options.takeInProperty) };
  const [deletion, rush] = [new MessageDeletion(messages.client, queueUrl), new Rush()];
  const poller = (lead: boolean) => new Poller({ messages, queueUrl, deletion, rush, lead });
  const lead = poller(true);
  const pollers = [lead, ...Array.from({ length: POLLERS - 1 }, () => poller(false))];
  let stopped: Promise<void> | undefined;
  return {
    start: () => pollers.forEach((each) => each.start()),
    stop: () => (stopped ??= Promise.all(pollers.map((each) => each.stop())).then(() => undefined)),
    status: () => lead.status(),
  };
}
