import { join } from 'node:path';
import { pino } from 'pino';
import { openDataFolder } from '../src/embedded/data-folder.ts';
import { startEmbeddedPostgresql } from '../src/embedded/postgresql.ts';
import { clusterFolder } from '../src/embedded/postgresql-cluster.ts';
import { migrateWhenReachable } from '../src/postgresql/migrations.ts';
import { postgresqlCpu } from './processor-time.ts';

/** How much there is before anything is measured. */
export interface Size {
  readonly slots: number;
  readonly applicants: number;
  readonly agents: number;
  readonly properties: number;
}

/** A PostgreSQL of the bench's own, durable as a real one (fsync is on), migrated and empty. */
export interface BenchDatabase {
  readonly migrationUrl: string;
  readonly serverUrl: string;
  /** Seconds of processor that it has used so far, all its processes. By Linux's account. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

export const ORGANIZATION = 'be9c0000-0000-4000-8000-000000000001';

/** @param settings of PostgreSQL, beside and before the bench's own */
export async function startBenchDatabase(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<BenchDatabase> {
  const logger = pino({ level: 'warn' });
  const dataFolder = await openDataFolder(join(folder, 'database'));
  // A checkpoint in the middle of a measurement belongs to no measured request: fewer of them, spread.
  const extraSettings = { shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '30min', max_connections: '300', ...settings };
  const postgresql = await startEmbeddedPostgresql({ dataFolder, logger, extraSettings });
  const urls = { serverUrl: postgresql.serverUrl, migrationUrl: postgresql.url };
  await migrateWhenReachable(urls, logger, new AbortController().signal);
  return {
    ...urls,
    cpu: () => postgresqlCpu(clusterFolder(dataFolder.path)),
    async stop() {
      await postgresql.stop();
      dataFolder.release();
    },
  };
}

/** The id of the nth of a kind, as `fill` made it. */
export function idOf(kind: 'agent' | 'applicant' | 'property' | 'slot', n: number): string {
  const digit = { agent: 1, applicant: 2, property: 4, slot: 5 }[kind];
  return `be9c000${digit}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}
