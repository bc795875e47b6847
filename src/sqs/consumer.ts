import { MessageDeletion } from './deletion.ts';
import type { MessageHandlerOptions } from './message-handler.ts';
import { Poller } from './poller.ts';
import { Rush } from './rush.ts';

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

/** Each has up to ten messages in hand. Together no more than can share a transaction (`SharedStatement`), or they wait for nothing. */
const POLLERS = 12;

/**
 * A consumer that is not polling yet. One poller asks the queue all the time; while batches come full, so that more may be
 * waiting, others help it. Up to 60 messages are handled in parallel. One consumer is started and stopped once.
 */
export function createEventConsumer(options: EventConsumerOptions): EventConsumer {
  const { queueUrl, ...messages } = options;
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
