import type { Connection } from './database.ts';
import { HourlyJob, type JobWatch } from './hourly-job.ts';
import { removeExpiredAnswers } from './idempotency.gen.ts';

/** Few, because whoever replaces one of them waits for all. */
const BATCH = 100;

/**
 * The job that removes answers kept under an Idempotency-Key once they have expired, of all organizations. An expired answer counts as
 * absent before it is removed.
 */
export function expiredAnswersJob(database: Connection, watch: JobWatch, everyMs?: number): HourlyJob {
  const round = async (stopped: AbortSignal): Promise<void> => {
    // Until there are none, or another worker is at them.
    let removed = BATCH;
    while (removed > 0 && !stopped.aborted) {
      removed = (await removeExpiredAnswers.run({ limit: BATCH }, database)).length;
    }
  };
  return new HourlyJob({ task: 'expired_answers', name: 'remove expired answers', round }, watch, everyMs);
}
