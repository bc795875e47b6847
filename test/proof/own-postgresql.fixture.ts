import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { pino } from 'pino';
import { openDataFolder, type DataFolder } from '../../src/embedded/data-folder.ts';
import { clusterFolder } from '../../src/embedded/postgresql-cluster.ts';
import { startEmbeddedPostgresql, type EmbeddedPostgresql } from '../../src/embedded/postgresql.ts';
import type { Rows } from './stored-visits.ts';

/**
 * A PostgreSQL of the test's own, which may be killed or starved: the embedded one, which is started again whenever it dies.
 * `url` stays the same. `query` asks past the servers, on connections that are made anew where they broke.
 */
export class OwnPostgresql implements Rows {
  readonly #dataFolder: DataFolder;
  readonly #postgresql: EmbeddedPostgresql;
  readonly #pool: Pool;

  /** @param folder where its data goes; a new one that is removed in the end unless given */
  static async start(folder?: string, settings: Readonly<Record<string, string>> = {}): Promise<OwnPostgresql> {
    const dataFolder = await openDataFolder(folder ?? (await mkdtemp(join(tmpdir(), 'visita-proof-postgresql-'))));
    const logger = pino({ level: 'silent' });
    try {
      // What the kernel was given outlasts a killed PostgreSQL, so nothing needs to reach the disk.
      const postgresql = await startEmbeddedPostgresql({ dataFolder, logger, extraSettings: { fsync: 'off', ...settings } });
      return new OwnPostgresql(dataFolder, postgresql);
    } catch (error) {
      dataFolder.release();
      throw error;
    }
  }

  private constructor(dataFolder: DataFolder, postgresql: EmbeddedPostgresql) {
    this.#dataFolder = dataFolder;
    this.#postgresql = postgresql;
    this.#pool = new Pool({ connectionString: postgresql.url, max: 2, connectionTimeoutMillis: 3_000, query_timeout: 10_000 });
    // It is killed under its connections: whoever asks next hears of it.
    this.#pool.on('error', () => undefined);
  }

  get url(): string {
    return this.#postgresql.url;
  }

  async query<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#pool.query<Row>(text, values)).rows;
  }

  /** To the postmaster: SIGQUIT is `pg_ctl stop -m immediate`. */
  async signal(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    process.kill(await this.postmasterPid(), signal);
  }

  async postmasterPid(): Promise<number> {
    const text = await readFile(join(clusterFolder(this.#dataFolder.path), 'postmaster.pid'), 'utf8');
    return Number(text.split('\n')[0]);
  }

  async stop(): Promise<void> {
    await this.#pool.end();
    await this.#postgresql.stop();
    this.#dataFolder.release();
    await rm(this.#dataFolder.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
