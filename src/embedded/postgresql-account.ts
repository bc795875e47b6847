import { execFile } from 'node:child_process';
import { chmod, chown, readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { VisitaError } from '../errors.ts';
import type { PostgresqlBinaries } from './postgresql-binaries.ts';

/** Numbers of a user and its group. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A program with its arguments, made ready to be run under the account. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly uid?: number; readonly gid?: number };
}

/** Who runs PostgreSQL: ourselves, or another account when we are root, as which PostgreSQL refuses to run. */
export interface PostgresqlAccount {
  /** Who must own the cluster; null when it is ourselves. */
  readonly owner: Owner | null;
  /** @param program an absolute path, or a name on the PATH */
  launch(program: string, args: readonly string[]): Launch;
}

const run = promisify(execFile);
// Nothing of ours leaks into PostgreSQL's environment (PGDATA, PGPORT, tokens); English messages are read by us.
const ENVIRONMENT = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C', TZ: 'UTC' };
const FOR_THE_PROGRAM = { env: ENVIRONMENT, cwd: '/' };

/**
 * Chooses the account, and with it a way to reach the folders, asking for no more rights than needed.
 * @param dataFolder absolute path
 * @param cluster absolute path of the cluster's folder, which need not exist
 * @throws VisitaError `unavailable` when we are root and no other account can reach the folders
 */
export async function choosePostgresqlAccount(dataFolder: string, cluster: string, binaries: PostgresqlBinaries): Promise<PostgresqlAccount> {
  if (process.geteuid?.() !== 0) return { owner: null, launch: (file, args) => ({ file, args, options: FOR_THE_PROGRAM }) };
  const owner = (await ownerUnlessRoot(cluster)) ?? (await findSystemAccount());
  await letPass(dataFolder, owner);
  let cause: unknown;
  for (const account of [withPlainRights(owner), withCapability(owner, 'dac_read_search'), withCapability(owner, 'dac_override')]) {
    try {
      await tryToReach(account, dataFolder, binaries);
      return account;
    } catch (error) {
      cause ??= error;
    }
  }
  throw new VisitaError(
    'unavailable',
    `PostgreSQL does not run as root, and user ${owner.uid} cannot run ${binaries.postgres} in ${dataFolder}: ` +
      'install setpriv (package util-linux), put the project and DATA_DIR where every user may enter, or start as another user',
    { cause },
  );
}

/** A cluster made by a plain user stays that user's when root starts it for once. */
async function ownerUnlessRoot(cluster: string): Promise<Owner | null> {
  try {
    const { uid, gid } = await stat(cluster);
    return uid === 0 ? null : { uid, gid };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function findSystemAccount(): Promise<Owner> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new VisitaError('unavailable', 'PostgreSQL does not run as root and /etc/passwd has neither postgres nor nobody: start as another user');
}

/** Lets the account's group pass through a folder that is root's alone; its files stay readable by root only. */
async function letPass(dataFolder: string, owner: Owner): Promise<void> {
  const { uid, mode } = await stat(dataFolder);
  if (uid !== 0 || (mode & 0o077) !== 0) return;
  await chown(dataFolder, 0, owner.gid);
  await chmod(dataFolder, 0o710);
}

function withPlainRights(owner: Owner): PostgresqlAccount {
  return { owner, launch: (file, args) => ({ file, args, options: { ...FOR_THE_PROGRAM, ...owner } }) };
}

/**
 * For paths below a folder that only root may enter, such as /root: PostgreSQL refuses user 0 but minds no
 * capability, and with this one it passes any folder. `no_setuid_fixup` keeps access(2), by which PostgreSQL
 * checks its own programs, from dropping the capability (capabilities(7)). Docker grants containers no
 * dac_read_search; there it is dac_override.
 */
function withCapability(owner: Owner, capability: string): PostgresqlAccount {
  const prefix = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`,
    '--securebits=+no_setuid_fixup',
    '--no-new-privs',
    '--',
  ];
  return { owner, launch: (program, args) => ({ file: 'setpriv', args: [...prefix, program, ...args], options: FOR_THE_PROGRAM }) };
}

async function tryToReach(account: PostgresqlAccount, dataFolder: string, binaries: PostgresqlBinaries): Promise<void> {
  const { file, args, options } = account.launch('/bin/sh', ['-c', 'cd "$1" && exec "$2" --version', 'sh', dataFolder, binaries.postgres]);
  const { stderr } = await run(file, args, options);
  // With half the rights it prints its version, and a complaint that it cannot find itself.
  if (stderr !== '') throw new Error(stderr);
}
