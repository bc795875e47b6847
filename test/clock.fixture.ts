import type { TestDatabase } from './database.fixture.ts';

/**
 * Gives a migrated database a clock that stands still until it is set. The product asks the database for the time, as
 * `clock_timestamp()` and `now()`; here these names are found in a schema before PostgreSQL's own, in every connection
 * made from now on. The statements of the product run as they are.
 */
export async function stopClock(database: TestDatabase): Promise<(now: Date) => Promise<void>> {
  await database.query(`
    CREATE SCHEMA clock;
    CREATE TABLE clock.reading (now timestamptz NOT NULL);
    INSERT INTO clock.reading SELECT pg_catalog.now();
    CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT now FROM clock.reading';
    CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now FROM clock.reading';
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = clock, pg_catalog, public', current_database()); END $$`);
  return async (now) => {
    await database.query('UPDATE clock.reading SET now = $1', [now]);
  };
}
