import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import type { BenchDatabase } from './database.ts';

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

  /** What it has used so far: seconds of processor; and megabytes it holds. By Linux's account. */
  async usage(): Promise<{ cpu: number; rss: number }> {
    return { cpu: await cpuSeconds(this.#child.pid ?? 0), rss: await megabytes(this.#child.pid ?? 0, 'VmRSS') };
  }

  /** The most megabytes it has held since its start. */
  highestRss(): Promise<number> {
    return megabytes(this.#child.pid ?? 0, 'VmHWM');
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}

const TICKS_A_SECOND = 100;

async function cpuSeconds(pid: number): Promise<number> {
  // proc_pid_stat(5): fields 14 and 15, counted behind the name in brackets.
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

async function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
}

/** Seconds of processor that every process of PostgreSQL on this machine has used so far. */
export async function databaseCpu(): Promise<number> {
  let sum = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      if ((await readFile(`/proc/${pid}/comm`, 'utf8')).trim() === 'postgres') {
        sum += await cpuSeconds(Number(pid));
      }
    } catch (error) {
      // It ended while we looked: what it used is lost to this count.
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))) {
        throw error;
      }
    }
  }
  return sum;
}
