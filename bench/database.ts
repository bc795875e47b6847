import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { openDataFolder } from '../src/embedded/data-folder.ts';
import { startEmbeddedPostgresql } from '../src/embedded/postgresql.ts';
import type { PostgresqlBinaries } from '../src/embedded/postgresql-binaries.ts';
import { clusterFolder, SUPERUSER } from '../src/embedded/postgresql-cluster.ts';
import { migrateWhenReachable } from '../src/postgresql/migrations.ts';
import { postgresqlCpu } from './processor-time.ts';

/** How much there is before anything is measured. */
export interface Size {
  readonly slots: number;
  readonly applicants: number;
  readonly agents: number;
  readonly properties: number;
  /** One where nothing is said. */
  readonly agencies?: number;
}

/** A PostgreSQL of the bench's own, durable as a real one (fsync is on), migrated and empty. */
export interface BenchDatabase {
  readonly migrationUrl: string;
  readonly serverUrl: string;
  /** What it says of itself, with who compiled it. */
  readonly version: string;
  /** Seconds of processor that it has used so far, all its processes. By Linux's account. */
  cpu(): Promise<number>;
  /** Fills its memory with what requests ask for, as that of a database that has been at work for long is. */
  warmUp(): Promise<void>;
  stop(): Promise<void>;
}

/** The first agency; there mostly is no other. */
export const ORGANIZATION = 'be9c0000-0000-4000-8000-000000000001';

/**
 * The folder with the programs of a PostgreSQL to measure in place of the one that npm installed. That one is built to be small (gcc's -Os), where one
 * from a distribution is built to be fast (-O2), so what an agency runs in production is better asked of such a one.
 */
const PROGRAMS_FOLDER = process.env['BENCH_POSTGRESQL'];

/** @param settings of PostgreSQL, beside and before the bench's own */
export async function startBenchDatabase(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<BenchDatabase> {
  const logger = pino({ level: 'warn' });
  const dataFolder = await openDataFolder(join(folder, 'database'));
  // A checkpoint in the middle of a measurement belongs to no measured request: fewer of them, spread.
  const extraSettings = { shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '30min', max_connections: '300', ...settings };
  const postgresql = await startEmbeddedPostgresql({ dataFolder, logger, extraSettings, ...(PROGRAMS_FOLDER === undefined ? {} : { programs: programsIn(PROGRAMS_FOLDER) }) });
  const urls = { serverUrl: postgresql.serverUrl, migrationUrl: postgresql.url };
  await migrateWhenReachable(urls, logger, new AbortController().signal);
  return {
    ...urls,
    version: await versionOf(postgresql.url),
    cpu: () => postgresqlCpu(clusterFolder(dataFolder.path)),
    async warmUp() {
      const url = new URL(postgresql.url);
      [url.username, url.password] = [SUPERUSER, await dataFolder.secret('postgresql-superuser-password')];
      const client = new Client({ connectionString: url.href });
      await client.connect();
      await client.query('CREATE EXTENSION IF NOT EXISTS pg_prewarm');
      // Where not all has room, what comes last stays: no request that is measured asks for offers.
      await client.query(`SELECT pg_prewarm(oid::regclass) FROM (
        SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
        ORDER BY relname !~ 'offer', pg_relation_size(oid) DESC) AS relation`);
      await client.end();
    },
    async stop() {
      await postgresql.stop();
      dataFolder.release();
    },
  };
}

async function versionOf(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ version: string }>('SELECT version()');
  await client.end();
  return rows[0]?.version ?? '';
}

function programsIn(folder: string): PostgresqlBinaries {
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}

/** When the bench's first of everything was made, in milliseconds since 1970. */
const FIRST_MADE_AT = 1_760_000_000_000;
const MADE_EVERY_MS = { agent: 3_600_000, applicant: 600_000, property: 60_000, slot: 100 };
const KIND_DIGIT = { agent: 1, applicant: 2, property: 4, slot: 5 };

/**
 * The id of the nth of a kind, as `fill` made it: a UUID of version 7, as the product's are, made some time after the one before. (Ids that
 * differ in their last digits alone are all the same to a GiST index, whose trees then grow without order.)
 */
export function idOf(kind: 'agent' | 'applicant' | 'property' | 'slot', n: number): string {
  const time = (FIRST_MADE_AT + n * MADE_EVERY_MS[kind]).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-00000000000${KIND_DIGIT[kind]}`;
}

/** The same in the database (of other kinds, 3: ids of screening, 6: past slots, 7: their bookings, as of slots), and the agency that the nth of any kind belongs to. */
export const ID_FUNCTIONS = `CREATE OR REPLACE FUNCTION bench_id(kind int, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (left(time, 8) || '-' || right(time, 4) || '-7000-8000-00000000000' || kind)::uuid
  FROM (SELECT lpad(to_hex(${FIRST_MADE_AT} + n * (CASE kind WHEN 1 THEN ${MADE_EVERY_MS.agent} WHEN 2 THEN ${MADE_EVERY_MS.applicant}
    WHEN 4 THEN ${MADE_EVERY_MS.property} ELSE ${MADE_EVERY_MS.slot} END)::bigint), 12, '0') AS time) AS made $$;
  CREATE OR REPLACE FUNCTION bench_organization(n int, agencies int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT ('${ORGANIZATION.slice(0, -12)}' || lpad(to_hex(1 + n % agencies), 12, '0'))::uuid $$`;
