import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import type { DataFolder } from './data-folder.ts';
import { findFreePort } from './free-port.ts';
import { choosePostgresqlAccount } from './postgresql-account.ts';
import { findPostgresqlBinaries, type PostgresqlBinaries } from './postgresql-binaries.ts';
import { clusterFolder, prepareCluster } from './postgresql-cluster.ts';
import { databaseUrl, prepareDatabase, serverDatabaseUrl } from './postgresql-database.ts';
import { limitLog } from './postgresql-log.ts';
import { PassingStartError, type Postmaster, type PostmasterPlan, type PostgresqlSettings, startPostmaster } from './postgresql-postmaster.ts';
import { isClusterRunning, stopClusterProcesses } from './postgresql-processes.ts';

/** The PostgreSQL of a bare machine. */
export interface EmbeddedPostgresql {
  /** For the owner, who migrates: `postgres://visita:…@127.0.0.1:PORT/visita`. The same as long as this server lives, also after PostgreSQL died and came back. */
  readonly url: string;
  /** For the role that serves, which may do what the owner grants it: `postgres://visita_server:…@127.0.0.1:PORT/visita`. */
  readonly serverUrl: string;
  /** Fast shutdown: open transactions are rolled back. At most about 10 s. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

const FIRST_START_TRIES = 8;
const SHORTEST_BACK_OFF_MS = 200;
const LONGEST_BACK_OFF_MS = 5_000;
const STABLE_AFTER_MS = 10_000;
const LOG_CHECK_MS = 60_000;

/**
 * Starts PostgreSQL on the data folder, makes the database on the first start, and keeps it running: when it dies it is
 * started again on the same data and port (decision 7).
 * @param dataFolder open, that is locked, until after `stop`
 * @param onSpawned called each time initdb or PostgreSQL was launched and is waited for
 * @param programs of PostgreSQL; those that npm installed where nothing is said
 * @param extraSettings configuration that takes precedence over ours, all but the port and `cluster_name`
 * @throws VisitaError `unavailable` when it cannot run here; nothing is left running
 */
export async function startEmbeddedPostgresql({
  dataFolder,
  logger,
  onSpawned = () => {},
  programs,
  extraSettings = {},
}: {
  dataFolder: DataFolder;
  logger: Logger;
  onSpawned?: () => void;
  programs?: PostgresqlBinaries;
  extraSettings?: PostgresqlSettings;
}): Promise<EmbeddedPostgresql> {
  const binaries = programs ?? (await findPostgresqlBinaries());
  const account = await choosePostgresqlAccount(dataFolder.path, clusterFolder(dataFolder.path), binaries);
  const superuserPassword = await dataFolder.secret('postgresql-superuser-password');
  const passwords = { owner: await dataFolder.secret('postgresql-password'), server: await dataFolder.secret('postgresql-server-password') };
  const cluster = await prepareCluster(dataFolder.path, account, binaries, superuserPassword, logger, onSpawned);
  const plan = { cluster, account, binaries, logFile: join(dataFolder.path, 'postgresql.log'), settings: extraSettings, onSpawned, logger };
  await limitLog(plan.logFile);
  if (await isClusterRunning(cluster)) logger.warn('a PostgreSQL that outlived its server runs on the data folder: stopping it first');
  const { port, postmaster } = await startOnFreePort(plan);
  const supervisor = new Supervisor(plan, port, postmaster);
  try {
    await prepareDatabase(port, superuserPassword, passwords);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  logger.info({ port, postmaster: postmaster.pid }, 'PostgreSQL is ready');
  return { url: databaseUrl(port, passwords.owner), serverUrl: serverDatabaseUrl(port, passwords.server), stop: () => supervisor.stop() };
}

async function startOnFreePort(plan: PostmasterPlan): Promise<{ port: number; postmaster: Postmaster }> {
  let cause: unknown;
  for (let tries = 0; tries < FIRST_START_TRIES; tries += 1) {
    const port = await findFreePort();
    try {
      return { port, postmaster: await startPostmaster(plan, port, new AbortController().signal) };
    } catch (error) {
      if (!(error instanceof PassingStartError)) throw error;
      plan.logger.warn({ port, reason: error.message }, 'PostgreSQL did not start, trying again');
      cause = error;
      await sleep(SHORTEST_BACK_OFF_MS);
    }
  }
  throw new VisitaError('unavailable', `PostgreSQL did not start: ${cause instanceof Error ? cause.message : ''}`, { cause });
}

/** Keeps one PostgreSQL running on one port until it is told to stop. */
class Supervisor {
  readonly #plan: PostmasterPlan;
  readonly #port: number;
  readonly #stopping = new AbortController();
  readonly #logCheck: NodeJS.Timeout;
  readonly #finished: Promise<void>;

  constructor(plan: PostmasterPlan, port: number, postmaster: Postmaster) {
    this.#plan = plan;
    this.#port = port;
    this.#logCheck = setInterval(() => void this.#checkLog(), LOG_CHECK_MS).unref();
    this.#finished = this.#supervise(postmaster);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#logCheck);
    await stopClusterProcesses(this.#plan.cluster, this.#plan.logger);
    await this.#finished;
  }

  async #supervise(first: Postmaster): Promise<void> {
    let postmaster = first;
    let backOffMs = SHORTEST_BACK_OFF_MS;
    for (;;) {
      const startedAt = Date.now();
      const reason = await postmaster.ended;
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - startedAt > STABLE_AFTER_MS) backOffMs = SHORTEST_BACK_OFF_MS;
      this.#plan.logger.error({ reason, postmaster: postmaster.pid }, 'PostgreSQL died, starting it again');
      const next = await this.#startAgain(backOffMs);
      if (next === null) return;
      backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS);
      postmaster = next;
    }
  }

  /** Tries until it runs; null when we are stopping. */
  async #startAgain(firstBackOffMs: number): Promise<Postmaster | null> {
    const { signal } = this.#stopping;
    for (let backOffMs = firstBackOffMs; ; backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS)) {
      try {
        await sleep(backOffMs, undefined, { signal });
        const postmaster = await startPostmaster(this.#plan, this.#port, signal);
        this.#plan.logger.info({ port: this.#port, postmaster: postmaster.pid }, 'PostgreSQL is ready again');
        return postmaster;
      } catch (error) {
        if (signal.aborted) return null;
        this.#plan.logger.error({ err: error }, 'PostgreSQL did not start, trying again');
      }
    }
  }

  async #checkLog(): Promise<void> {
    try {
      await limitLog(this.#plan.logFile);
    } catch (error) {
      this.#plan.logger.warn({ err: error }, 'the log of PostgreSQL cannot be shortened');
    }
  }
}
