import type { TestDatabase } from './database.fixture.ts';
import { until } from './until.fixture.ts';

/** Resolves when somebody else waits for a lock in this database. */
export async function untilSomebodyWaits(database: Pick<TestDatabase, 'query'>): Promise<void> {
  await until('somebody waits for a lock', async () => {
    // Within a transaction of `database` the activity that was seen first would be seen for ever.
    await database.query('SELECT pg_stat_clear_snapshot()');
    const waiting = await database.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    return waiting.length > 0;
  });
}
