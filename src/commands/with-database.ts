import { readConfig } from '../config.ts';
import { embeddedDatabaseUrl } from '../embedded/postgresql-address.ts';
import { Database } from '../postgresql/database.ts';
import { createLogger } from '../program/log.ts';

/** Does something with the server's database: `DATABASE_URL`, or the embedded one of `DATA_DIR`. */
export async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  // Of the settings it needs those of the database alone, as the role that migrates does; without them there is the embedded one.
  const { database: real, dataDir } = readConfig(process.env, process.env['DATABASE_URL'] ? 'migrate' : 'all');
  const database = new Database(real?.url ?? (await embeddedDatabaseUrl(dataDir)), 1, createLogger('silent'));
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
