import type { Registry } from 'prom-client';
import { hasCode } from '../errors.ts';
import { onceAtATime } from '../service/once-at-a-time.ts';
import { addGauge } from './gauge.ts';
import { countOutcomes } from './outcome-counter.ts';

/** What is asked of the database whenever the metrics are read. */
export interface MessageFigures {
  /** Messages that no worker has taken up yet, and for how long the first of them has waited. */
  readonly outbox: () => Promise<Backlog>;
  /** Messages in the job queue that are due and in nobody's hands. */
  readonly jobs: () => Promise<Backlog>;
  readonly undelivered: () => Promise<number>;
}

interface Backlog {
  readonly pending: number;
  readonly oldestSeconds: number;
}

/** Adds the gauges of what is still to be told. They are of the database, so every process that has them says the same. */
export function measureMessages(registry: Registry, { outbox, jobs, undelivered }: MessageFigures): void {
  addBacklog(registry, outbox, {
    pending: { name: 'outbox_pending', help: 'Messages not handed to the worker yet' },
    oldest: { name: 'outbox_oldest_seconds', help: 'Age of the oldest of them' },
  });
  addBacklog(registry, jobs, {
    pending: { name: 'message_jobs_due', help: 'Messages in the job queue that are due and in no hands' },
    oldest: { name: 'message_jobs_oldest_seconds', help: 'How long the first of them has been due' },
  });
  addGauge(registry, { name: 'mails_undelivered', help: 'Messages given up and not queued again' }, () => whereKnown(undelivered(), Number.NaN));
}

/** Counts what became of each attempt to send a mail: one of `outcomes`. */
export function countMails<Outcome extends string>(registry: Registry, outcomes: readonly Outcome[]): (outcome: Outcome) => void {
  return countOutcomes(registry, { name: 'mails_total', help: 'Attempts to send a message, by outcome' }, outcomes);
}

/** Two gauges that ask once a scrape. */
function addBacklog(registry: Registry, ask: () => Promise<Backlog>, gauges: Readonly<Record<'pending' | 'oldest', { name: string; help: string }>>): void {
  const known = onceAtATime(() => whereKnown(ask(), { pending: Number.NaN, oldestSeconds: Number.NaN }));
  addGauge(registry, gauges.pending, async () => (await known()).pending);
  addGauge(registry, gauges.oldest, async () => (await known()).oldestSeconds);
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
