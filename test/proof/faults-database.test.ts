import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy } from '../tcp-proxy.fixture.ts';
import { survive } from './fault-run.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { OwnPostgresql } from './own-postgresql.fixture.ts';
import { until } from '../until.fixture.ts';

/** Longer than a server waits for a statement that is not answered, so that it has to give up. */
const FROZEN_MS = 9_000;

describe('while people book', { timeout: 400_000 + Number(process.env['PROOF_SECONDS'] ?? 0) * 6_000 }, () => {
  let database: OwnPostgresql;
  let proxy: TcpProxy;
  let fleet: Fleet;
  before(async () => {
    database = await OwnPostgresql.start();
    proxy = await TcpProxy.start(database.url);
  });
  after(async () => {
    await proxy.stop();
    await database.stop();
  });
  beforeEach(async () => {
    // The first server reaches the database through the proxy, the second one directly.
    fleet = await Fleet.start({ databaseUrl: database.url, servers: 2, settingsOf: (number): Record<string, string> => (number === 0 ? { DATABASE_URL: proxy.url } : {}) });
  });
  afterEach(() => fleet.stop());

  for (const [how, signal] of [['an immediate stop', 'SIGQUIT'], ['kill -9', 'SIGKILL']] as const) {
    test(`${how} of PostgreSQL loses nothing that was acknowledged`, async (t) => {
      await survive(t, {
        database,
        fleet,
        fault: async () => {
          const former = await database.postmasterPid();
          await database.signal(signal);
          await until('PostgreSQL runs again', () => isAnswering(database, former));
        },
      });
    });
  }

  test('a cut connection between one server and the database loses nothing that was acknowledged', async (t) => {
    await survive(t, {
      database,
      fleet,
      fault: async () => {
        await proxy.cut();
        await until('that server is not ready', async () => !(await fleet.isReady()));
        await proxy.restore();
      },
    });
  });

  test('a frozen connection between one server and the database loses nothing that was acknowledged, and holds no slot for long', async (t) => {
    await survive(t, {
      database,
      fleet,
      fault: async () => {
        proxy.freeze();
        await until('that server is not ready', async () => !(await fleet.isReady()));
        await sleep(FROZEN_MS);
        const other = await fetch(`${fleet.servers[1]?.url}/health/ready`);
        assert.equal(other.status, 200, 'the other server is not touched by it');
        await proxy.restore();
      },
    });
  });
});

async function isAnswering(database: OwnPostgresql, formerPid: number): Promise<boolean> {
  try {
    await database.query('SELECT 1');
    return (await database.postmasterPid()) !== formerPid;
  } catch {
    return false;
  }
}
