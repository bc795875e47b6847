import type { BenchDatabase } from './database.ts';
import { BenchServer } from './server.ts';

/** One or several servers on one database, all asked at once. */
export class BenchServers {
  readonly #servers: readonly BenchServer[];

  static async start(database: BenchDatabase, folder: string, count: number): Promise<BenchServers> {
    const servers: BenchServer[] = [];
    for (let started = 0; started < count; started += 1) {
      servers.push(await BenchServer.start(database, folder));
    }
    return new BenchServers(servers);
  }

  private constructor(servers: readonly BenchServer[]) {
    this.#servers = servers;
  }

  get urls(): string[] {
    return this.#servers.map(({ url }) => url);
  }

  /** Of the slowest. */
  get readyAfterMs(): number {
    return Math.max(...this.#servers.map(({ readyAfterMs }) => readyAfterMs));
  }

  /** Seconds of processor of all together, megabytes of the biggest. */
  async usage(): Promise<{ cpu: number; rss: number; peak: number }> {
    const each = await Promise.all(this.#servers.map((server) => server.usage()));
    return {
      cpu: each.reduce((sum, { cpu }) => sum + cpu, 0),
      rss: Math.max(...each.map(({ rss }) => rss)),
      peak: Math.max(...each.map(({ peak }) => peak)),
    };
  }

  async forgetPeaks(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.forgetPeak()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
  }
}
