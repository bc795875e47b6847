import { Counter, Gauge, type Registry } from 'prom-client';

const HOURLY = ['expired_answers', 'past_bookings'] as const;
type Task = 'outbox' | 'delivery' | (typeof HOURLY)[number];

/** Counts the rounds of each job that did something or failed, and notes when an hourly one was done last. */
export function countJobs(registry: Registry): (job: Task, outcome: 'done' | 'failed') => void {
  const jobs = new Counter({
    name: 'jobs_total',
    help: 'Rounds of the work beside the requests that did something or failed, by outcome',
    labelNames: ['task', 'outcome'],
    registers: [registry],
  });
  const doneAt = new Gauge({
    name: 'hourly_job_done_timestamp_seconds',
    help: 'When an hourly job was done last, in seconds since 1970; until then, since when this process has been to do it',
    labelNames: ['task'],
    registers: [registry],
  });
  HOURLY.forEach((task) => doneAt.setToCurrentTime({ task }));
  // Not called `job`: Prometheus' own label of that name would hide it.
  return (task, outcome) => {
    jobs.inc({ task, outcome });
    if (outcome === 'done' && isHourly(task)) {
      doneAt.setToCurrentTime({ task });
    }
  };
}

function isHourly(task: Task): boolean {
  return HOURLY.some((hourly) => hourly === task);
}
