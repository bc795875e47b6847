import type { Database } from './database.ts';

// Not in a .sql file: the tables are pg-boss' own, made when the server starts, and our migrations do not know them.
// Walks job_i5 (name, start_after) over what is due; reminders of the weeks to come are not counted. What stands behind a message of the same booking
// and recipient that is in hand or put off (found by job_i8) waits for that one and not for a worker.
const DUE = `
  SELECT count(*)::int AS pending, COALESCE(extract(epoch FROM now() - min(start_after)), 0)::float8 AS oldest_seconds
  FROM pgboss.job AS due
  WHERE name = 'messages' AND state < 'active' AND start_after <= now()
    AND singleton_key NOT IN (
      SELECT ahead.singleton_key FROM pgboss.job AS ahead
      WHERE ahead.name = 'messages' AND ahead.policy = 'key_strict_fifo' AND ahead.state IN ('active', 'retry', 'failed')
        AND (ahead.state = 'active' OR ahead.start_after > now())
    )`;

/** How many messages in the job queue are due and in nobody's hands, of all organizations, and for how long the first has been due. */
export async function findDueMessages(database: Database): Promise<{ pending: number; oldestSeconds: number }> {
  const { rows } = await database.runText(DUE);
  return { pending: Number(rows[0]?.['pending']), oldestSeconds: Number(rows[0]?.['oldest_seconds']) };
}
