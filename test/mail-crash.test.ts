import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { ApiClient } from './api.fixture.ts';
import { MailSink } from './mail-sink.fixture.ts';
import { agentAt, applicantAt, TestMachine, type TestProgram } from './process.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

/** Fifteen seconds are promised, and the last message in hand may have others behind it; the rest is for a busy machine. */
const TOLD_WITHIN_MS = 15_000 + 45_000;
const CRASHES = 4;

describe('kill -9 between commit and delivery', { timeout: 600_000 }, () => {
  let sink: MailSink;
  let machine: TestMachine;
  const organizationId = randomUUID();
  before(async () => {
    sink = await MailSink.start();
    machine = await TestMachine.make();
  });
  after(async () => {
    await machine.remove();
    await sink.close();
  });

  test('everybody is told what happened and nothing else; a crash repeats one message at most, under the same Message-ID', async () => {
    let server = await machine.start(sink.settings);
    for (let crash = 0; crash < CRASHES; crash += 1) {
      await startLoad(server, organizationId);
      const dying = server;
      if (crash % 2 === 0) {
        // In the worst moment: the sink takes the mail, and the server never learns of it.
        await delay(randomInt(300, 900));
        sink.beforeAccepting = async () => {
          sink.beforeAccepting = () => undefined;
          await dying.kill('SIGKILL');
        };
        await until('it was killed while it sent a mail', () => !dying.isRunning);
      } else {
        await delay(randomInt(50, 1_500));
        await dying.kill('SIGKILL');
      }
      server = await machine.start(sink.settings);
    }
    const database = await machine.connect();
    const expected = await expectedMails(database);
    assert.ok(expected.length > 20, 'the load did something');
    // How many there are depends on how fast the load was; a busy machine tells them slowly, but it goes on.
    const told = () => new Set(sink.mails.map(({ messageId }) => messageId)).size;
    while (told() < expected.length) {
      const soFar = told();
      await until(`one more is told than ${soFar} of ${expected.length}`, () => told() > soFar, TOLD_WITHIN_MS);
    }
    await until('nothing is left', async () => {
      const { rows } = await database.query(`SELECT FROM pgboss.job WHERE name = 'messages' AND data->>'kind' <> 'visit_reminder' UNION ALL SELECT FROM outbox`);
      return rows.length === 0;
    });
    assert.deepEqual(toldOnce(sink).toSorted(), expected.toSorted());
    assert.ok(sink.mails.length - expected.length <= CRASHES, `${sink.mails.length - expected.length} repeated`);
    assertOrder(sink);
    assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null });
  });

  test('two servers on one database tell everybody once', async () => {
    const first = await machine.start(sink.settings);
    const database = await machine.connect();
    const { rows } = await database.query<{ port: string }>(`SELECT current_setting('port') AS port`);
    assert.equal(rows.length, 1);
    const { host, port, user, database: name } = database;
    const url = `postgres://${user}:${encodeURIComponent(String(database.password))}@${host}:${port}/${name}`;
    const second = await machine.start({ ...sink.settings, DATABASE_URL: url, DATA_DIR: `${machine.dataDir}-second` });
    const soFar = sink.mails.length;
    const told = (await expectedMails(database)).length;
    const loads = await Promise.all([first, second].map((server) => startLoad(server, organizationId, 3)));
    await Promise.all(loads.map(({ done }) => done));
    await until('nothing is left', async () => {
      const left = await database.query(`SELECT FROM pgboss.job WHERE name = 'messages' AND data->>'kind' <> 'visit_reminder' UNION ALL SELECT FROM outbox`);
      return left.rows.length === 0;
    });
    assert.equal(sink.mails.length - soFar, (await expectedMails(database)).length - told);
    assertOrder(sink);
  });

  /** To whom which kind of mail is due, from the audit trail. */
  async function expectedMails(database: Client): Promise<string[]> {
    const { rows } = await database.query<{ mail: string }>(
      `SELECT concat_ws(' ', told.email, CASE WHEN events.type LIKE 'booking.cancelled%' THEN 'CANCEL' WHEN events.type = 'booking.confirmed' THEN 'REQUEST' END) AS mail
       FROM events
       LEFT JOIN applicants ON applicants.id = events.applicant_id
       LEFT JOIN agents ON agents.id = events.agent_id
       CROSS JOIN LATERAL (
         SELECT applicants.email WHERE events.type LIKE 'booking.%' OR events.type IN ('applicant.registered', 'applicant.linked')
         UNION ALL SELECT agents.email WHERE events.type LIKE 'booking.%'
       ) AS told
       WHERE events.organization_id = $1`,
      [organizationId],
    );
    return rows.map(({ mail }) => mail);
  }
});

/** Books and cancels until it is `done` or the server is gone. */
async function startLoad(server: TestProgram, organizationId: string, rounds = 50): Promise<{ done: Promise<unknown> }> {
  const agent = await agentAt(server, organizationId);
  const applicants = [await applicantAt(server, organizationId), await applicantAt(server, organizationId)];
  const visit = async (applicant: ApiClient) => {
    for (let round = 0; round < rounds && server.isRunning; round += 1) {
      const { body } = await agent.createSlot(visitAt({ property_id: randomUUID(), hours: 30 + round }));
      const { body: booked } = await applicant.createBooking({ slot_id: body.slot.id });
      await (round % 3 === 0 ? agent.cancelSlot(body.slot.id) : applicant.cancelBooking(booked.booking.id));
    }
  };
  return { done: Promise.allSettled(applicants.map(visit)) };
}

function toldOnce(sink: MailSink): string[] {
  const byId = new Map(sink.mails.map(({ messageId, to, method }) => [messageId, method === null ? to : `${to} ${method}`]));
  return [...byId.values()];
}

/** Of one booking nobody hears of the end before the beginning. */
function assertOrder(sink: MailSink): void {
  const begun = new Set<string>();
  for (const { to, method, parsed } of sink.mails) {
    const calendar = parsed.attachments.map(({ content }) => content.toString('utf8')).join('').replaceAll('\r\n ', '');
    const visit = `${to} ${/^UID:(\S+)/m.exec(calendar)?.[1] ?? ''}`;
    assert.ok(method !== 'CANCEL' || begun.has(visit), 'a cancellation came before its confirmation');
    if (method === 'REQUEST') {
      begun.add(visit);
    }
  }
}
