import { Counter, type Registry } from 'prom-client';
import { addGauge } from './gauge.ts';

/** Adds the gauge of how old this server's knowledge of changes is. */
export function measureChangeFeed(registry: Registry, ageSeconds: () => number): void {
  addGauge(registry, { name: 'change_feed_age_seconds', help: 'Time since the database last said what is new; 0 while nobody listens' }, ageSeconds);
}

/** Counts the looks for changes that failed. */
export function countChangeFeedFailures(registry: Registry): () => void {
  const failures = new Counter({ name: 'change_feed_failures_total', help: 'Looks for changes that failed', registers: [registry] });
  return () => failures.inc();
}
