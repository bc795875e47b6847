import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { createLogger } from '../src/program/log.ts';
import { MailSink } from './mail-sink.fixture.ts';
import { TestMachine } from './process.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

/** Retries come after 2, 4, 8 and up to 16 s; the rest is for a busy machine. */
const RETRIED_WITHIN_MS = 60_000;

describe('a mail server with trouble', { timeout: 240_000 }, () => {
  let sink: MailSink;
  let visita: TestVisita;
  const machines: TestMachine[] = [];
  const log: string[] = [];
  before(async () => {
    sink = await MailSink.start();
    visita = await startVisita(sink.settings, createLogger('trace', { write: (line: string) => void log.push(line) }));
  });
  beforeEach(() => {
    sink.refuse = () => null;
    sink.refused = 0;
  });
  afterEach(() => Promise.all(machines.splice(0).map((machine) => machine.remove())));
  after(async () => {
    await visita.stop();
    await sink.close();
  });

  async function people() {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const applicant = await visita.applicant(organizationId);
    await sink.waitFor(2, applicant.email);
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    const book = async () => (await applicant.api.createBooking({ slot_id: body.slot.id })).body.booking.id;
    return { agent, applicant, book };
  }

  async function messages(...args: string[]): Promise<{ code: number | null; stdout: string }> {
    const machine = await TestMachine.make();
    machines.push(machine);
    const program = machine.run({ NODE_ENV: 'production', DATABASE_URL: visita.database.url }, 'src/commands/messages.ts', args);
    const { code } = await program.ended;
    return { code, stdout: program.stdout };
  }

  const invitations = (email: string) => sink.to(email).filter(({ method }) => method !== null).map(({ method }) => method);

  for (const { name, refusal } of [
    { name: 'refuses for now (4xx)', refusal: { code: 451, at: 'DATA' } },
    { name: 'refuses everybody for reasons of its own (5xx to the sender)', refusal: { code: 550, at: 'MAIL FROM' } },
  ] as const) {
    test(`that ${name} gets everything later, in order and once`, async () => {
      const { agent, applicant, book } = await people();
      sink.refuse = () => refusal;
      const bookingId = await book();
      await applicant.api.cancelBooking(bookingId);
      await until('it has refused several times', () => sink.refused >= 4, RETRIED_WITHIN_MS);
      assert.deepEqual(invitations(applicant.email), []);
      sink.refuse = () => null;
      await sink.waitFor(4, applicant.email, RETRIED_WITHIN_MS);
      await sink.waitFor(2, agent.email, RETRIED_WITHIN_MS);
      assert.deepEqual([invitations(applicant.email), invitations(agent.email)], [['REQUEST', 'CANCEL'], ['REQUEST', 'CANCEL']]);
    });
  }

  test('that is away gets everything when it is back', async () => {
    const { agent, applicant, book } = await people();
    await sink.close();
    await applicant.api.cancelBooking(await book());
    await until('it was tried', async () => {
      const tried = await visita.database.query(`SELECT FROM pgboss.job WHERE name = 'messages' AND state = 'retry' AND retry_count > 0`);
      return tried.length > 0;
    });
    await sink.listen();
    await sink.waitFor(4, applicant.email, RETRIED_WITHIN_MS);
    await sink.waitFor(2, agent.email, RETRIED_WITHIN_MS);
    assert.deepEqual([invitations(applicant.email), invitations(agent.email)], [['REQUEST', 'CANCEL'], ['REQUEST', 'CANCEL']]);
  });

  test('that accepted a mail when the database went away gets it once', async () => {
    const { agent, applicant, book } = await people();
    const { database } = visita;
    const name = new URL(database.url).pathname.slice(1);
    const failures = () => log.filter((line) => line.includes('"worker":"delivery"')).length;
    const failed = failures();
    sink.beforeAccepting = async () => {
      sink.beforeAccepting = () => undefined;
      await database.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
      await database.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'visita'`);
    };
    await book();
    await until('the database could not be told', () => failures() > failed);
    await database.query(`GRANT CONNECT ON DATABASE ${name} TO PUBLIC`);
    await sink.waitFor(3, applicant.email);
    await sink.waitFor(1, agent.email);
    await until('the queue knows of both', async () => (await database.query(`SELECT FROM pgboss.job WHERE data->>'kind' = 'booking_confirmed'`)).length === 0);
    assert.deepEqual([invitations(applicant.email), invitations(agent.email)], [['REQUEST'], ['REQUEST']]);
  });

  test('that refuses one recipient for good: that is recorded at once, the others are told, and it can be queued again', async () => {
    const { agent, applicant, book } = await people();
    sink.refuse = (recipient) => (recipient === applicant.email ? { code: 550, at: 'RCPT TO' } : null);
    await book();
    await sink.waitFor(1, agent.email);
    await until('it is recorded', async () => (await undelivered()).length === 1);
    const [row] = await undelivered();
    assert.deepEqual(
      { kind: row?.['kind'], recipient: row?.['recipient'], reason: row?.['reason'], attempts: Number(row?.['attempts']) },
      { kind: 'booking_confirmed', recipient: 'applicant', reason: '550 recipient refused', attempts: 1 },
    );
    const metrics = await (await fetch(`${visita.server.url}/metrics`)).text();
    assert.match(metrics, /^mails_undelivered 1$/m);
    assert.match(metrics, /^mails_total\{outcome="undelivered"\} 1$/m);
    const id = String(row?.['id']);
    const list = await messages('list');
    assert.ok(list.stdout.includes(id) && list.stdout.includes('550') && !list.stdout.includes('@'), list.stdout);
    sink.refuse = () => null;
    assert.deepEqual(await messages('requeue', id), { code: 0, stdout: '1 re-queued\n' });
    const mails = await sink.waitFor(3, applicant.email);
    assert.ok(mails.at(-1)?.messageId.includes(id), 'under the same id');
    assert.deepEqual(await undelivered(), []);
    assert.equal((await messages('requeue', id)).code, 1);
  });

  test('a re-queued confirmation of a booking that was called off since is dropped', async () => {
    const { applicant, book } = await people();
    sink.refuse = (recipient) => (recipient === applicant.email ? { code: 550, at: 'RCPT TO' } : null);
    const bookingId = await book();
    await until('it is recorded', async () => (await undelivered()).length === 1);
    sink.refuse = () => null;
    await applicant.api.cancelBooking(bookingId);
    await sink.waitFor(3, applicant.email);
    assert.deepEqual(await messages('requeue', 'all'), { code: 0, stdout: '0 re-queued, 1 dropped: no longer true\n' });
  });

  test('is logged with the id of each message, and without an address', () => {
    assert.ok(log.some((line) => line.includes('"outcome":"undelivered"') && line.includes('"reason":"550 recipient refused"')));
    assert.deepEqual(log.filter((line) => sink.mails.some(({ to }) => line.includes(to))), []);
  });

  async function undelivered(): Promise<Record<string, unknown>[]> {
    return visita.database.query('SELECT * FROM undelivered_messages');
  }
});
