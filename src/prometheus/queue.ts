import { Histogram, type Registry } from 'prom-client';
import { onceAtATime } from '../service/once-at-a-time.ts';
import { addGauge } from './gauge.ts';
import { countOutcomes } from './outcome-counter.ts';

/** What is asked of the queue whenever the metrics are read. */
export interface QueueFigures {
  readonly status: () => 'up' | 'down';
  /** Null where the queue does not say. */
  readonly depth: () => Promise<{ waiting: number; inHand: number } | null>;
  readonly deadLetters: () => Promise<{ waiting: number; inHand: number } | null>;
}

/** A message says when it was sent, so its whole way is known only once it is settled. */
const LAG_BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200];

/** Adds the gauges of the queue of screening events and of its dead letters. */
export function measureQueue(registry: Registry, { status, depth, deadLetters }: QueueFigures): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>) => addGauge(registry, { name, help }, read);
  const asked = onceAtATime(depth);
  gauge('queue_up', '1 while the queue of screening events answers', () => (status() === 'up' ? 1 : 0));
  gauge('queue_messages_waiting', 'Messages in the queue that nobody has in hand', async () => (await asked())?.waiting ?? Number.NaN);
  gauge('queue_messages_in_hand', 'Messages in the queue that some consumer has in hand', async () => (await asked())?.inHand ?? Number.NaN);
  gauge('queue_dead_letters', 'Messages in the dead-letter queue', async () => (await deadLetters())?.waiting ?? Number.NaN);
}

/** Counts what became of the messages of the queue, and how long after it was sent each was settled. */
export function countQueueMessages(registry: Registry): (outcome: string, lagSeconds: number) => void {
  const countMessage = countOutcomes<string>(registry, { name: 'queue_messages_total', help: 'Messages taken from the queue of screening events, by outcome' }, ['poison']);
  const lag = new Histogram({
    name: 'queue_message_lag_seconds',
    help: 'Time from the moment a message was sent until it was settled here',
    buckets: LAG_BUCKETS,
    registers: [registry],
  });
  return (outcome, lagSeconds) => {
    countMessage(outcome);
    lag.observe(Math.max(0, lagSeconds));
  };
}
