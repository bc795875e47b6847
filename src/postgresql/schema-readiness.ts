import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import { findMissingMigration } from './applied-migrations.ts';
import { withOneConnection } from './one-connection.ts';
import { QUEUE_PRIVILEGES, SERVER_PRIVILEGES } from './server-role.ts';

const ASK_AGAIN_MS = 500;

/** What the role that asks may not do yet, of what a server needs: the table is missing, or the right to it. */
const MISSING_PRIVILEGES = `
  SELECT schema || '.' || name AS missing
  FROM unnest($1::text[], $2::text[], $3::text[]) AS due (schema, name, privilege)
  WHERE NOT EXISTS (
    SELECT FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = due.schema AND relname = due.name
      AND has_schema_privilege(pg_namespace.oid, 'USAGE') AND has_table_privilege(pg_class.oid, due.privilege))`;

/**
 * Resolves when the database has every table and right that this version needs, which another process sees to (the role `migrate`). Asks
 * again for as long as something is missing or the database is out of reach. A newer database will do: migrations only
 * add what the version before does not mind (docs/migrations.md). Ends with an AbortError when `signal` says so.
 */
export async function waitUntilMigrated(databaseUrl: string, logger: Logger, signal: AbortSignal): Promise<void> {
  for (let said = ''; ; await delay(ASK_AGAIN_MS, undefined, { signal })) {
    const missing = await findMissing(databaseUrl);
    if (missing === null) {
      return;
    }
    const state = missing instanceof Error ? reasonOf(missing) : missing;
    if (state === said) {
      continue;
    }
    said = state;
    if (missing instanceof Error) {
      logger.warn({ err: missing }, 'the database cannot be reached yet');
    } else {
      logger.warn({ missing }, 'waiting for the database to be migrated');
    }
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The first thing that is missing, or why it could not be asked; null when nothing is. */
async function findMissing(databaseUrl: string): Promise<string | Error | null> {
  try {
    return await withOneConnection(databaseUrl, async (client) => (await missingPrivilege(client)) ?? (await findMissingMigration(client)));
  } catch (error) {
    if (error instanceof VisitaError && error.code === 'unavailable') {
      return error;
    }
    throw error;
  }
}

async function missingPrivilege(client: Client): Promise<string | null> {
  const due = [
    ...Object.entries(SERVER_PRIVILEGES).flatMap(([name, privileges]) => privileges.map((privilege) => ['public', name, privilege] as const)),
    ...['queue', 'job'].flatMap((name) => QUEUE_PRIVILEGES.map((privilege) => ['pgboss', name, privilege] as const)),
  ];
  const columns = [0, 1, 2].map((column) => due.map((row) => row[column]));
  const { rows } = await client.query<{ missing: string }>(MISSING_PRIVILEGES, columns);
  return rows[0]?.missing ?? null;
}
