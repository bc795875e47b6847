import { execFile } from 'node:child_process';
import { chown, lchown, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import type { Owner, PostgresqlAccount } from './postgresql-account.ts';
import type { PostgresqlBinaries } from './postgresql-binaries.ts';
import { type Cluster, identifyCluster } from './postgresql-processes.ts';

/** PostgreSQL's own administrator; neither `visita` nor `visita_server`, who sign in, is one. */
export const SUPERUSER = 'postgres';

const UNFINISHED = 'postgresql.new-';
const run = promisify(execFile);

/** Where the cluster of a data folder lies. */
export function clusterFolder(dataFolder: string): string {
  return join(dataFolder, 'postgresql');
}

/**
 * The cluster of the data folder, made by initdb on the first start. It appears under its name only when it is
 * whole, so a start that was killed half way leaves nothing that looks like one.
 * @param password of the superuser, for a new cluster
 * @param onLaunched called when initdb is on its way, which takes seconds
 * @throws VisitaError `unavailable` when initdb fails
 */
export async function prepareCluster(
  dataFolder: string,
  account: PostgresqlAccount,
  binaries: PostgresqlBinaries,
  password: string,
  logger: Logger,
  onLaunched: () => void = () => {},
): Promise<Cluster> {
  await removeUnfinished(dataFolder, logger);
  const folder = clusterFolder(dataFolder);
  if (await isMissing(folder)) {
    const startedAt = performance.now();
    await makeCluster(dataFolder, folder, password, (unfinished, passwordFile) => runInitdb(account, binaries, unfinished, passwordFile, onLaunched), account.owner);
    logger.info({ folder, ms: Math.round(performance.now() - startedAt) }, 'made a PostgreSQL cluster');
  } else {
    await giveTo(account.owner, folder);
  }
  return await identifyCluster(folder);
}

async function removeUnfinished(dataFolder: string, logger: Logger): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    try {
      await rm(join(dataFolder, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch (error) {
      // An initdb that outlived its server may still write there; the next start removes the rest.
      logger.warn({ err: error, folder: name }, 'could not remove an unfinished PostgreSQL cluster');
    }
  }
}

async function isMissing(folder: string): Promise<boolean> {
  try {
    // A folder made beforehand (a mount point) is as good as none; rename(2) replaces an empty one.
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    throw error;
  }
}

async function makeCluster(
  dataFolder: string,
  folder: string,
  password: string,
  initdb: (unfinished: string, passwordFile: string) => Promise<void>,
  owner: Owner | null,
): Promise<void> {
  const workshop = await mkdtemp(join(dataFolder, UNFINISHED));
  const unfinished = join(workshop, 'cluster');
  const passwordFile = join(workshop, 'password');
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner !== null) {
      for (const path of [workshop, unfinished, passwordFile]) await chown(path, owner.uid, owner.gid);
    }
    await initdb(unfinished, passwordFile);
    await rename(unfinished, folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function runInitdb(account: PostgresqlAccount, binaries: PostgresqlBinaries, folder: string, passwordFile: string, onLaunched: () => void): Promise<void> {
  const { file, args, options } = account.launch(binaries.initdb, [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every machine, whatever its C library.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    // Only the empty cluster goes unsynced, which saves seconds on slow disks; the server itself syncs.
    '--no-sync',
  ]);
  try {
    const running = run(file, args, options);
    onLaunched();
    await running;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const said = 'stderr' in cause ? String(cause.stderr).trim() : '';
    const hint = 'code' in cause && cause.code === 'ENOENT' ? ' (on a system without glibc, such as Alpine, set DATABASE_URL instead)' : '';
    throw new VisitaError('unavailable', `PostgreSQL's initdb failed${hint}: ${said === '' ? cause.message : said}`, { cause });
  }
}

/** PostgreSQL starts only on a folder that its user owns; a restored copy may belong to root. */
async function giveTo(owner: Owner | null, folder: string): Promise<void> {
  if (owner === null || (await stat(folder)).uid === owner.uid) return;
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), owner.uid, owner.gid);
  // The folder itself last: it is the mark that all of it was handed over.
  await chown(folder, owner.uid, owner.gid);
}
