import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchDatabase } from './database.ts';
import { ROOT, SECRET } from './server.ts';

/** Where Debian puts the sources of Go packages: nothing is downloaded. */
const GO_PACKAGES = '/usr/share/gocode';
const CONNECTIONS = 16;
const READY = /^ready at (\S+)$/m;

/** The Go service that Visita replaces, rebuilt in `published-service/`, on the tables that PublishedDesign has made. */
export class PublishedService {
  readonly url: string;
  readonly #child: ChildProcess;

  /** Compiles it into `folder`; an error where Debian's golang-go and the packages are not installed. */
  static async build(folder: string): Promise<string> {
    const program = join(folder, 'published-service');
    const env = { ...process.env, GO111MODULE: 'off', GOPATH: GO_PACKAGES, GOCACHE: join(folder, 'go-cache'), GOFLAGS: '' };
    await promisify(execFile)('go', ['build', '-o', program, '.'], { cwd: join(ROOT, 'bench/published-service'), env });
    return program;
  }

  static async start(program: string, database: BenchDatabase): Promise<PublishedService> {
    const url = new URL(database.migrationUrl);
    url.searchParams.set('search_path', 'published,public');
    url.searchParams.set('pool_max_conns', String(CONNECTIONS));
    const child = spawn(program, { env: { DATABASE_URL: url.href, JWT_SECRET: SECRET }, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    for await (const text of child.stdout) {
      said += String(text);
      const ready = READY.exec(said)?.[1];
      if (ready !== undefined) {
        return new PublishedService(child, ready);
      }
    }
    throw new Error(`the published service ended: ${said}`);
  }

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
