import type { Connection } from './database.ts';
import { HourlyJob, type JobWatch } from './hourly-job.ts';
import { listOrganizations, setPastBookingsAside } from './past-bookings.gen.ts';

const BATCH = 1_000;

/**
 * The job that sets bookings aside whose visit ended more than a day ago, of all organizations: they leave the indexes of the two
 * exclusion constraints, which so stay as small as what is booked ahead (docs/decisions/0003). It changes nothing that a caller can see.
 */
export function pastBookingsJob(database: Connection, watch: JobWatch): HourlyJob {
  const round = async (stopped: AbortSignal): Promise<void> => {
    for (const { organization_id: organizationId } of await listOrganizations.run(undefined, database)) {
      let setAside = BATCH;
      while (setAside === BATCH && !stopped.aborted) {
        setAside = (await setPastBookingsAside.run({ organizationId, limit: BATCH }, database)).length;
      }
    }
  };
  return new HourlyJob({ task: 'past_bookings', name: 'set past bookings aside', round }, watch);
}
