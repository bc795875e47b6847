import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { until } from '../../test/until.fixture.ts';
import { openDataFolder } from './data-folder.ts';
import { clusterFolder } from './postgresql-cluster.ts';
import { identifyCluster, isClusterRunning, stopClusterProcesses } from './postgresql-processes.ts';
import { startEmbeddedPostgresql } from './postgresql.ts';

const FIXTURE = join(import.meta.dirname, 'postgresql.fixture.ts');
const IS_ROOT = process.geteuid?.() === 0;
const logger = pino({ level: 'silent' });
const firstLineSchema = z.union([z.object({ url: z.string() }), z.object({ error: z.string() })]);

/** A server of its own: see postgresql.fixture.ts. */
async function startServer(dataDir: string): Promise<{ child: ChildProcess; url: string; error: string; log: () => string }> {
  const child = spawn(process.execPath, [FIXTURE, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const [line] = await once(createInterface(child.stdout), 'line');
  const said = firstLineSchema.parse(JSON.parse(String(line)));
  return { child, url: 'url' in said ? said.url : '', error: 'error' in said ? said.error : '', log: () => log };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 20_000 });
  // A server that is killed while we ask fails the query, too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

async function queryUntilItAnswers(url: string, sql: string): Promise<unknown[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await query(url, sql);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

async function postmasterPid(dataDir: string): Promise<number> {
  const pid = Number.parseInt(await readFile(join(clusterFolder(dataDir), 'postmaster.pid'), 'utf8'), 10);
  assert.ok(pid > 1);
  return pid;
}

async function isRunning(dataDir: string): Promise<boolean> {
  return await isClusterRunning(await identifyCluster(clusterFolder(dataDir)));
}

/** For a test that failed: nothing of it may go on running. */
async function stopRest(dataDir: string): Promise<void> {
  try {
    await stopClusterProcesses(await identifyCluster(clusterFolder(dataDir)), logger);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

describe('the embedded PostgreSQL', { timeout: 600_000 }, () => {
  let dataDir = '';

  // A new folder under one that only its owner may enter, as mkdtemp makes it.
  async function withFolder(body: () => Promise<void>): Promise<void> {
    const root = await mkdtemp(join(tmpdir(), 'visita-postgresql-'));
    dataDir = join(root, '.data');
    try {
      await body();
    } finally {
      await stopRest(dataDir);
      await rm(root, { recursive: true, force: true });
    }
  }

  test('starts on a bare folder, stops, and has its data at the next start', async () => {
    await withFolder(async () => {
      for (const expected of [1, 2]) {
        const dataFolder = await openDataFolder(dataDir);
        const postgresql = await startEmbeddedPostgresql({ dataFolder, logger });
        await query(postgresql.url, 'CREATE TABLE IF NOT EXISTS visit (id int GENERATED ALWAYS AS IDENTITY)');
        await query(postgresql.url, 'INSERT INTO visit DEFAULT VALUES');
        assert.deepEqual(await query(postgresql.url, 'SELECT count(*)::int FROM visit'), [[expected]]);
        await Promise.all([postgresql.stop(), postgresql.stop()]);
        await assert.rejects(query(postgresql.url, 'SELECT 1'), { code: 'ECONNREFUSED' });
        assert.equal(await isRunning(dataDir), false);
        dataFolder.release();
      }
    });
  });

  test('is durable, in UTF-8 and UTC, on loopback only, sorts alike everywhere, and its role is no superuser but has btree_gist', async () => {
    await withFolder(async () => {
      const dataFolder = await openDataFolder(dataDir);
      const postgresql = await startEmbeddedPostgresql({ dataFolder, logger, extraSettings: { work_mem: '5MB', port: '1' } });
      const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'server_encoding', 'TimeZone', 'listen_addresses', 'unix_socket_directories', 'work_mem'];
      assert.deepEqual(await query(postgresql.url, `SELECT ${settings.map((name) => `current_setting('${name}')`).join()}`), [
        ['on', 'on', 'on', 'UTF8', 'UTC', '127.0.0.1', '', '5MB'],
      ]);
      assert.deepEqual(await query(postgresql.url, 'SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()'), [['b', 'C.UTF-8']]);
      assert.deepEqual(await query(postgresql.url, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user'), [[false]]);
      await query(postgresql.url, 'CREATE EXTENSION btree_gist');
      await assert.rejects(query(postgresql.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1'), { code: '28P01' });
      await postgresql.stop();
      dataFolder.release();
    });
  });

  test('comes back on the same URL with its data when it is killed under a living server, twice, while in use', async () => {
    await withFolder(async () => {
      const { child, url } = await startServer(dataDir);
      await query(url, 'CREATE TABLE visit AS SELECT 1 AS id');
      for (let kills = 0; kills < 2; kills += 1) {
        // Busy without ever waiting: such a backend does not notice that its postmaster is dead.
        const busy = assert.rejects(query(url, 'SELECT count(*) FROM generate_series(1, 20000000000)'));
        await sleep(300);
        process.kill(await postmasterPid(dataDir), 'SIGKILL');
        await sleep(100);
        assert.deepEqual(await queryUntilItAnswers(url, 'SELECT id FROM visit'), [[1]]);
        await busy;
      }
      await end(child, 'SIGTERM');
      assert.equal(await isRunning(dataDir), false);
    });
  });

  test('stops while it is being started again', async () => {
    await withFolder(async () => {
      const { child, log } = await startServer(dataDir);
      process.kill(await postmasterPid(dataDir), 'SIGKILL');
      await until('it is to be started again', () => log().includes('PostgreSQL died, starting it again'));
      await end(child, 'SIGTERM');
      await sleep(500);
      assert.equal(await isRunning(dataDir), false);
    });
  });

  test('left an orphan by a killed server is stopped, and the data is there', async () => {
    await withFolder(async () => {
      const first = await startServer(dataDir);
      await query(first.url, 'CREATE TABLE visit AS SELECT 1 AS id');
      const orphan = await postmasterPid(dataDir);
      await end(first.child, 'SIGKILL');
      assert.equal(await isRunning(dataDir), true);
      const second = await startServer(dataDir);
      assert.notEqual(await postmasterPid(dataDir), orphan);
      assert.deepEqual(await query(second.url, 'SELECT id FROM visit'), [[1]]);
      await end(second.child, 'SIGTERM');
    });
  });

  test('killed together with the server starts again on the same data', async () => {
    await withFolder(async () => {
      const first = await startServer(dataDir);
      await query(first.url, 'CREATE TABLE visit AS SELECT 1 AS id');
      const busy = assert.rejects(query(first.url, 'SELECT count(*) FROM generate_series(1, 20000000000)'));
      await sleep(300);
      const pid = await postmasterPid(dataDir);
      const exited = once(first.child, 'exit');
      first.child.kill('SIGKILL');
      process.kill(pid, 'SIGKILL');
      await exited;
      const second = await startServer(dataDir);
      assert.deepEqual(await query(second.url, 'SELECT id FROM visit'), [[1]]);
      await busy;
      await end(second.child, 'SIGTERM');
    });
  });

  test('is not hindered by a stale pid file with the number of another living process, and leaves that one alone', async () => {
    await withFolder(async () => {
      const first = await startServer(dataDir);
      const pidFile = join(clusterFolder(dataDir), 'postmaster.pid');
      const lines = (await readFile(pidFile, 'utf8')).split('\n');
      await end(first.child, 'SIGTERM');
      // Of the same user as PostgreSQL, which believes in a pid only when it may signal it.
      const { uid, gid } = await stat(clusterFolder(dataDir));
      const stranger = spawn('sleep', ['60'], { cwd: clusterFolder(dataDir), stdio: 'ignore', ...(IS_ROOT ? { uid, gid } : {}) });
      await writeFile(pidFile, [stranger.pid, ...lines.slice(1)].join('\n'));
      const second = await startServer(dataDir);
      assert.equal(second.error, '');
      assert.deepEqual(await query(second.url, 'SELECT 1'), [[1]]);
      assert.equal(stranger.exitCode, null);
      assert.equal(stranger.signalCode, null);
      stranger.kill();
      await end(second.child, 'SIGTERM');
    });
  });

  test('is made whole when a server was killed in the middle of making it', async () => {
    await withFolder(async () => {
      const killed = spawn(process.execPath, [FIXTURE, dataDir], { stdio: 'ignore' });
      const isHalfMade = async (): Promise<boolean> =>
        (await readdir(dataDir).catch(() => [])).some((name) => name.startsWith('postgresql.new-'));
      await until('the folder is half made', isHalfMade);
      await end(killed, 'SIGKILL');
      assert.equal(await isHalfMade(), true);
      const { child, url } = await startServer(dataDir);
      assert.deepEqual(await query(url, 'SELECT 1'), [[1]]);
      await end(child, 'SIGTERM');
    });
  });

  test('is refused to a second server on one DATA_DIR, and the first goes on', async () => {
    await withFolder(async () => {
      const first = await startServer(dataDir);
      const second = await startServer(dataDir);
      assert.equal(second.error, `DATA_DIR ${dataDir} is in use by another Visita server (pid ${first.child.pid})`);
      assert.deepEqual(await query(first.url, 'SELECT 1'), [[1]]);
      await end(first.child, 'SIGTERM');
    });
  });

  test('that cannot start leaves nothing running and says why', async () => {
    await withFolder(async () => {
      const dataFolder = await openDataFolder(dataDir);
      await assert.rejects(startEmbeddedPostgresql({ dataFolder, logger, extraSettings: { shared_buffers: 'plenty' } }), {
        code: 'unavailable',
        message: /PostgreSQL did not start: it exited with code 1[^]*invalid value for parameter "shared_buffers"/,
      });
      assert.equal(await isRunning(dataDir), false);
      dataFolder.release();
    });
  });

  test('says which file is wrong when the password file was replaced', async () => {
    await withFolder(async () => {
      const first = await startServer(dataDir);
      await end(first.child, 'SIGTERM');
      await rm(join(dataDir, 'postgresql-superuser-password'));
      const second = await startServer(dataDir);
      assert.match(second.error, /restore the file postgresql-superuser-password/);
      assert.equal(await isRunning(dataDir), false);
    });
  });

  test('survives the loss of the password file of its role, and the removal of the folder to another place', async () => {
    await withFolder(async () => {
      const first = await startServer(dataDir);
      await query(first.url, 'CREATE TABLE visit AS SELECT 1 AS id');
      await end(first.child, 'SIGKILL');
      await rm(join(dataDir, 'postgresql-password'));
      const moved = join(dirname(dataDir), 'moved');
      await rename(dataDir, moved);
      const second = await startServer(moved);
      dataDir = moved;
      assert.deepEqual(await query(second.url, 'SELECT id FROM visit'), [[1]]);
      await end(second.child, 'SIGTERM');
    });
  });

  test('ends with its server also when that ends by an exception', async () => {
    await withFolder(async () => {
      const script = `import { pino } from 'pino';
        import { openDataFolder } from ${JSON.stringify(new URL('./data-folder.ts', import.meta.url).href)};
        import { startEmbeddedPostgresql } from ${JSON.stringify(new URL('./postgresql.ts', import.meta.url).href)};
        await startEmbeddedPostgresql({ dataFolder: await openDataFolder(${JSON.stringify(dataDir)}), logger: pino({ level: 'silent' }) });
        throw new Error('thrown on purpose');`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: import.meta.dirname, stdio: 'ignore' });
      assert.deepEqual(await once(child, 'exit'), [1, null]);
      const deadline = Date.now() + 10_000;
      while (await isRunning(dataDir)) {
        assert.ok(Date.now() < deadline, 'PostgreSQL still runs');
        await sleep(50);
      }
    });
  });
});
