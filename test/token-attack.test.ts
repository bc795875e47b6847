import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { UnsecuredJWT } from 'jose';
import { JwksServer, makeKey, sign, type SigningKey } from '../src/rest/jwks-server.fixture.ts';
import { forge, tamper } from '../src/rest/token.fixture.ts';
import { signToken, TEST_SECRET } from './token.fixture.ts';
import { until } from './until.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const now = () => Math.floor(Date.now() / 1000);

/** What a new agent's token says, so that a token let through by mistake would succeed. */
const payload = (fields: Record<string, unknown> = {}) => ({
  sub: randomUUID(),
  email: `${randomUUID()}@agency.example`,
  aud: 'authenticated',
  role: 'authenticated',
  iat: now(),
  exp: now() + 3600,
  app_metadata: { organization_id: randomUUID() },
  ...fields,
});

async function assertRefused(visita: TestVisita, tokens: Record<string, string>): Promise<void> {
  for (const [what, token] of Object.entries(tokens)) {
    const { status, body, headers } = await visita.api.withToken(token).getMe();
    assert.deepEqual([status, body.code], [401, 'unauthorized'], what);
    assert.match(headers.get('www-authenticate') ?? '', /^Bearer/, what);
    assert.ok(!JSON.stringify(body).includes(token), `${what}: the answer does not quote the token`);
  }
  assert.deepEqual(await visita.database.query('SELECT FROM agents'), [], 'no refused token makes an agent');
}

describe('tokens where only the secret is set', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  test('anything but a sound token is 401', async () => {
    const good = await signToken(payload());
    const key = await makeKey('ES256', 'somebody');
    await assertRefused(visita, {
      'no JWT': 'not-a-jwt-at-all',
      'three dots': '..',
      'another secret': await signToken(payload(), 'another-secret-that-is-also-long-enough'),
      'the empty secret': forge({ alg: 'HS256', typ: 'JWT' }, payload(), ''),
      'alg none': new UnsecuredJWT(payload()).encode(),
      'alg none with a signature': forge({ alg: 'none' }, payload(), TEST_SECRET),
      'alg nOnE': forge({ alg: 'nOnE' }, payload(), TEST_SECRET),
      'no alg': forge({ typ: 'JWT' }, payload(), TEST_SECRET),
      'HS512 named, HS256 used': forge({ alg: 'HS512' }, payload(), TEST_SECRET),
      'the sender’s own key': await sign(key, payload(), { jwk: key.jwk }),
      'a changed header': tamper(good, 0),
      'changed claims': tamper(good, 1),
      'a changed signature': tamper(good, 2),
      'no signature': `${good.split('.').slice(0, 2).join('.')}.`,
      'expired': await signToken(payload({ exp: now() - 60 })),
      'without expiry': await signToken(payload({ exp: undefined })),
      'expiry as text': await signToken(payload({ exp: String(now() + 3600) })),
      'not valid yet': await signToken(payload({ nbf: now() + 60 })),
      'issued in the future': await signToken(payload({ iat: now() + 60 })),
      'another audience': await signToken(payload({ aud: 'anon' })),
      'no audience': await signToken(payload({ aud: undefined })),
      'no subject': await signToken(payload({ sub: undefined })),
      'an empty subject': await signToken(payload({ sub: '' })),
      'a subject PostgreSQL cannot store': await signToken(payload({ sub: 'a\u0000b' })),
      'too long': await signToken(payload({ padding: 'x'.repeat(9000) })),
    });
  });

  test('no token, and any scheme but Bearer, is 401', async () => {
    const token = await signToken(payload());
    const headers: Record<string, string>[] = [
      {},
      { authorization: '' },
      { authorization: token },
      { authorization: 'Bearer' },
      { authorization: `Basic ${token}` },
      { authorization: `Bearer ${token} ${token}` },
      { authorization: `Bearer ${token}, Bearer ${token}` },
      { cookie: `token=${token}; sb-access-token=${token}` },
      { 'x-forwarded-authorization': `Bearer ${token}` },
    ];
    for (const each of headers) {
      const { status } = await visita.api.call('GET', '/api/v1/me', { headers: each });
      assert.equal(status, 401, JSON.stringify(Object.keys(each)));
    }
    for (const name of ['access_token', 'token', 'jwt']) {
      assert.equal((await visita.api.call('GET', '/api/v1/me', { query: { [name]: token } })).status, 401, name);
    }
  });

  test('401 comes before role, request and existence', async () => {
    const api = visita.api.withToken('forged');
    for (const answer of [
      await api.createSlot({ nonsense: true }),
      await api.call('POST', '/api/v1/bookings', { rawBody: '{', headers: { 'content-type': 'application/json' } }),
      await api.getSlot('not-a-uuid'),
      await api.cancelBooking(randomUUID()),
      await api.listSlots({ limit: 0 }),
    ]) {
      assert.equal(answer.status, 401);
    }
  });

  test('clocks may differ by 5 s', async () => {
    const token = await signToken(payload({ exp: now() - 1, iat: now() + 2 }));
    assert.equal((await visita.api.withToken(token).getMe()).status, 200);
  });
});

describe('tokens of a Supabase project', () => {
  let elliptic: SigningKey;
  let rsa: SigningKey;
  let jwks: JwksServer;
  let visita: TestVisita;
  before(async () => {
    [elliptic, rsa] = await Promise.all([makeKey('ES256', 'elliptic'), makeKey('RS256', 'rsa')]);
    jwks = new JwksServer([elliptic.jwk, rsa.jwk]);
    await jwks.start();
    visita = await startVisita({ SUPABASE_URL: jwks.url });
  });
  after(async () => {
    await visita.stop();
    await jwks.stop();
  });

  const issued = (fields: Record<string, unknown> = {}) => payload({ iss: `${jwks.url}/auth/v1`, ...fields });
  const me = async (token: string) => visita.api.withToken(token).getMe();

  // First, while no key was ever fetched.
  test('while the key set is out of reach, tokens it would decide are 503, those of the secret are not', async () => {
    jwks.answer = 'error';
    const { status, headers, body } = await me(await sign(elliptic, issued()));
    assert.deepEqual([status, body.code], [503, 'unavailable']);
    assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal((await me(await signToken({ ...issued(), app_metadata: {} }))).status, 401, 'a sound token of nobody');
    assert.equal((await me(new UnsecuredJWT(issued()).encode())).status, 401);
    jwks.answer = 'keys';
    await until('the key set is believed again', async () => (await me(await sign(elliptic, payload()))).status === 401);
  });

  test('a public key used as a secret, a key of another kind and another issuer are 401', async () => {
    const attacks: Record<string, string> = {
      'alg none': new UnsecuredJWT(issued()).encode(),
      'ES256 of an unknown key': await sign(await makeKey('ES256', 'elliptic'), issued()),
      'the sender’s own key': await sign(await makeKey('RS256', 'new'), issued(), { jwk: elliptic.jwk }),
      'a key from elsewhere': await sign(await makeKey('RS256', 'new'), issued(), { jku: `${jwks.url}/mine.json` }),
      'RS256 in the name of the other key': await sign(rsa, issued(), { kid: 'elliptic' }),
      'another issuer': await sign(elliptic, issued({ iss: 'https://elsewhere.supabase.co/auth/v1' })),
      'no issuer': await sign(rsa, payload()),
      'another issuer, signed with the secret': await signToken(payload()),
      'another audience': await sign(rsa, issued({ aud: 'anon' })),
      'expired': await sign(elliptic, issued({ exp: now() - 60 })),
    };
    for (const { kid, pem, jwk } of [elliptic, rsa]) {
      for (const [what, secret] of Object.entries({ pem, trimmed: pem.trim(), jwk: JSON.stringify(jwk), n: jwk.n ?? jwk.x ?? '' })) {
        attacks[`HS256 with the public key of ${kid} (${what})`] = forge({ alg: 'HS256', kid }, issued(), secret);
      }
    }
    await assertRefused(visita, attacks);
  });

  test('ES256, RS256 and HS256 tokens of the project are accepted', async () => {
    for (const token of [await sign(elliptic, issued()), await sign(rsa, issued()), await signToken(issued())]) {
      assert.equal((await me(token)).status, 200);
    }
  });
});

describe('a key set that changes', () => {
  let jwks: JwksServer;
  let visita: TestVisita;
  before(async () => {
    jwks = new JwksServer([]);
    await jwks.start();
    visita = await startVisita({ SUPABASE_URL: jwks.url });
  });
  after(async () => {
    await visita.stop();
    await jwks.stop();
  });

  test('a new key counts at once, an unknown one is not asked for again and again, and an outage goes unnoticed by known keys', async () => {
    const [old, fresh, unknown] = await Promise.all([makeKey('ES256', 'old'), makeKey('RS256', 'fresh'), makeKey('ES256', 'unknown')]);
    const issued = () => payload({ iss: `${jwks.url}/auth/v1` });
    const status = async (key: SigningKey) => (await visita.api.withToken(await sign(key, issued())).getMe()).status;
    jwks.keys = [old.jwk];
    assert.equal(await status(old), 200);
    jwks.keys = [fresh.jwk];
    assert.equal(await status(fresh), 200);
    assert.equal(await status(old), 401, 'the key that is gone from the set died with it');
    const { fetches } = jwks;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      assert.equal(await status(unknown), 401);
    }
    assert.equal(jwks.fetches, fetches);
    await jwks.stop();
    assert.equal(await status(fresh), 200);
    await jwks.start();
  });
});
