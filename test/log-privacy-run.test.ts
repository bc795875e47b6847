import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SMTPServer } from 'smtp-server';
import { embeddedQueueAt } from '../src/embedded/sqs.ts';
import { createSqsClient } from '../src/sqs/client.ts';
import { ApiClient } from './api.fixture.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { MailSink } from './mail-sink.fixture.ts';
import { TestMachine, type TestProgram } from './process.fixture.ts';
import { TcpProxy } from './tcp-proxy.fixture.ts';
import { signToken, TEST_SECRET } from './token.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const NAME = 'Eulália Trindade-Falcão';
const NOTES = 'the key lies under the third flower pot';
const SMTP_PASSWORD = 'smtp-parola-9281';
const METRICS_TOKEN = 'metrics-parola-3377';
const WRONG_PASSWORD = 'wrong-parola-5512';

// As log-privacy.test.ts, but of the whole program: everything that it and its libraries write to either output.
describe('a whole run at the most talkative level', { timeout: 600_000 }, () => {
  const secrets = [NAME, NOTES, SMTP_PASSWORD, METRICS_TOKEN, WRONG_PASSWORD, TEST_SECRET];
  const programs: TestProgram[] = [];
  const organizationId = randomUUID();
  const person = { id: randomUUID(), email: `eulalia.${randomUUID()}@people.example` };
  let [machine, database, proxy, sink]: [TestMachine | null, TestDatabase | null, TcpProxy | null, MailSink | null] = [null, null, null, null];
  let settings: Record<string, string> = {};
  before(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.start(database.serverUrl);
    sink = await MailSink.start();
    machine = await TestMachine.make();
    secrets.push(person.email, new URL(database.url).password, new URL(database.serverUrl).password);
    settings = {
      DATABASE_URL: proxy.url,
      MIGRATION_DATABASE_URL: database.url,
      LOG_LEVEL: 'trace',
      METRICS_TOKEN,
      SMTP_URL: withPassword(sink.settings.SMTP_URL),
      MAIL_FROM: sink.settings.MAIL_FROM,
    };
  });
  after(async () => {
    await machine?.remove();
    await proxy?.stop();
    await sink?.close();
    await database?.drop();
  });

  const start = async (more: Record<string, string> = {}) => {
    assert.ok(machine);
    const program = machine.run({ ...settings, ...more });
    programs.push(program);
    return program;
  };
  const as = async (server: TestProgram, wish: Parameters<typeof signToken>[0], secret?: string) => {
    const token = await signToken(wish, secret);
    secrets.push(token, ...token.split('.').slice(1), ...(wish.email === undefined ? [] : [wish.email]));
    return new ApiClient(server.url, token);
  };
  const agentOf = (server: TestProgram) =>
    as(server, { sub: 'agent-of-the-run', email: 'agente.do.teste@agency.example', app_metadata: { organization_id: organizationId }, user_metadata: { name: NAME } });
  const screening = { event_type: 'APPLICANT_SCREENED', applicant_id: person.id, organization_id: organizationId, name: NAME, email: person.email, risk_level: 'LOW' };
  const send = async ({ queueUrl }: TestProgram, body: string) => {
    const client = createSqsClient(embeddedQueueAt(Number(new URL(queueUrl).port)));
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
    client.destroy();
  };

  test('through sign-in, bookings, mails, refusals, broken messages and a database that goes away', async () => {
    const server = await (await start()).waitUntilReady();
    await send(server, JSON.stringify(screening));
    const applicant = await as(server, { sub: 'applicant-of-the-run', email: person.email });
    await until('the person is known', async () => (await applicant.getMe()).status === 200);
    const agent = await agentOf(server);
    const { slot } = (await agent.createSlot(visitAt({ property_id: randomUUID() }))).body;
    const booked = await applicant.call('POST', '/api/v1/bookings', { body: { slot_id: slot.id, notes: NOTES }, headers: { 'idempotency-key': randomUUID() } });
    assert.equal(booked.status, 201);
    await sink?.waitFor(1, person.email, 90_000);
    assert.equal((await agent.listBookings()).body.bookings[0]?.notes, NOTES);
    await metricsOf(server);

    for (const broken of [`{"email":"${person.email}","name":"${NAME}"`, JSON.stringify({ ...screening, risk_level: NAME }), JSON.stringify({ ...screening, email: [person.email] }), person.email]) {
      await send(server, broken);
    }
    await until('the broken messages are put aside', () => server.stderr.split('moved to the dead-letter queue').length > 4);

    const json = { 'content-type': 'application/json' };
    assert.equal((await (await as(server, { sub: 'x', email: 'falsa@people.example' }, 'another-secret-that-is-long-enough-too')).getMe()).status, 401);
    assert.equal((await (await as(server, { sub: 'x', email: 'tarde@people.example', exp: 1 })).getMe()).status, 401);
    assert.equal((await (await as(server, { sub: 'nobody', email: 'ninguem@people.example' })).getMe()).status, 401);
    assert.equal((await agent.call('POST', '/api/v1/slots', { rawBody: `{"${NOTES}": ${NAME}`, headers: json })).status, 400);
    assert.equal((await applicant.createBooking({ slot_id: slot.id, notes: NOTES.repeat(60) })).status, 400);
    assert.equal((await applicant.createBooking({ slot_id: slot.id, notes: NOTES })).status, 409);
    assert.equal((await agent.call('GET', '/api/v1/bookings', { query: { cursor: person.email } })).status, 400);
    assert.equal((await agent.call('GET', `/api/v1/slots/${encodeURIComponent(person.email)}`)).status, 400);
    assert.equal((await agent.call('GET', '/api/v1/me', { headers: { 'x-request-id': person.email } })).status, 200);
    await sendGarbage(server, `GET /${encodeURIComponent(NAME)}?token=${applicant.token} HTTP/9.9\r\nAuthorization: Bearer ${applicant.token}\r\n\r\n`);

    await proxy?.cut();
    assert.equal((await applicant.getMe()).status, 503);
    assert.equal((await applicant.createBooking({ slot_id: slot.id, notes: NOTES })).status, 503);
    await send(server, JSON.stringify({ ...screening, applicant_id: randomUUID() }));
    await until('the message is kept meanwhile', () => server.stderr.includes('held and tried again'));
    await proxy?.restore();
    await until('the database is back', async () => (await applicant.getMe()).status === 200);
    assert.equal((await server.kill('SIGTERM')).code, 0);
  });

  test('with a mail server that refuses the password and quotes it', async () => {
    const doorman = new SMTPServer({ authOptional: false, allowInsecureAuth: true, hideSTARTTLS: true, logger: false, onAuth: ({ username, password }, _session, done) => done(new Error(`no ${username} with ${password}`)) });
    const listening = doorman.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    const server = await (await start({ SMTP_URL: withPassword(`smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`) })).waitUntilReady();
    const agent = await agentOf(server);
    const [booking] = (await agent.listBookings()).body.bookings;
    assert.equal((await agent.cancelBooking(booking?.id ?? '')).status, 200);
    await until('the mail is postponed', () => server.stderr.includes('"outcome":"postponed"'));
    await server.kill('SIGTERM');
    const closed = Promise.withResolvers<void>();
    doorman.close(() => closed.resolve());
    await closed.promise;
  });

  test('with a database that cannot be reached, or wants another password', async () => {
    assert.ok(database);
    const wrong = new URL(database.serverUrl);
    wrong.password = WRONG_PASSWORD;
    for (const url of [wrong.href, `postgres://visita:${WRONG_PASSWORD}@127.0.0.1:9/visita`]) {
      const server = await start({ DATABASE_URL: url, MIGRATION_DATABASE_URL: url });
      await until('it waits for the database', () => server.stderr.includes('cannot be reached yet'));
      await server.kill('SIGTERM');
    }
  });

  test('with settings that are refused', async () => {
    const server = await start({ DATABASE_URL: `mysql://visita:${WRONG_PASSWORD}@h/visita`, SMTP_URL: `http://u:${SMTP_PASSWORD}@h`, SUPABASE_JWT_SECRET: WRONG_PASSWORD, METRICS_TOKEN: `${METRICS_TOKEN} !` });
    assert.equal((await server.ended).code, 1);
    assert.match(server.stderr, /DATABASE_URL[^]*SMTP_URL|SMTP_URL[^]*DATABASE_URL/);
  });

  test('says nothing on either output of people, tokens, passwords or secrets', () => {
    const lines = programs.flatMap(({ stdout, stderr }) => `${stdout}\n${stderr}`.split('\n'));
    assert.ok(lines.length > 100, `${lines.length} lines`);
    for (const said of ['"level":"debug"', '"answered"', 'moved to the dead-letter queue', 'unavailable', 'draining']) {
      assert.ok(lines.some((line) => line.includes(said)), `the log says ${said}`);
    }
    for (const secret of secrets) {
      for (const form of [secret, secret.toLowerCase(), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64').replace(/=+$/, '')]) {
        assert.equal(lines.find((line) => line.includes(form)), undefined, `"${form}" in the log`);
      }
    }
    const addresses = lines.join('\n').match(/[\w.+-]+@[\w-]+\.(?:example|pt)/g) ?? [];
    assert.deepEqual(addresses, []);
  });
});

function withPassword(smtpUrl: string): string {
  return smtpUrl.replace('smtp://', `smtp://carteiro:${SMTP_PASSWORD}@`);
}

async function metricsOf({ url }: TestProgram): Promise<void> {
  const statuses = [];
  for (const token of [METRICS_TOKEN, `${METRICS_TOKEN}x`]) {
    statuses.push((await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${token}` } })).status);
  }
  assert.deepEqual(statuses, [200, 401]);
}

/** What is no HTTP, on a bare socket; waits until the server has closed it. */
async function sendGarbage({ url }: TestProgram, text: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(text);
  await once(socket, 'close');
}
