import { Client, DatabaseError } from 'pg';
import { VisitaError } from '../errors.ts';
import { SUPERUSER } from './postgresql-cluster.ts';

/** Name of the database and of the role that owns it. */
const NAME = 'visita';
const INVALID_PASSWORD = '28P01';

/** Where the server connects. */
export function databaseUrl(port: number, password: string): string {
  return `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`;
}

/**
 * Makes the role and the database where missing. The role may create databases and roles (for tests, and for
 * migrations under another role) and is no superuser: under `sudo` or in a container PostgreSQL may read every file.
 * @throws VisitaError `unavailable` when the superuser's password is not the cluster's
 */
export async function prepareDatabase(port: number, superuserPassword: string, password: string): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password: superuserPassword, database: 'postgres', ssl: false });
  let broken: Error | undefined;
  // A connection that breaks between two statements says so here only, and unheard it would end the process.
  client.on('error', (error) => (broken = error));
  try {
    await client.connect();
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '${NAME}') AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = '${NAME}') AS database`,
    );
    if (rows[0]?.role !== true) await client.query(`CREATE ROLE ${NAME} LOGIN CREATEDB CREATEROLE`);
    // At every start, so that a password file that was lost is no loss.
    await client.query(`ALTER ROLE ${NAME} PASSWORD ${client.escapeLiteral(password)}`);
    await client.query(`GRANT pg_monitor, pg_checkpoint TO ${NAME}`);
    if (rows[0]?.database !== true) await client.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
  } catch (cause) {
    if (!(cause instanceof DatabaseError && cause.code === INVALID_PASSWORD)) throw cause;
    throw new VisitaError('unavailable', 'The password of the embedded PostgreSQL in DATA_DIR is not the one it was made with: restore the file postgresql-superuser-password', { cause });
  } finally {
    await client.end();
  }
  if (broken !== undefined) throw broken;
}
