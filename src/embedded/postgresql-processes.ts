import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';

/** A cluster: the folder and a name by which its processes are known on this machine. */
export interface Cluster {
  /** Absolute path. */
  readonly folder: string;
  /** PostgreSQL's `cluster_name`: it stands in the command line of the postmaster and of each of its processes. */
  readonly name: string;
}

interface ClusterProcess {
  readonly pid: number;
  readonly isPostmaster: boolean;
}

const run = promisify(execFile);
const POLL_MS = 25;
// PostgreSQL's words for them: fast shutdown, immediate shutdown, and no shutdown at all.
const STOPPING = [
  { signal: 'SIGINT', patienceMs: 6_000 },
  { signal: 'SIGQUIT', patienceMs: 2_000 },
  { signal: 'SIGKILL', patienceMs: 2_000 },
] as const;

/**
 * Names the cluster by device and inode, as PostgreSQL itself does for its shared memory: unlike the path they are
 * the same after the folder was moved, and no other container on the machine has them. The name is how leftovers
 * are found because a command line can be read by everybody; in Docker not even root may read another user's cwd.
 */
export async function identifyCluster(folder: string): Promise<Cluster> {
  const { dev, ino } = await stat(folder);
  return { folder, name: `visita-${dev}-${ino}` };
}

/**
 * Stops whatever PostgreSQL still runs on the cluster (an orphan of a server that was killed, or only the
 * processes of a postmaster that was), gently at first. Never signals any other process.
 * @throws VisitaError `unavailable` when it belongs to a user we may not signal, or does not stop
 */
export async function stopClusterProcesses(cluster: Cluster, logger: Logger): Promise<void> {
  for (const { signal, patienceMs } of STOPPING) {
    const running = await listClusterProcesses(cluster);
    if (running.length === 0) return;
    // Without its postmaster a backend takes SIGINT for "cancel the query", so those start at SIGQUIT.
    const targets = signal === 'SIGINT' ? running.filter((each) => each.isPostmaster) : running;
    for (const { pid } of targets) {
      logger.debug({ target: pid, signal }, 'stopping PostgreSQL');
      sendSignal(pid, signal, cluster);
    }
    const deadline = Date.now() + (targets.length === 0 ? 0 : patienceMs);
    while ((await listClusterProcesses(cluster)).length > 0 && Date.now() < deadline) await sleep(POLL_MS);
  }
  const [remaining] = await listClusterProcesses(cluster);
  if (remaining !== undefined) throw new VisitaError('unavailable', `PostgreSQL (pid ${remaining.pid}) on ${cluster.folder} does not stop`);
}

/** True when a PostgreSQL of the cluster runs, be it the whole or a rest of it. */
export async function isClusterRunning(cluster: Cluster): Promise<boolean> {
  return (await listClusterProcesses(cluster)).length > 0;
}

/**
 * Removes a postmaster.pid whose number now belongs to some other living process: PostgreSQL would take that one
 * for a postmaster and refuse to start. Where the number is dead the file stays, PostgreSQL reads more from it
 * (the shared memory that must be free) and replaces it. To be called when nothing runs on the cluster.
 */
export async function removeForeignPidFile(cluster: Cluster, logger: Logger): Promise<void> {
  const pid = await readPostmasterPid(cluster);
  if (pid === null || !isAlive(pid)) return;
  logger.info({ other: pid }, 'postmaster.pid is left over: its number belongs to another process now');
  await rm(join(cluster.folder, 'postmaster.pid'), { force: true });
}

function sendSignal(pid: number, signal: NodeJS.Signals, cluster: Cluster): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if (hasErrno(cause, 'ESRCH')) return;
    if (!hasErrno(cause, 'EPERM')) throw cause;
    throw new VisitaError('unavailable', `PostgreSQL (pid ${pid}) of another user runs on ${cluster.folder}: stop it first`, { cause });
  }
}

async function listClusterProcesses(cluster: Cluster): Promise<ClusterProcess[]> {
  const recorded = await readPostmasterPid(cluster);
  const found: ClusterProcess[] = [];
  for (const { pid, command } of await listCommands()) {
    if (pid === process.pid || !command.includes('postgres')) continue;
    if (command.startsWith(`postgres: ${cluster.name}: `)) found.push({ pid, isPostmaster: false });
    else if (await isPostmaster(pid, `${command} `, cluster, pid === recorded)) found.push({ pid, isPostmaster: true });
  }
  return found;
}

async function isPostmaster(pid: number, command: string, cluster: Cluster, isRecorded: boolean): Promise<boolean> {
  if (command.includes(` cluster_name=${cluster.name} `)) {
    // Where the kernel tells us the program, it must fit: somebody may have the line in an editor or in grep.
    const program = await readLink(`/proc/${pid}/exe`);
    return program === null || /^(postgres|setpriv)\b/.test(basename(program));
  }
  // One that a person started by hand on our folder does not carry our name.
  if (!isRecorded || !/^(\S*\/)?postgres /.test(command)) return false;
  return command.includes(` ${cluster.folder} `) || (await readLink(`/proc/${pid}/cwd`)) === cluster.folder;
}

async function readPostmasterPid(cluster: Cluster): Promise<number | null> {
  const text = await readIfThere(join(cluster.folder, 'postmaster.pid'));
  const pid = Number.parseInt(text ?? '', 10);
  return pid > 0 ? pid : null;
}

async function listCommands(): Promise<{ pid: number; command: string }[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-axww', '-o', 'pid=', '-o', 'command='], { maxBuffer: 16 * 1024 * 1024 });
    return Array.from(stdout.matchAll(/^ *(\d+) (.*)$/gm), ([, pid, command]) => ({ pid: Number(pid), command: command ?? '' }));
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return await Promise.all(
    // A dead process that nobody has waited for has an empty command line, so it does not count as running.
    pids.map(async (pid) => ({ pid: Number(pid), command: ((await readIfThere(`/proc/${pid}/cmdline`)) ?? '').replace(/\0+/g, ' ').trimEnd() })),
  );
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A process that ends while its file in /proc is read gives ESRCH.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasErrno(error, code))) return null;
    throw error;
  }
}

async function readLink(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch {
    return null; // not ours to read, gone, or a system without /proc
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrno(error, 'EPERM');
  }
}

function hasErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
