import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openDataFolder, type DataFolder } from '../src/embedded/data-folder.ts';
import { startEmbeddedPostgresql, type EmbeddedPostgresql } from '../src/embedded/postgresql.ts';

// Runs once around all tests (node --test-global-setup): one real PostgreSQL, in which each server under test gets a
// database of its own; and the pages as their sources say, which each server serves.

let dataFolder: DataFolder;
let postgresql: EmbeddedPostgresql;

export async function globalSetup(): Promise<void> {
  await import('../scripts/build-web.ts');
  dataFolder = await openDataFolder(await mkdtemp(join(tmpdir(), 'visita-test-')));
  postgresql = await startEmbeddedPostgresql({
    dataFolder,
    logger: pino({ level: 'warn' }, process.stderr),
    // A crash of the machine may lose test data; a crash of PostgreSQL may not, so the rest stays as it is.
    extraSettings: { fsync: 'off', max_connections: '300' },
  });
  process.env['TEST_DATABASE_URL'] = postgresql.url;
  process.env['TEST_SERVER_DATABASE_URL'] = postgresql.serverUrl;
}

export async function globalTeardown(): Promise<void> {
  await postgresql.stop();
  dataFolder.release();
  await rm(dataFolder.path, { recursive: true, force: true });
}
