import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { choosePostgresqlAccount } from './postgresql-account.ts';
import { findPostgresqlBinaries, makeLibraryLinks } from './postgresql-binaries.ts';
import { clusterFolder, prepareCluster } from './postgresql-cluster.ts';
import { startPostmaster } from './postgresql-postmaster.ts';
import { stopClusterProcesses } from './postgresql-processes.ts';

const IS_ROOT = process.geteuid?.() === 0;
const logger = pino({ level: 'silent' });

describe('PostgreSQL installed without install scripts, below a folder that only its owner may enter', { timeout: 120_000 }, () => {
  // mkdtemp makes it with mode 700; under /root the folder above is root's alone as well.
  let place = '';
  before(async () => {
    place = await mkdtemp(join(IS_ROOT && process.platform === 'linux' ? '/root' : tmpdir(), 'visita-postgresql-'));
  });
  after(async () => await rm(place, { recursive: true, force: true }));

  test('gets its library links and runs there, as root under another account; a second one takes the place of the first', async () => {
    const installed = dirname(dirname((await findPostgresqlBinaries()).postgres));
    const native = join(place, 'native');
    await cp(installed, native, {
      recursive: true,
      verbatimSymlinks: true,
      // As npm unpacks it: only the files that carry the whole version in their name.
      filter: (file) => !/lib(pq|icu\w+|ecpg|ecpg_compat|pgtypes)\.(so(\.\d+)?|(\d+\.)?dylib)$/.test(file),
    });
    await makeLibraryLinks(place, join(native, 'pg-symlinks.json'), 'the package');
    const dataDir = join(place, '.data');
    await mkdir(dataDir, { mode: 0o700 });
    const binaries = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
    const account = await choosePostgresqlAccount(dataDir, clusterFolder(dataDir), binaries);
    assert.equal(account.owner !== null, IS_ROOT);
    const cluster = await prepareCluster(dataDir, account, binaries, 'password', logger);
    const plan = { cluster, account, binaries, logFile: join(dataDir, 'postgresql.log'), settings: {}, logger };
    const port = 20_000 + (process.pid % 10_000);
    try {
      const first = await startPostmaster(plan, port, new AbortController().signal);
      const second = await startPostmaster(plan, port, new AbortController().signal);
      assert.match(await first.ended, /exited with code 0/);
      await stopClusterProcesses(cluster, logger);
      assert.match(await second.ended, /exited with code 0/);
    } finally {
      await stopClusterProcesses(cluster, logger);
    }
  });
});
