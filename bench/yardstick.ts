import { Pool } from 'pg';
import type { BenchDatabase } from './database.ts';

/** What a plain thing takes at this moment, in milliseconds: the machine is never the same for long. */
export class Yardstick {
  readonly #pool: Pool;
  readonly #connections: number;

  static async prepare(database: BenchDatabase, connections: number): Promise<Yardstick> {
    const yardstick = new Yardstick(database, connections);
    await yardstick.#pool.query('CREATE TABLE IF NOT EXISTS bench_yardstick (id int PRIMARY KEY, n int NOT NULL)');
    await yardstick.#pool.query('INSERT INTO bench_yardstick SELECT n, 0 FROM generate_series(0, $1::int - 1) AS n ON CONFLICT DO NOTHING', [connections]);
    return yardstick;
  }

  private constructor(database: BenchDatabase, connections: number) {
    this.#pool = new Pool({ connectionString: database.migrationUrl, max: connections });
    this.#connections = connections;
  }

  /** The p50 of a round trip that does nothing. */
  async roundTrip(seconds: number): Promise<number> {
    return this.#median(seconds, { name: 'one', text: 'SELECT 1' });
  }

  /** The p50 of a commit of one small row, which waits for the disk. */
  async commit(seconds: number): Promise<number> {
    return this.#median(seconds, { name: 'more', text: 'UPDATE bench_yardstick SET n = n + 1 WHERE id = $1' });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #median(seconds: number, { name, text }: { name: string; text: string }): Promise<number> {
    const taken: number[] = [];
    const end = performance.now() + seconds * 1000;
    await Promise.all(
      Array.from({ length: this.#connections }, async (_, id) => {
        for (let startedAt = performance.now(); startedAt < end; startedAt = performance.now()) {
          await this.#pool.query({ name, text, values: text.includes('$1') ? [id] : [] });
          taken.push(performance.now() - startedAt);
        }
      }),
    );
    return taken.toSorted((a, b) => a - b)[Math.floor(taken.length / 2)] ?? 0;
  }
}
