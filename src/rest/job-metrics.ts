import { Counter, type Registry } from 'prom-client';

/** Counts the rounds of each job that did something or failed. */
export function countJobs(registry: Registry): (job: 'outbox' | 'delivery' | 'expired_answers' | 'past_bookings', outcome: 'done' | 'failed') => void {
  const jobs = new Counter({
    name: 'jobs_total',
    help: 'Rounds of the work beside the requests that did something or failed, by outcome',
    labelNames: ['task', 'outcome'],
    registers: [registry],
  });
  // Not called `job`: Prometheus' own label of that name would hide it.
  return (task, outcome) => jobs.inc({ task, outcome });
}
