import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { findFreePort } from '../src/embedded/free-port.ts';
import { PROJECT } from './process.fixture.ts';

/** One that is asked and two that hold rows. */
const NODES = 3;
/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const SETTINGS = {
  shared_preload_libraries: 'citus',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '150',
  max_prepared_transactions: '150',
  wal_level: 'logical',
  fsync: 'off',
  'citus.shard_count': '8',
  'citus.node_conninfo': 'sslmode=disable',
};

/** Where the programs of a PostgreSQL with Citus are, as Debian places them; null where there is none. */
export function citusPrograms(): string | null {
  const library = globSync('/usr/lib/postgresql/*/lib/citus.so').toSorted().at(-1);
  return library === undefined ? null : join(library, '../../bin');
}

/** A cluster of Citus on this machine, with an empty database on it. */
export class CitusCluster {
  readonly #programs: string;
  readonly #folder: string;
  readonly #ports: readonly number[];
  readonly #client: Client;

  static async start(programs: string): Promise<CitusCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'visita-citus-'));
    const ports = await Promise.all(Array.from({ length: NODES }, findFreePort));
    if (process.getuid?.() === 0) {
      await chown(folder, NOBODY, NOBODY);
    }
    const cluster = new CitusCluster(programs, folder, ports);
    try {
      await cluster.#bringUp();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  private constructor(programs: string, folder: string, ports: readonly number[]) {
    this.#programs = programs;
    this.#folder = folder;
    this.#ports = ports;
    this.#client = new Client({ connectionString: this.url });
    // It ends with its node.
    this.#client.on('error', () => undefined);
  }

  /** Of the node that is asked, for the role that owns the tables. */
  get url(): string {
    return this.#urlOf('visita_owner');
  }

  /** The same for the role that serves. */
  get serverUrl(): string {
    return this.#urlOf('visita_server');
  }

  #urlOf(role: string): string {
    return `postgres://${role}@127.0.0.1:${this.#ports[0] ?? 0}/visita`;
  }

  async query<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#client.query<Row>(text, values)).rows;
  }

  /** Spreads the migrated tables over the nodes, as docs/scaling.md says: deploy/citus.sql, one statement after the other as psql does. */
  async spread(): Promise<void> {
    for (const statement of readFileSync(`${PROJECT}deploy/citus.sql`, 'utf8').split(/;$/m)) {
      await this.query(statement);
    }
  }

  /** The port of the node that holds the rows of an organization. */
  async nodeOf(organizationId: string): Promise<string> {
    const [placed] = await this.query<{ node: string }>(
      `SELECT nodeport::text AS node FROM citus_shards WHERE shardid = get_shard_id_for_distribution_column('slots', $1::uuid)`, [organizationId]);
    return placed?.node ?? '';
  }

  async stop(): Promise<void> {
    await this.#client.end();
    for (const data of globSync(join(this.#folder, '*/postmaster.pid')).map(dirname)) {
      this.#run('pg_ctl', '--pgdata', data, '--mode=immediate', 'stop');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #bringUp(): Promise<void> {
    for (const [nth, port] of this.#ports.entries()) {
      await this.#startNode(nth, port);
    }
    const administrator = this.#urlOf('visita');
    await ask(administrator, `SELECT citus_set_coordinator_host('127.0.0.1', ${this.#ports[0] ?? 0})`);
    for (const port of this.#ports.slice(1)) {
      await ask(administrator, `SELECT citus_add_node('127.0.0.1', ${port})`);
    }
    // As docs/scaling.md says; Citus makes them on every node.
    await ask(administrator, 'CREATE ROLE visita_owner LOGIN');
    await ask(administrator, 'CREATE ROLE visita_server LOGIN');
    await ask(administrator, 'GRANT CREATE ON DATABASE visita TO visita_owner');
    await ask(administrator, 'GRANT CREATE ON SCHEMA public TO visita_owner');
    await this.#client.connect();
  }

  async #startNode(nth: number, port: number): Promise<void> {
    const data = join(this.#folder, String(nth));
    this.#run('initdb', '--pgdata', data, '--username=visita', '--auth=trust', '--encoding=UTF8', '--no-sync');
    const settings = Object.entries({ ...SETTINGS, port: String(port) }).map(([name, value]) => `-c ${name}='${value}'`);
    this.#run('pg_ctl', '--pgdata', data, '--log', join(data, 'log'), '--wait', '--options', settings.join(' '), 'start');
    await ask(`postgres://visita@127.0.0.1:${port}/postgres`, 'CREATE DATABASE visita');
    await ask(`postgres://visita@127.0.0.1:${port}/visita`, 'CREATE EXTENSION citus');
  }

  #run(program: string, ...args: string[]): void {
    const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    // Not captured: what pg_ctl starts would keep a pipe open.
    const env = { HOME: this.#folder, LC_ALL: 'C' };
    const { status, error } = spawnSync(join(this.#programs, program), args, { ...account, cwd: '/', env, stdio: 'ignore' });
    if (status !== 0) {
      throw new Error(`${program} ${args.join(' ')} ended with ${status}`, { cause: error });
    }
  }
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
