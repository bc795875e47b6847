import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { VisitaError } from '../errors.ts';

/** The folder that holds the embedded parts' state, owned by this process until `release` (decision 7). */
export interface DataFolder {
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  /**
   * The random secret of this name, made on first use: 32 bytes as base64url, in a file only its owner reads.
   * @param name also the file's name: small letters, digits and hyphens
   * @throws VisitaError `unavailable` when the file is there but holds no usable secret
   */
  secret(name: string): Promise<string>;
  /** Lets another process open the folder. Calling it again does nothing. */
  release(): void;
}

const LOCK_FILE = 'visita.lock';
const PID_FILE = 'visita.pid';
const SECRET_BYTES = 32;
const SECRET_CHARACTERS = 43; // 32 bytes in base64url
const SQLITE_BUSY = 5;
// Two openers at the same instant can each be in the other's way; with a little patience exactly one wins.
const LOCK_PATIENCE_MS = 250;

// A DatabaseSync that is garbage-collected closes its file, and with it goes the lock.
const held = new Set<DatabaseSync>();

/**
 * Makes the folder when it is missing (mode 700) and takes its lock. The lock is the kernel's: it goes with the
 * process, however that dies, so there is no stale lock to clean up.
 * @param path relative paths start at the working directory
 * @throws VisitaError `unavailable` when another server, or this process, has it open, or it cannot be written
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = await makeFolder(path);
  const lock = takeLock(folder);
  const pidFile = join(folder, PID_FILE);
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    path: folder,
    secret: (name) => readOrCreateSecret(folder, name),
    release() {
      if (!held.delete(lock)) return;
      rmSync(pidFile, { force: true });
      lock.close();
    },
  };
}

async function makeFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return await realpath(path);
  } catch (cause) {
    throw new VisitaError('unavailable', `DATA_DIR ${path} cannot be made or entered (${reason(cause)})`, { cause });
  }
}

/** SQLite serves for its lock alone: Node has no other exclusive file lock that the kernel releases. */
function takeLock(folder: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, LOCK_FILE), { timeout: LOCK_PATIENCE_MS });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    if (isBusy(cause)) throw new VisitaError('unavailable', inUse(folder), { cause });
    throw new VisitaError('unavailable', `DATA_DIR ${folder} cannot be locked (${reason(cause)})`, { cause });
  }
  held.add(lock);
  return lock;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

/** The pid serves this message only: who owns the folder is decided by the lock. */
function inUse(folder: string): string {
  let pid = '';
  try {
    pid = readFileSync(join(folder, PID_FILE), 'utf8').trim();
  } catch {
    // The other one has the lock and has not written its pid yet.
  }
  if (pid === String(process.pid)) return `DATA_DIR ${folder} is already open in this process (pid ${pid})`;
  return `DATA_DIR ${folder} is in use by another Visita server${pid === '' ? '' : ` (pid ${pid})`}`;
}

async function readOrCreateSecret(folder: string, name: string): Promise<string> {
  if (!/^[a-z0-9-]+$/.test(name)) throw new TypeError(`not a name for a secret: ${name}`);
  const file = join(folder, name);
  let secret: string;
  try {
    secret = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOENT') return await createSecret(folder, name);
    throw new VisitaError('unavailable', `${file} cannot be read (${String(error.code)})`, { cause: error });
  }
  // Overwriting it would lock people out of what the old one opens, so a person decides.
  if (secret.length < SECRET_CHARACTERS) throw new VisitaError('unavailable', `${file} holds no secret of at least ${SECRET_CHARACTERS} characters; restore it or remove it`);
  return secret;
}

/** A reader sees the whole secret or no file, also after a crash: written aside, synced, renamed. */
async function createSecret(folder: string, name: string): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const aside = join(folder, `.${name}.new`);
  await rm(aside, { force: true });
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(`${secret}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(folder, name));
  await syncFolder(folder);
  return secret;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
