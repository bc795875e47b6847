import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import type { BenchDatabase } from './database.ts';
import { cpuSeconds } from './processor-time.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const SECRET = 'a-secret-of-the-bench-that-is-long-enough';
const READY = /^Visita is ready at (\S+)$/m;

/** A server of the product as a process of its own, as it runs in production: on a database beside it, nothing embedded. */
export class BenchServer {
  readonly url: string;
  readonly readyAfterMs: number;
  readonly #child: ChildProcess;

  /** @param options.root of the checkout whose server it is */
  static async start(
    database: BenchDatabase,
    folder: string,
    { settings = {}, role = 'serve', root = ROOT }: { settings?: Readonly<Record<string, string>>; role?: 'serve' | 'work'; root?: string } = {},
  ): Promise<BenchServer> {
    const startedAt = performance.now();
    // As `npm start` starts it, with the same flags.
    const child = spawn('/bin/sh', ['-c', `${packageJson.scripts.start} ${role}`], {
      cwd: root,
      env: {
        PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
        DATA_DIR: folder,
        HOME: process.env['HOME'] ?? '',
        PORT: '0',
        DATABASE_URL: database.serverUrl,
        MIGRATION_DATABASE_URL: database.migrationUrl,
        SUPABASE_JWT_SECRET: SECRET,
        RATE_LIMIT_CALLER: '0',
        RATE_LIMIT_ADDRESS: '0',
        RATE_LIMIT_BOOKING: '0',
        LOG_LEVEL: 'warn',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const text of child.stdout ?? []) {
      said += String(text);
      const url = READY.exec(said)?.[1];
      if (url !== undefined) {
        child.stdout?.resume();
        return new BenchServer(child, url, performance.now() - startedAt);
      }
    }
    throw new Error(`the server ended: ${said}`);
  }

  private constructor(child: ChildProcess, url: string, readyAfterMs: number) {
    this.#child = child;
    this.url = url;
    this.readyAfterMs = Math.round(readyAfterMs);
  }

  /** What it has used so far: seconds of processor; and megabytes it holds, and held at most since `forgetPeak`. By Linux's account. */
  async usage(): Promise<{ cpu: number; rss: number; peak: number }> {
    const pid = this.#child.pid ?? 0;
    return { cpu: await cpuSeconds(pid), rss: await megabytesOf(pid, 'VmRSS'), peak: await megabytesOf(pid, 'VmHWM') };
  }

  /** The most it holds from now on is `peak`. */
  async forgetPeak(): Promise<void> {
    // proc(5): 5 resets the peak resident set size.
    await writeFile(`/proc/${this.#child.pid ?? 0}/clear_refs`, '5');
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}

async function megabytesOf(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
}
