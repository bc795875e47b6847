import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { createLogger } from '../src/program/log.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { TestQueue } from './queue.fixture.ts';
import { TcpProxy } from './tcp-proxy.fixture.ts';
import { signToken } from './token.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const NAME = 'Benedita Quaresma';
const BROKEN_NAME = 'Leocádia Infortúnio';
const NOTES = 'the doorbell is out of order, call me';
const BROKEN_NOTES = 'these words break a constraint';
const SAMPLES = new URL('events/', import.meta.url);

describe('the log', () => {
  const lines: string[] = [];
  const secrets: string[] = [NAME, BROKEN_NAME, NOTES, BROKEN_NOTES, 'Carvalho', 'Freitas', 'Sem Email', 'Risco Novo'];
  let database: TestDatabase;
  let proxy: TcpProxy;
  let visita: TestVisita;
  let queue: TestQueue;
  before(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.start(database.url);
    const logger = createLogger('trace', { write: (line: string) => void lines.push(line) });
    visita = await startVisita({ DATABASE_URL: proxy.url }, logger);
    queue = new TestQueue(visita);
    // What no test can bring about through the API: a statement that fails for a reason of our own.
    await database.query(`ALTER TABLE bookings ADD CONSTRAINT test_broken CHECK (notes <> '${BROKEN_NOTES}')`);
    await database.query(`ALTER TABLE applicants ADD CONSTRAINT test_broken CHECK (name <> '${BROKEN_NAME}')`);
    await database.query(`ALTER TABLE agents ADD CONSTRAINT test_broken CHECK (name <> '${BROKEN_NAME}')`);
  });
  after(async () => {
    queue.close();
    await proxy.restore();
    await visita.stop();
    await proxy.stop();
    await database.drop();
  });

  const token = async (wish: Parameters<typeof signToken>[0], secret?: string) => {
    const signed = await signToken(wish, secret);
    secrets.push(signed, ...signed.split('.').slice(1), ...(wish.email === undefined ? [] : [wish.email]));
    return visita.api.withToken(signed);
  };
  const screening = (organizationId: string, name: string) => {
    const email = `${randomUUID()}@people.example`;
    secrets.push(email);
    return { event_type: 'APPLICANT_SCREENED', applicant_id: randomUUID(), organization_id: organizationId, name, email, risk_level: 'LOW' };
  };
  const agentOf = (organizationId: string, name: string) =>
    token({ sub: randomUUID(), email: `${randomUUID()}@agency.example`, app_metadata: { organization_id: organizationId }, user_metadata: { name } });

  test('says nothing of people while everything works', async () => {
    const organizationId = randomUUID();
    const person = screening(organizationId, NAME);
    await queue.process(person);
    const agent = await agentOf(organizationId, NAME);
    const applicant = await token({ sub: randomUUID(), email: person.email });
    const { body } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    const booked = await applicant.createBooking({ slot_id: body.slot.id, notes: NOTES });
    assert.equal(booked.status, 201);
    assert.equal((await agent.listBookings()).body.bookings[0]?.notes, NOTES);
    assert.equal((await applicant.cancelBooking(booked.body.booking.id)).status, 200);
  });

  test('says nothing of them where a request or an event is refused', async () => {
    for (const name of await readdir(SAMPLES)) {
      await queue.process(await readFile(new URL(name, SAMPLES), 'utf8'));
    }
    const stranger = await token({ sub: randomUUID(), email: `${randomUUID()}@people.example` });
    assert.equal((await stranger.getMe()).status, 401);
    assert.equal((await (await token({ sub: 'x', email: 'forger@people.example' }, 'another-secret-that-is-long-enough')).getMe()).status, 401);
    const agent = await agentOf(randomUUID(), NAME);
    const secretPath = `/api/v1/slots/${encodeURIComponent('someone@people.example')}`;
    secrets.push('someone@people.example', encodeURIComponent('someone@people.example'));
    assert.equal((await agent.call('GET', secretPath)).status, 400);
    assert.equal((await agent.call('GET', `/nowhere/${encodeURIComponent('someone@people.example')}`)).status, 404);
    assert.equal((await agent.call('POST', '/api/v1/slots', { rawBody: `{"${NOTES}`, headers: { 'content-type': 'application/json' } })).status, 400);
    assert.equal((await agent.createSlot({ [NOTES]: NAME })).status, 400);
  });

  test('says nothing of them where a statement fails, and neither does the answer', async () => {
    const organizationId = randomUUID();
    const person = screening(organizationId, NAME);
    await queue.process(person);
    const agent = await agentOf(organizationId, NAME);
    const applicant = await token({ sub: randomUUID(), email: person.email });
    const { body } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    const answer = await applicant.createBooking({ slot_id: body.slot.id, notes: BROKEN_NOTES });
    assert.equal(answer.status, 500);
    assert.doesNotMatch(JSON.stringify(answer.body), /test_broken|constraint|bookings|INSERT|words/);
    assert.equal((await (await agentOf(organizationId, BROKEN_NAME)).getMe()).status, 500);
    const soFar = lines.length;
    await queue.send(screening(organizationId, BROKEN_NAME));
    await until('the screening failed', () => lines.slice(soFar).some((line) => line.includes('left for redelivery')));
  });

  test('says nothing of them while the database is away', async () => {
    const organizationId = randomUUID();
    const agent = await agentOf(organizationId, NAME);
    assert.equal((await agent.getMe()).status, 200);
    await proxy.cut();
    assert.equal((await agent.getMe()).status, 503);
    const soFar = lines.length;
    await queue.send(screening(organizationId, NAME));
    await until('the screening waits', () => lines.slice(soFar).some((line) => line.includes('held and tried again')));
    await proxy.restore();
    await until('back', async () => (await agent.getMe()).status === 200);
  });

  test('as a whole has no token, e-mail, name or notes in it, and no password of the database', () => {
    const { password } = new URL(database.url);
    const log = lines.join('');
    for (const said of ['"answered"', 'message handled', 'moved to the dead-letter queue', 'unexpected error', 'test_broken', 'held and tried again']) {
      assert.ok(log.includes(said), `the log says ${said}`);
    }
    for (const secret of [...secrets, ...(password === '' ? [] : [password])]) {
      for (const form of [secret, secret.toLowerCase(), encodeURIComponent(secret)]) {
        const found = lines.find((line) => line.includes(form));
        assert.equal(found, undefined, `"${form}" in the log`);
      }
    }
    assert.doesNotMatch(log, /[\w.]@[\w]+\.(?:example|pt)/);
  });
});
