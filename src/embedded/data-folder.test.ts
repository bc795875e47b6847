import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openDataFolder } from './data-folder.ts';

const MODULE = new URL('./data-folder.ts', import.meta.url).href;

/** Another process that opens the folder, says `open` or the error, and waits to be killed. */
async function openInAnotherProcess(path: string): Promise<{ child: ChildProcess; said: string; warnings: () => string }> {
  const script = `import { openDataFolder } from ${JSON.stringify(MODULE)};
    try { await openDataFolder(${JSON.stringify(path)}); console.log('open'); setInterval(() => {}, 1000); }
    catch (error) { console.log(error.message); }`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let warnings = '';
  child.stderr.on('data', (chunk: Buffer) => (warnings += chunk.toString()));
  const [said] = await once(child.stdout, 'data');
  return { child, said: String(said).trim(), warnings: () => warnings };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

describe('the data folder', () => {
  let root = '';
  let path = '';
  let count = 0;
  const newPath = (): string => join(root, `data-${(count += 1)}`, '.data');

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'visita-data-folder-'));
    path = newPath();
  });
  after(async () => await rm(root, { recursive: true, force: true }));

  test('is made for its owner alone', async () => {
    const folder = await openDataFolder(path);
    assert.equal((await stat(folder.path)).mode & 0o777, 0o700);
    folder.release();
  });

  test('cannot be opened twice by one process, also by another path, until it is released', async () => {
    const first = await openDataFolder(path);
    const alias = join(root, 'alias');
    await symlink(first.path, alias);
    await assert.rejects(openDataFolder(alias), { code: 'unavailable', message: /is already open in this process/ });
    first.release();
    first.release();
    (await openDataFolder(alias)).release();
  });

  test('cannot be opened by two processes, and the error names the other', async () => {
    const other = await openInAnotherProcess(path);
    try {
      assert.equal(other.said, 'open');
      await assert.rejects(openDataFolder(path), {
        code: 'unavailable',
        message: `DATA_DIR ${path} is in use by another Visita server (pid ${other.child.pid})`,
      });
    } finally {
      await end(other.child);
    }
    assert.equal(other.warnings(), '');
  });

  test('is free again when its owner was killed', async () => {
    const other = await openInAnotherProcess(path);
    assert.equal(other.said, 'open');
    await end(other.child);
    (await openDataFolder(path)).release();
  });

  test('goes to exactly one of several processes that open it at once', async () => {
    const fresh = newPath();
    const all = await Promise.all([1, 2, 3, 4].map(async () => await openInAnotherProcess(fresh)));
    for (const { child } of all) if (child.exitCode === null) await end(child);
    assert.deepEqual(all.filter(({ said }) => said === 'open').length, 1, all.map(({ said }) => said).join('\n'));
    for (const { said } of all) assert.match(said, /^open$|is in use by another Visita server/);
  });

  test('says why it cannot be made', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    await assert.rejects(openDataFolder(join(file, '.data')), { code: 'unavailable', message: /cannot be made or entered \(ENOTDIR/ });
  });

  test('keeps a secret: the same at every reading, another for another name and folder, readable by its owner only', async () => {
    const folder = await openDataFolder(path);
    const secret = await folder.secret('jwt-secret');
    assert.equal(Buffer.from(secret, 'base64url').length, 32);
    assert.notEqual(await folder.secret('postgresql-password'), secret);
    folder.release();
    const again = await openDataFolder(path);
    assert.equal(await again.secret('jwt-secret'), secret);
    again.release();
    assert.equal((await stat(join(path, 'jwt-secret'))).mode & 0o777, 0o600);
    const other = await openDataFolder(newPath());
    assert.notEqual(await other.secret('jwt-secret'), secret);
    other.release();
  });

  test('makes a secret also where a start was killed while making it, and leaves nothing beside it', async () => {
    const folder = await openDataFolder(path);
    await writeFile(join(folder.path, '.half.new'), 'ha');
    assert.equal((await folder.secret('half')).length, 43);
    assert.deepEqual((await readdir(folder.path)).filter((name) => name.startsWith('.')), []);
    folder.release();
  });

  test('does not replace a secret that was damaged', async () => {
    const folder = await openDataFolder(path);
    await writeFile(join(folder.path, 'damaged'), 'short\n');
    await assert.rejects(folder.secret('damaged'), { code: 'unavailable', message: /holds no secret/ });
    assert.equal(await readFile(join(folder.path, 'damaged'), 'utf8'), 'short\n');
    folder.release();
  });
});
