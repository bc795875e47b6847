import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VisitaError } from '../errors.ts';
import { clusterFolder } from './postgresql-cluster.ts';
import { serverDatabaseUrl } from './postgresql-database.ts';

const PORT_LINE = 4; // https://www.postgresql.org/docs/current/storage-file-layout.html

/**
 * Where the embedded PostgreSQL of a running server is, for a command beside it, in the role of the server.
 * @throws VisitaError `unavailable` when none runs on the folder
 */
export async function embeddedDatabaseUrl(dataDir: string): Promise<string> {
  try {
    const status = await readFile(join(clusterFolder(dataDir), 'postmaster.pid'), 'utf8');
    const password = (await readFile(join(dataDir, 'postgresql-server-password'), 'utf8')).trim();
    return serverDatabaseUrl(Number(status.split('\n')[PORT_LINE - 1]), password);
  } catch (cause) {
    throw new VisitaError('unavailable', `no server runs on DATA_DIR ${dataDir}: start it first, or set DATABASE_URL`, { cause });
  }
}
