import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../database.fixture.ts';
import { MailSink } from '../mail-sink.fixture.ts';
import { survive } from './fault-run.fixture.ts';
import { Fleet } from './fleet.fixture.ts';
import { findDueMails } from './said.fixture.ts';
import { CALM, type Workload } from './workload.fixture.ts';
import { until } from '../until.fixture.ts';

/** Long enough for a server to notice, and to have something to make up for. */
const AWAY_MS = 4_000;

describe('while people book and are told of it', { timeout: 400_000 + Number(process.env['PROOF_SECONDS'] ?? 0) * 4_000 }, () => {
  let database: TestDatabase;
  let sink: MailSink;
  let fleet: Fleet;
  before(async () => {
    database = await createTestDatabase();
    sink = await MailSink.start();
  });
  after(async () => {
    await sink.close();
    await database.drop();
  });
  beforeEach(async () => {
    sink.mails.length = 0;
    // A reminder is due at a time of its own.
    fleet = await Fleet.start({ databaseUrl: database.url, servers: 2, settings: { ...sink.settings, REMINDER_HOURS: '0' } });
  });
  afterEach(() => fleet.stop());

  /** Gives how many mails came more than once. */
  async function allTold({ organizationId }: Workload): Promise<number> {
    const due = await findDueMails(database, organizationId);
    const ids = () => new Set(sink.mails.map(({ messageId }) => messageId));
    await until('everybody is told', () => ids().size >= due.length);
    await until('nothing is left', async () => {
      const left = await database.query(`SELECT FROM pgboss.job WHERE name = 'messages' AND data->>'kind' <> 'visit_reminder' UNION ALL SELECT FROM outbox`);
      return left.length === 0;
    });
    const once = new Map(sink.mails.map(({ messageId, to, method }) => [messageId, method === null ? to : `${to} ${method}`]));
    assert.deepEqual([...once.values()].toSorted(), due.toSorted(), 'everybody is told what happened, and nothing else');
    return sink.mails.length - once.size;
  }

  test('the mail server away for a while delays mails, and repeats at most those that it was just taking', async (t) => {
    let repeated = 0;
    const outages = await survive(t, {
      database,
      fleet,
      shape: CALM,
      fault: async () => {
        await sink.close();
        await sleep(AWAY_MS);
        await sink.listen();
      },
      afterwards: async (workload) => {
        repeated = await allTold(workload);
      },
    });
    t.diagnostic(`${outages} outages, ${repeated} repeated`);
    assert.ok(repeated <= outages * fleet.servers.length, `${repeated} repeated by ${outages} outages`);
  });

  test('kill -9 of a server that hands over a mail repeats that mail at most', async (t) => {
    let repeated = 0;
    const crashes = await survive(t, {
      database,
      fleet,
      shape: CALM,
      fault: async () => {
        const [dying] = fleet.servers;
        // In the worst moment: the sink takes the mail, and the server never learns of it. The other one may be the sender.
        sink.beforeAccepting = async () => {
          sink.beforeAccepting = () => undefined;
          await dying?.kill('SIGKILL');
        };
        await until('it was killed', () => dying?.isRunning === false);
        await fleet.startAgain(0);
      },
      afterwards: async (workload) => {
        repeated = await allTold(workload);
      },
    });
    t.diagnostic(`${crashes} crashes, ${repeated} repeated`);
    assert.ok(repeated <= crashes, `${repeated} repeated by ${crashes} crashes`);
  });

  test('the queue away for a while delays screenings, and loses none', async (t) => {
    await survive(t, {
      database,
      fleet,
      shape: CALM,
      fault: async () => {
        await fleet.stopQueue();
        await until('the servers say so', async () => !(await fleet.isReady()));
        await sleep(AWAY_MS);
        await fleet.startQueue();
      },
      afterwards: async (workload) => {
        assert.equal(await allTold(workload), 0);
      },
    });
  });
});
