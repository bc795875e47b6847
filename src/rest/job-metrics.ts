import { Counter, type Registry } from 'prom-client';

const TASKS = ['outbox', 'delivery', 'expired_answers', 'past_bookings'] as const;
const OUTCOMES = ['done', 'failed'] as const;

/** Counts the rounds of each job that did something or failed. */
export function countJobs(registry: Registry): (job: (typeof TASKS)[number], outcome: (typeof OUTCOMES)[number]) => void {
  const jobs = new Counter({
    name: 'jobs_total',
    help: 'Rounds of the work beside the requests that did something or failed, by outcome',
    labelNames: ['task', 'outcome'],
    registers: [registry],
  });
  // From zero on: what appears with 1 has increased by nothing, and an hourly job that fails does so seldom.
  TASKS.forEach((task) => OUTCOMES.forEach((outcome) => jobs.inc({ task, outcome }, 0)));
  // Not called `job`: Prometheus' own label of that name would hide it.
  return (task, outcome) => jobs.inc({ task, outcome });
}
