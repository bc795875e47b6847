import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** https://man7.org/linux/man-pages/man2/statfs.2.html */
const TMPFS_MAGIC = 0x0102_1994;
const MEGABYTE = 2 ** 20;

// Waits until its standard input ends, which it does however the test ends, then takes the disk away: PostgreSQL first.
const CARETAKER = `
  cat >/dev/null
  pid=$(head -n 1 "$1/data/postgresql/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null && sleep 1
  umount "$1" 2>/dev/null || umount -l "$1"
  rmdir "$1"`;

/**
 * A disk of a few megabytes, in memory, that a test may fill: nothing else is on it, and it is unmounted whatever becomes of the
 * test, also when that is killed.
 */
export class SmallDisk {
  readonly #path: string;
  readonly #megabytes: number;
  readonly #caretaker: ChildProcess;

  /** The disk, or why there can be none here. */
  static async mount(megabytes: number): Promise<SmallDisk | { readonly impossible: string }> {
    if (process.platform !== 'linux' || process.geteuid?.() !== 0) {
      return { impossible: 'mounting a tmpfs takes Linux and root' };
    }
    const path = await mkdtemp(join(tmpdir(), 'visita-small-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'visita-test', path]);
    } catch (error) {
      await rm(path, { recursive: true, force: true });
      return { impossible: `mounting is not allowed here: ${error instanceof Error ? error.message : ''}` };
    }
    return new SmallDisk(path, megabytes);
  }

  private constructor(path: string, megabytes: number) {
    this.#path = path;
    this.#megabytes = megabytes;
    this.#caretaker = spawn('sh', ['-c', CARETAKER, 'sh', path], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  }

  /** A folder on it, for PostgreSQL and what belongs to it. */
  get folder(): string {
    return join(this.#path, 'data');
  }

  /** Writes until nothing more fits: never onto another disk than this one. */
  async fill(): Promise<void> {
    const file = await open(join(this.#path, 'ballast'), 'a');
    try {
      for (let written = 0; written < this.#megabytes * 2; written += 1) {
        await this.#assertSmall();
        if (!(await append(file, MEGABYTE))) {
          break;
        }
      }
      while (await append(file, 4_096)) {
        await this.#assertSmall();
      }
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(join(this.#path, 'ballast'), { force: true });
  }

  async unmount(): Promise<void> {
    this.#caretaker.stdin?.end();
    await once(this.#caretaker, 'exit');
    assert.equal((await readFile('/proc/mounts', 'utf8')).includes(this.#path), false, 'the disk is unmounted');
  }

  async #assertSmall(): Promise<void> {
    const { type, blocks, bsize } = await statfs(this.#path);
    assert.ok(type === TMPFS_MAGIC && blocks * bsize <= this.#megabytes * MEGABYTE, 'only the small disk is ever filled');
  }
}

async function append(file: Awaited<ReturnType<typeof open>>, bytes: number): Promise<boolean> {
  try {
    // Less is written where less fits.
    return (await file.write(Buffer.alloc(bytes))).bytesWritten === bytes;
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'ENOSPC');
    return false;
  }
}
