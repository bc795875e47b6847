import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openDataFolder } from '../src/embedded/data-folder.ts';
import { startEmbeddedPostgresql } from '../src/embedded/postgresql.ts';
import { migrate } from '../src/postgresql/migrations.ts';

/** Runs `work` on a database with every migration applied, on a PostgreSQL that is gone afterwards. */
export async function withMigratedDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const logger = pino({ level: 'warn' }, process.stderr);
  const folder = await mkdtemp(join(tmpdir(), 'visita-generate-'));
  try {
    const dataFolder = await openDataFolder(folder);
    try {
      const postgresql = await startEmbeddedPostgresql({ dataFolder, logger, extraSettings: { fsync: 'off' } });
      try {
        await migrate(postgresql.url, logger);
        return await work(postgresql.url);
      } finally {
        await postgresql.stop();
      }
    } finally {
      dataFolder.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
