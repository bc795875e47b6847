import { Counter, Gauge, type Registry } from 'prom-client';
import { hasCode } from '../errors.ts';
import { countOutcomes } from './outcome-counter.ts';

/** What is asked of the database whenever the metrics are read. */
export interface MessageFigures {
  /** Messages that no worker has taken up yet, and for how long the first of them has waited. */
  readonly outbox: () => Promise<{ pending: number; oldestSeconds: number }>;
  /** Messages in the job queue that are due and in nobody's hands. */
  readonly jobs: () => Promise<{ pending: number; oldestSeconds: number }>;
  readonly undelivered: () => Promise<number>;
}

/** Adds the gauges of what is still to be told. They are of the database, so every process that has them says the same. */
export function measureMessages(registry: Registry, { outbox, jobs, undelivered }: MessageFigures): void {
  backlog(registry, outbox, [
    { name: 'outbox_pending', help: 'Messages not handed to the worker yet' },
    { name: 'outbox_oldest_seconds', help: 'Age of the oldest of them' },
  ]);
  backlog(registry, jobs, [
    { name: 'message_jobs_due', help: 'Messages in the job queue that are due and in no hands' },
    { name: 'message_jobs_oldest_seconds', help: 'How long the first of them has been due' },
  ]);
  gauge(registry, 'mails_undelivered', 'Messages given up and not queued again', () => whereKnown(undelivered(), Number.NaN));
}

/** Adds the gauge of how old this server's knowledge of changes is. */
export function measureChangeFeed(registry: Registry, ageSeconds: () => number): void {
  gauge(registry, 'change_feed_age_seconds', 'Time since the database last said what is new; 0 while nobody listens', ageSeconds);
}

/** Counts what became of each attempt to send a mail: one of `outcomes`. */
export function countMails<Outcome extends string>(registry: Registry, outcomes: readonly Outcome[]): (outcome: Outcome) => void {
  return countOutcomes(registry, { name: 'mails_total', help: 'Attempts to send a message, by outcome' }, outcomes);
}

/** Counts the looks for changes that failed. */
export function countChangeFeedFailures(registry: Registry): () => void {
  const failures = new Counter({
    name: 'change_feed_failures_total',
    help: 'Looks for changes that failed',
    registers: [registry],
  });
  return () => failures.inc();
}

function gauge(registry: Registry, name: string, help: string, read: () => number | Promise<number>): void {
  const figure = new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      figure.set(await read());
    },
  });
}

/** Two gauges that ask once a scrape. */
function backlog(
  registry: Registry,
  ask: () => Promise<{ pending: number; oldestSeconds: number }>,
  [pending, oldest]: readonly [{ name: string; help: string }, { name: string; help: string }],
): void {
  let asking: ReturnType<typeof ask> | null = null;
  const known = () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return whereKnown(asking, { pending: Number.NaN, oldestSeconds: Number.NaN });
  };
  gauge(registry, pending.name, pending.help, async () => (await known()).pending);
  gauge(registry, oldest.name, oldest.help, async () => (await known()).oldestSeconds);
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
