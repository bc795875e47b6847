import { copyFile, open, stat, truncate } from 'node:fs/promises';

const MAX_BYTES = 5 * 1024 * 1024;
const TAIL_BYTES = 8 * 1024;
const TAIL_LINES = 12;

/** Size of the log in bytes; 0 when there is none. A mark for `readLogTail`. */
export async function measureLog(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** The last lines written after the mark. */
export async function readLogTail(file: string, mark: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const from = Math.max(size < mark ? 0 : mark, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead).trim().split('\n').slice(-TAIL_LINES).join('\n');
  } finally {
    await handle.close();
  }
}

/**
 * Keeps the log below 5 MiB, and one older file beside it. PostgreSQL holds the file open for appending, so it is
 * copied and emptied, not renamed; a line written in between is lost.
 */
export async function limitLog(file: string): Promise<void> {
  if ((await measureLog(file)) <= MAX_BYTES) return;
  await copyFile(file, `${file}.1`);
  await truncate(file);
}
