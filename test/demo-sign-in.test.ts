import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { DEMO_AGENTS, DEMO_APPLICANTS } from '../src/embedded/demo-people.ts';
import type { components } from '../src/rest/contract.gen.ts';
import { ApiClient } from './api.fixture.ts';
import { checkAnswer } from './contract.fixture.ts';
import { TestMachine, type TestProgram } from './process.fixture.ts';
import { askRaw } from './raw-request.fixture.ts';
import { startVisita } from './visita.fixture.ts';

type Schemas = components['schemas'];

const EMAIL = DEMO_AGENTS.ana.email;
const PEOPLE = [...Object.values(DEMO_AGENTS), ...Object.values(DEMO_APPLICANTS)];

/** Without an answer's own words: where nothing else differs, the two cannot be told apart. */
function anonymous(text: string): unknown {
  return { ...JSON.parse(text), request_id: '' };
}

/** Signs in as a browser would on a page of the server, but for the headers given; null leaves one out. */
async function signIn(server: string, email: string, headers: Record<string, string | null> = {}) {
  const given = Object.entries({ origin: new URL(server).origin, 'content-type': 'application/json', ...headers });
  const sent = Object.fromEntries(given.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  const answer = await askRaw(server, '/dashboard/demo-sign-in', { method: 'POST', headers: sent, body: JSON.stringify({ email }) });
  const { status, text } = answer;
  const [contentType, requestId] = [String(answer.headers['content-type']), String(answer.headers['x-request-id'])];
  checkAnswer('POST', '/dashboard/demo-sign-in', { status, contentType, requestId, body: JSON.parse(text) });
  return { ...answer, session: JSON.parse(text) as Schemas['DemoSession'] & Schemas['Problem'] };
}

async function settingsOf(server: string, headers: Record<string, string> = {}) {
  const { status, text, headers: answered } = await askRaw(server, '/dashboard/settings', { headers });
  const body = JSON.parse(text) as Schemas['DashboardSettings'];
  checkAnswer('GET', '/dashboard/settings', { status, contentType: String(answered['content-type']), requestId: String(answered['x-request-id']), body });
  assert.equal(answered['cache-control'], 'no-store');
  return body;
}

describe('the demo sign-in of a bare machine', { timeout: 200_000 }, () => {
  const limit = 100;
  let machine: TestMachine;
  let server: TestProgram;
  let port: string;
  before(async () => {
    machine = await TestMachine.make();
    server = await machine.start({ TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_ADDRESS: String(limit) });
    port = new URL(server.url).port;
  });
  after(() => machine.remove());

  test('lists the people of the demo agency, agents first', async () => {
    const { sign_in, ...others } = await settingsOf(server.url);
    assert.deepEqual(others, { default_locale: 'pt-PT', default_time_zone: 'Europe/Lisbon' });
    assert.ok(sign_in.kind === 'demo');
    assert.deepEqual(sign_in.people.map(({ email }) => email), PEOPLE.map(({ email }) => email));
    assert.deepEqual(sign_in.people.map(({ role }) => role), ['agent', 'agent', 'applicant', 'applicant', 'applicant', 'applicant']);
  });

  test('signs each of them in as who they are, for twelve hours', async () => {
    for (const { name, email } of PEOPLE) {
      const { status, session, headers } = await signIn(server.url, email);
      assert.deepEqual([status, headers['cache-control']], [200, 'no-store']);
      const { exp = 0, iat = 0 } = decodeJwt(session.access_token);
      assert.equal(new Date(session.expires_at).getTime(), exp * 1000);
      // Two moments that are read one after the other, and cut to seconds.
      assert.ok(Math.abs(exp - iat - 12 * 3600) <= 2, `${exp - iat} s`);
      const { body } = await new ApiClient(server.url, session.access_token).getMe();
      assert.deepEqual([body.organizations[0]?.name, body.organizations[0]?.email], [name, email]);
    }
  });

  test('signs nobody else in', async () => {
    for (const email of ['somebody@agency.example', `${EMAIL}.evil.example`, ` ${EMAIL}`]) {
      const { status, session } = await signIn(server.url, email);
      assert.deepEqual([status, session.code, session.access_token], [404, 'not_found', undefined], email);
    }
  });

  test('by every name the machine has for itself', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'LocalHost']) {
      const origin = `http://${host.toLowerCase()}:${port}`;
      assert.equal((await signIn(server.url, EMAIL, { host: `${host}:${port}`, origin })).status, 200, host);
      assert.equal((await settingsOf(server.url, { host: `${host}:${port}` })).sign_in.kind, 'demo', host);
    }
  });

  test('never under another name, which may have been pointed here', async () => {
    const hosts = ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`, `127.0.0.1.evil.example:${port}`, '127.0.0.1',
      'localhost', `127.0.0.1:${Number(port) - 1}`, `127.0.0.2:${port}`, `0.0.0.0:${port}`, `user@localhost:${port}`, `localhost:${port}.evil.example`, ''];
    for (const host of hosts) {
      const { status, session } = await signIn(server.url, EMAIL, { host });
      assert.deepEqual([status, session.code], [403, 'forbidden'], host);
      assert.deepEqual((await settingsOf(server.url, { host })).sign_in, { kind: 'none' }, host);
    }
  });

  test('never for a page from elsewhere', async () => {
    const origins = ['http://evil.example', `http://evil.example:${port}`, `https://127.0.0.1:${port}`, 'http://127.0.0.1',
      `http://127.0.0.1:${Number(port) - 1}`, `http://localhost:${port}.evil.example`, `http://localhost:${port}/`, 'null', ''];
    for (const origin of origins) {
      assert.equal((await signIn(server.url, EMAIL, { origin })).status, 403, origin);
      assert.deepEqual((await settingsOf(server.url, { origin })).sign_in, { kind: 'none' }, origin);
    }
  });

  test('never without an Origin', async () => {
    assert.equal((await signIn(server.url, EMAIL, { origin: null })).status, 403);
  });

  test('whatever a proxy says of the name it was asked under', async () => {
    const forwarded = { 'x-forwarded-host': `127.0.0.1:${port}`, 'x-forwarded-proto': 'http', forwarded: `host="127.0.0.1:${port}"` };
    assert.equal((await signIn(server.url, EMAIL, { ...forwarded, host: `evil.example:${port}` })).status, 403);
    assert.equal((await signIn(server.url, EMAIL, { 'x-forwarded-host': 'evil.example' })).status, 200);
  });

  test('is held to the rate of an address', async () => {
    const from = { 'x-forwarded-for': '203.0.113.7' };
    for (let count = 0; count < limit; count += 1) {
      assert.equal((await signIn(server.url, EMAIL, from)).status, 200);
    }
    const { status, session, headers } = await signIn(server.url, EMAIL, from);
    assert.deepEqual([status, session.code], [429, 'rate_limited']);
    assert.ok(Number(headers['retry-after']) > 0);
  });

  test('takes an e-mail and nothing else', async () => {
    const headers = { origin: server.url, 'content-type': 'application/json' };
    for (const body of ['', '{}', '{"email":1}', `{"email":"${EMAIL}","role":"agent"}`, '[]', 'x']) {
      assert.equal((await askRaw(server.url, '/dashboard/demo-sign-in', { method: 'POST', headers, body })).status, 400, body);
    }
    const form = { ...headers, 'content-type': 'text/plain' };
    assert.equal((await askRaw(server.url, '/dashboard/demo-sign-in', { method: 'POST', headers: form, body: `{"email":"${EMAIL}"}` })).status, 415);
  });
});

describe('a server that is no demo', { timeout: 200_000 }, () => {
  test('with a database of its own has no demo sign-in, as if there were no such path', async (t) => {
    const visita = await startVisita();
    t.after(() => visita.stop());
    const { url } = visita.server;
    assert.deepEqual((await settingsOf(url)).sign_in, { kind: 'none' });
    const { status, text } = await signIn(url, EMAIL);
    const nothing = await askRaw(url, '/dashboard/nothing', { method: 'POST' });
    assert.deepEqual([status, anonymous(text)], [404, anonymous(nothing.text)]);
    for (const body of ['', 'x', '{}']) {
      assert.equal((await askRaw(url, '/dashboard/demo-sign-in', { method: 'POST', body })).status, 404, 'nothing else is judged first');
    }
  });

  test('with Supabase tells pages where to sign in, and only with its public key', async (t) => {
    const supabase = { SUPABASE_URL: 'https://project.supabase.co', DEFAULT_LOCALE: 'en', DEFAULT_TIME_ZONE: 'Atlantic/Azores' };
    const [silent, told] = [await startVisita(supabase), await startVisita({ ...supabase, SUPABASE_ANON_KEY: 'sb_publishable_abc' })];
    t.after(() => Promise.all([silent.stop(), told.stop()]));
    assert.deepEqual((await settingsOf(silent.server.url)).sign_in, { kind: 'none' });
    assert.deepEqual(await settingsOf(told.server.url), {
      sign_in: { kind: 'supabase', url: 'https://project.supabase.co', anon_key: 'sb_publishable_abc' },
      default_locale: 'en',
      default_time_zone: 'Atlantic/Azores',
    });
    assert.equal((await signIn(told.server.url, EMAIL)).status, 404);
  });
});
