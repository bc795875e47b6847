import { Client, DatabaseError } from 'pg';
import { VisitaError } from '../errors.ts';
import { readDatabaseError } from './errors.ts';

const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Runs `work` on a connection of its own, which is closed afterwards: for what is done once, at the start.
 * `unavailable` when the database is out of reach or goes away meanwhile; what `work` throws is read as the pool reads it.
 */
export async function withOneConnection<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  let broken: Error | null = null;
  client.on('error', (error) => {
    broken = error;
  });
  try {
    await client.connect();
  } catch (error) {
    throw readDatabaseError(error);
  }
  try {
    return await work(client);
  } catch (error) {
    if (broken !== null) {
      throw new VisitaError('unavailable', 'the database went away during the start', { cause: error });
    }
    throw error instanceof DatabaseError ? readDatabaseError(error) : error;
  } finally {
    await client.end();
  }
}
