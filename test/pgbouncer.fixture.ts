import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { PROJECT } from './process.fixture.ts';
import { Client } from 'pg';
import { findFreePort } from '../src/embedded/free-port.ts';
import { until } from './until.fixture.ts';

/** From this version on it keeps prepared statements by name in transaction mode. */
const OLDEST = [1, 21] as const;

/** The version of the PgBouncer that is installed, as 1.24.1; null when there is none, or one that is too old. */
export function pgbouncerVersion(): string | null {
  const { stdout, error } = spawnSync('pgbouncer', ['--version'], { encoding: 'utf8' });
  if (error !== undefined) {
    return null;
  }
  const [, version, major, minor] = /^PgBouncer ((\d+)\.(\d+)\S*)/.exec(stdout) ?? [];
  return version !== undefined && (Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1])) ? version : null;
}

/** PgBouncer between servers and their database, with the settings of deploy/pgbouncer/pgbouncer.ini. */
export class Pgbouncer {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #url: URL;
  log = '';

  static async start(databaseUrl: string, changes: Record<string, string>): Promise<Pgbouncer> {
    const folder = await mkdtemp(join(tmpdir(), 'visita-pgbouncer-'));
    const target = new URL(databaseUrl);
    const port = await findFreePort();
    const settings = { listen_addr: '127.0.0.1', listen_port: String(port), auth_type: 'plain', auth_file: join(folder, 'users.txt'), unix_socket_dir: '', ...changes };
    const database = target.pathname.slice(1);
    const text = withSettings(readFileSync(`${PROJECT}deploy/pgbouncer/pgbouncer.ini`, 'utf8'), settings).replace(
      /^visita = .*$/m,
      `${database} = host=${target.hostname} port=${target.port} dbname=${database}`,
    );
    await writeFile(join(folder, 'pgbouncer.ini'), text);
    await writeFile(join(folder, 'users.txt'), `"${target.username}" "${decodeURIComponent(target.password)}"\n`);
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? ['--user=nobody'] : [];
    if (user.length > 0) {
      await chown(folder, 65_534, 65_534);
    }
    const bouncer = new Pgbouncer(spawn('pgbouncer', [...user, join(folder, 'pgbouncer.ini')], { stdio: ['ignore', 'pipe', 'pipe'] }), folder, port, target);
    await until('PgBouncer takes connections', () => bouncer.#answers());
    return bouncer;
  }

  private constructor(child: ChildProcess, folder: string, port: number, target: URL) {
    this.#child = child;
    this.#folder = folder;
    this.#url = new URL(target);
    this.#url.hostname = '127.0.0.1';
    this.#url.port = String(port);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    }
  }

  get url(): string {
    return this.#url.href;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGQUIT');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    if (this.#child.exitCode !== null) {
      throw new Error(`PgBouncer ended:\n${this.log}`);
    }
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end();
    }
  }
}

/** The file with these settings in place of its own. */
function withSettings(text: string, settings: Record<string, string>): string {
  return Object.entries(settings).reduce((all, [name, value]) => {
    const line = new RegExp(`^${name} = .*$`, 'm');
    return line.test(all) ? all.replace(line, `${name} = ${value}`) : `${all.trimEnd()}\n${name} = ${value}\n`;
  }, text);
}
