import type { Client } from 'pg';
import type { Logger } from 'pino';
import { withOneConnection } from './one-connection.ts';

/** Where the database is: for the role that migrates and owns everything, and for the role that serves. Often one. */
export interface DatabaseUrls {
  readonly migrationUrl: string;
  readonly serverUrl: string;
}

type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/**
 * What the server does with each table, and nothing else. Foreign keys work with the owner's rights, and so do the triggers that write offers.
 * `UPDATE` where a row is only locked: PostgreSQL asks for it (https://www.postgresql.org/docs/current/sql-select.html).
 */
export const SERVER_PRIVILEGES: Readonly<Record<string, readonly Privilege[]>> = {
  agents: ['INSERT', 'SELECT'],
  applicants: ['INSERT', 'SELECT', 'UPDATE'],
  screenings: ['INSERT', 'SELECT', 'UPDATE'],
  identities: ['INSERT', 'SELECT', 'UPDATE'],
  properties: ['INSERT', 'SELECT', 'UPDATE'],
  slots: ['INSERT', 'SELECT', 'UPDATE'],
  // By the trigger of slots alone.
  offers: [],
  bookings: ['INSERT', 'SELECT', 'UPDATE'],
  // Append-only: not even a server that was taken over rewrites what happened.
  events: ['INSERT', 'SELECT'],
  // Moved out by deleting. UPDATE for workers of the version before, which lock what they move.
  outbox: ['DELETE', 'INSERT', 'SELECT', 'UPDATE'],
  undelivered_messages: ['DELETE', 'INSERT', 'SELECT'],
  idempotency_keys: ['DELETE', 'INSERT', 'SELECT', 'UPDATE'],
  // To wait for what another process applies.
  migrations: ['SELECT'],
};

/** pg-boss reads and writes all of its tables; their shape is for the role that migrates. */
export const QUEUE_PRIVILEGES: readonly Privilege[] = ['DELETE', 'INSERT', 'SELECT', 'UPDATE'];
const QUEUE_SCHEMA = 'pgboss';

/** Any number will do that nobody else locks. */
const GRANT_LOCK = '7305186421';

/** The role that serves; null where one role does everything. `unavailable` when the database is out of reach for it. */
export async function findServerRole({ migrationUrl, serverUrl }: DatabaseUrls): Promise<string | null> {
  return migrationUrl === serverUrl ? null : withOneConnection(serverUrl, currentUser);
}

/**
 * Grants a role exactly what the server needs, in the name of the role that migrates and owns the tables, which `client` is
 * signed in as. Where one role is both there is nothing to grant. Run at every start: a new table comes with its grants.
 */
export async function grantToRole(client: Client, role: string, logger: Logger): Promise<void> {
  if ((await currentUser(client)) === role) {
    return;
  }
  if ((await missingGrants(client, role)).length > 0) {
    const granted = await grantMissing(client, role);
    logger.info({ role, statements: granted }, 'rights granted to the role of the server');
  }
  await warnOfMore(client, role, logger);
}

async function grantMissing(client: Client, role: string): Promise<number> {
  await client.query('BEGIN');
  // Prevents two servers that start at once from rewriting one table's grants: the later would end in an error.
  await client.query('SELECT pg_advisory_xact_lock($1)', [GRANT_LOCK]);
  const statements = await missingGrants(client, role);
  for (const statement of statements) {
    await client.query(statement);
  }
  await client.query('COMMIT');
  return statements.length;
}

async function missingGrants(client: Client, role: string): Promise<string[]> {
  return [...(await schemaGrants(client, role)), ...(await tableGrants(client, role)), ...(await sequenceGrants(client, role))];
}

async function currentUser(client: Client): Promise<string> {
  const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
  return rows[0]?.role ?? '';
}

async function schemaGrants(client: Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace
     WHERE nspname IN ('public', '${QUEUE_SCHEMA}') AND NOT has_schema_privilege($1::name, oid, 'USAGE')`,
    [role],
  );
  return rows.map(({ name }) => `GRANT USAGE ON SCHEMA ${name} TO ${client.escapeIdentifier(role)}`);
}

/** Of tables that are not as they should be: takes away everything, then grants what is due. Tables of others are left alone. */
async function tableGrants(client: Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ schema: string; name: string; privileges: string[] }>(
    `SELECT nspname AS schema, relname AS name, ARRAY(
       SELECT privilege_type FROM aclexplode(relacl) JOIN pg_roles ON pg_roles.oid = grantee
       WHERE rolname = $1 ORDER BY privilege_type COLLATE "C") AS privileges
     FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind IN ('r', 'p') AND (nspname = '${QUEUE_SCHEMA}' OR (nspname = 'public' AND relname = ANY ($2)))
     ORDER BY schema, name`,
    [role, Object.keys(SERVER_PRIVILEGES)],
  );
  return rows.flatMap(({ schema, name, privileges }) => {
    const due = schema === QUEUE_SCHEMA ? QUEUE_PRIVILEGES : (SERVER_PRIVILEGES[name] ?? []);
    if (privileges.join() === due.toSorted().join()) {
      return [];
    }
    const [table, grantee] = [`${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`, client.escapeIdentifier(role)];
    const revoke = `REVOKE ALL ON ${table} FROM ${grantee}`;
    return due.length === 0 ? [revoke] : [revoke, `GRANT ${due.join(', ')} ON ${table} TO ${grantee}`];
  });
}

/** On Citus alone (docs/scaling.md): there whoever inserts an event takes its number; elsewhere an identity column needs no right of its own. */
async function sequenceGrants(client: Client, role: string): Promise<string[]> {
  const { rows } = await client.query(
    `SELECT FROM pg_extension WHERE extname = 'citus' AND NOT has_sequence_privilege($1::name, 'public.events_id_seq', 'USAGE')`,
    [role],
  );
  return rows.map(() => `GRANT USAGE ON SEQUENCE public.events_id_seq TO ${client.escapeIdentifier(role)}`);
}

/** Two roles protect nothing where the one may act as the other. */
async function warnOfMore(client: Client, role: string, logger: Logger): Promise<void> {
  const { rows } = await client.query<{ more: boolean }>(
    `SELECT pg_has_role($1::name, current_user, 'MEMBER') OR has_schema_privilege($1::name, 'public', 'CREATE') AS more`,
    [role],
  );
  if (rows[0]?.more === true) {
    logger.warn({ role }, 'the role of DATABASE_URL may do more than it needs: it can act as the role that migrates, or create in the schema public');
  }
}
