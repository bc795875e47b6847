import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import type { Launch, PostgresqlAccount } from './postgresql-account.ts';
import type { PostgresqlBinaries } from './postgresql-binaries.ts';
import { measureLog, readLogTail } from './postgresql-log.ts';
import { type Cluster, removeForeignPidFile, stopClusterProcesses } from './postgresql-processes.ts';

/** PostgreSQL's configuration, names and values as in postgresql.conf without quotes. */
export type PostgresqlSettings = Readonly<Record<string, string>>;

/** All that a start of the postmaster needs. */
export interface PostmasterPlan {
  readonly cluster: Cluster;
  readonly account: PostgresqlAccount;
  readonly binaries: PostgresqlBinaries;
  readonly logFile: string;
  readonly settings: PostgresqlSettings;
  /** Called when it was launched: from then on there is nothing to do but wait. */
  readonly onSpawned?: () => void;
  readonly logger: Logger;
}

/** A running PostgreSQL. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves, with the reason in words, when it ends. */
  readonly ended: Promise<string>;
}

const POLL_MS = 10;
// Recovery after a crash replays at most max_wal_size (1 GB) of log.
const PATIENCE_MS = 120_000;
const MAY_BE_TRIED_AGAIN = /could not create any TCP\/IP sockets|pre-existing shared memory block|lock file "[^"]*" already exists/;

const SETTINGS: PostgresqlSettings = {
  listen_addresses: '127.0.0.1',
  // A socket's path may be 107 bytes at most, DATA_DIR's is anybody's.
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Compiling a plan costs more than any statement here takes.
  jit: 'off',
  // A database that was empty a moment ago is planned for as an empty one until its tables are looked at again.
  autovacuum_naptime: '10s',
  // Failed statements are the server's to log: their text and values may hold names, e-mail addresses and notes.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/** Raised when PostgreSQL did not start for a reason that may pass: the port is taken, a dead one's memory is in use. */
export class PassingStartError extends Error {}

/**
 * Clears away what a dead server or postmaster left, starts PostgreSQL in a session of its own (so that Ctrl-C in the
 * terminal reaches our server alone, which drains before it stops PostgreSQL) and resolves when it takes connections.
 * @param port TCP port on 127.0.0.1
 * @param signal gives up the start
 * @throws PassingStartError when another try, perhaps on another port, may succeed
 * @throws VisitaError `unavailable` with the last lines of PostgreSQL's log
 */
export async function startPostmaster(plan: PostmasterPlan, port: number, signal: AbortSignal): Promise<Postmaster> {
  await stopClusterProcesses(plan.cluster, plan.logger);
  await removeForeignPidFile(plan.cluster, plan.logger);
  const logMark = await measureLog(plan.logFile);
  const postmaster = await spawnPostmaster(plan, port);
  plan.onSpawned?.();
  let failure: string | null;
  try {
    failure = await waitUntilReady(plan.cluster, postmaster, signal);
  } catch (error) {
    await stopClusterProcesses(plan.cluster, plan.logger);
    throw error;
  }
  if (failure === null) return postmaster;
  await stopClusterProcesses(plan.cluster, plan.logger);
  const tail = await readLogTail(plan.logFile, logMark);
  if (MAY_BE_TRIED_AGAIN.test(tail)) throw new PassingStartError(tail);
  throw new VisitaError('unavailable', `PostgreSQL did not start: ${failure}. The end of ${plan.logFile}:\n${tail}`);
}

async function spawnPostmaster(plan: PostmasterPlan, port: number): Promise<Postmaster> {
  const settings = { ...SETTINGS, ...plan.settings, port: String(port), cluster_name: plan.cluster.name };
  const launch = plan.account.launch(plan.binaries.postgres, [
    '-D',
    plan.cluster.folder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const log = await open(plan.logFile, 'a', 0o600);
  try {
    return await spawnDetached(launch, log.fd);
  } finally {
    await log.close();
  }
}

async function spawnDetached({ file, args, options }: Launch, logFd: number): Promise<Postmaster> {
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', logFd, logFd] });
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error(`${file} was spawned without a pid`);
  // An exception or process.exit must not leave an orphan; only kill -9 does, until the next start.
  const stopWithUs = (): void => void child.kill('SIGINT');
  process.on('exit', stopWithUs);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      process.off('exit', stopWithUs);
      resolve(signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`);
    });
  });
  return { pid: child.pid, ended };
}

/** Null when it is ready, else why it is not. */
async function waitUntilReady(cluster: Cluster, { pid, ended }: Postmaster, signal: AbortSignal): Promise<string | null> {
  let endReason: string | null = null;
  void ended.then((reason) => (endReason = reason));
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (endReason !== null) return endReason;
    if (await saysReady(cluster, pid)) return null;
    await sleep(POLL_MS);
  }
  return `it took more than ${PATIENCE_MS / 1000} s`;
}

/** Line 1 of postmaster.pid is the pid, line 8 the state, as pg_ctl reads them (src/include/utils/pidfile.h). */
async function saysReady(cluster: Cluster, pid: number): Promise<boolean> {
  try {
    const lines = (await readFile(join(cluster.folder, 'postmaster.pid'), 'utf8')).split('\n');
    return lines[0]?.trim() === String(pid) && lines[7]?.trim() === 'ready';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
