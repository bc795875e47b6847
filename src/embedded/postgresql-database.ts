import { Client, DatabaseError } from 'pg';
import { VisitaError } from '../errors.ts';
import { SUPERUSER } from './postgresql-cluster.ts';

/** Name of the database and of the role that owns and migrates it. */
const NAME = 'visita';
/** The role that serves: it owns nothing and may do what the migrating role grants it. */
const SERVER_NAME = 'visita_server';
const INVALID_PASSWORD = '28P01';

/** The passwords of the two roles. */
export interface RolePasswords {
  readonly owner: string;
  readonly server: string;
}

/** Where the owner connects, to migrate. */
export function databaseUrl(port: number, password: string): string {
  return `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`;
}

/** Where the server connects, to serve. */
export function serverDatabaseUrl(port: number, password: string): string {
  return `postgres://${SERVER_NAME}:${password}@127.0.0.1:${port}/${NAME}`;
}

/**
 * Makes the roles and the database where missing, so that a folder from before there were two roles is brought up to
 * date. The owner may create databases and roles (for tests) and is no superuser: under `sudo` or in a container
 * PostgreSQL may read every file.
 * @throws VisitaError `unavailable` when the superuser's password is not the cluster's
 */
export async function prepareDatabase(port: number, superuserPassword: string, passwords: RolePasswords): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password: superuserPassword, database: 'postgres', ssl: false });
  let broken: Error | undefined;
  // A connection that breaks between two statements says so here only, and unheard it would end the process.
  client.on('error', (error) => (broken = error));
  try {
    await client.connect();
    const { rows } = await client.query<{ owner: boolean; server: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '${NAME}') AS owner,
              EXISTS (SELECT FROM pg_roles WHERE rolname = '${SERVER_NAME}') AS server,
              EXISTS (SELECT FROM pg_database WHERE datname = '${NAME}') AS database`,
    );
    if (rows[0]?.owner !== true) await client.query(`CREATE ROLE ${NAME} LOGIN CREATEDB CREATEROLE`);
    if (rows[0]?.server !== true) await client.query(`CREATE ROLE ${SERVER_NAME} LOGIN`);
    // Passwords at every start, so that a password file that was lost is no loss. The owner may end the server's sessions. It gains
    // nothing else: what the server may do, it may as well. Together, because each by itself is a write to the disk.
    await client.query(
      `ALTER ROLE ${NAME} PASSWORD ${client.escapeLiteral(passwords.owner)};
       ALTER ROLE ${SERVER_NAME} PASSWORD ${client.escapeLiteral(passwords.server)};
       GRANT pg_monitor, pg_checkpoint, ${SERVER_NAME} TO ${NAME}`,
    );
    if (rows[0]?.database !== true) await client.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
  } catch (cause) {
    if (!(cause instanceof DatabaseError && cause.code === INVALID_PASSWORD)) throw cause;
    throw new VisitaError('unavailable', 'The password of the embedded PostgreSQL in DATA_DIR is not the one it was made with: restore the file postgresql-superuser-password', { cause });
  } finally {
    await client.end();
  }
  if (broken !== undefined) throw broken;
}
