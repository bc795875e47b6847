import { Counter, Gauge, type Registry } from 'prom-client';
import { hasCode } from '../errors.ts';

/** What is asked of each dependency whenever the metrics are read. */
export interface Dependencies {
  readonly poolUsage: () => { total: number; idle: number; waiting: number; max: number };
  readonly outboxBacklog: () => Promise<{ pending: number; oldestSeconds: number }>;
  readonly undeliveredMails: () => Promise<number>;
  readonly queueStatus: () => 'up' | 'down';
}

/** Adds the gauges of the database pool, the outbox and the queue. */
export function measureDependencies(registry: Registry, dependencies: Dependencies): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  const { poolUsage, queueStatus } = dependencies;
  gauge('database_pool_connections', 'Open connections to the database', () => poolUsage().total);
  gauge('database_pool_idle_connections', 'Open connections that do nothing', () => poolUsage().idle);
  gauge('database_pool_waiting_requests', 'Statements that wait for a connection', () => poolUsage().waiting);
  gauge('database_pool_max_connections', 'Most connections the pool opens', () => poolUsage().max);
  gauge('queue_up', '1 while the queue of screening events answers', () => (queueStatus() === 'up' ? 1 : 0));
  gauge('mails_undelivered', 'Messages given up and not queued again', () => whereKnown(dependencies.undeliveredMails(), Number.NaN));
  const backlog = shareWithinScrape(dependencies);
  gauge('outbox_pending', 'Messages not handed to the worker yet', async () => (await backlog()).pending);
  gauge('outbox_oldest_seconds', 'Age of the oldest of them', async () => (await backlog()).oldestSeconds);
}

/** Counts what became of each attempt to send a mail. */
export function countMails(registry: Registry): (outcome: string) => void {
  const mails = new Counter({
    name: 'mails_total',
    help: 'Attempts to send a message, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => mails.inc({ outcome });
}

/** Counts what became of the messages of the queue. */
export function countQueueMessages(registry: Registry): (outcome: string) => void {
  const messages = new Counter({
    name: 'queue_messages_total',
    help: 'Messages taken from the queue of screening events, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => messages.inc({ outcome });
}

/** Both gauges of one scrape ask once. */
function shareWithinScrape({ outboxBacklog }: Dependencies): Dependencies['outboxBacklog'] {
  let asking: ReturnType<Dependencies['outboxBacklog']> | null = null;
  return async () => {
    asking ??= outboxBacklog().finally(() => {
      asking = null;
    });
    return whereKnown(asking, { pending: Number.NaN, oldestSeconds: Number.NaN });
  };
}

/** Without a database the figures are unknown, and the rest is still told. */
async function whereKnown<T>(asking: Promise<T>, unknown: T): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    if (hasCode(error, 'unavailable')) {
      return unknown;
    }
    throw error;
  }
}
