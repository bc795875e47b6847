import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { UnsecuredJWT, base64url, type JWTPayload } from 'jose';
import { hasCode } from '../errors.ts';
import { Clock, silent } from './jwks-server.fixture.ts';
import { SECRET, assertRefused, forge, forgeText, payloadAt, signWithSecret, tamper } from './token.fixture.ts';
import { createTokenVerifier, type TokenVerifier } from './token.ts';

describe('with the secret alone', () => {
  let clock: Clock;
  let verifier: TokenVerifier;
  const payload = (fields: Record<string, unknown> = {}): JWTPayload => payloadAt(clock.seconds, fields);

  beforeEach(() => {
    clock = new Clock();
    verifier = createTokenVerifier({ secret: SECRET, supabaseUrl: null, now: clock.now, logger: silent });
  });

  test('an HS256 token is accepted, whatever its issuer, and says who its bearer is', async () => {
    const claims = await verifier.verify(await signWithSecret(payload({ email: 'ana@example.pt', iss: 'anyone' })));
    assert.deepEqual(claims, {
      userId: 'user-1',
      email: 'ana@example.pt',
      name: null,
      organizationId: null,
      isAnonymous: false,
      emailVerified: true,
      expiresAt: new Date((clock.seconds + 3600) * 1000),
    });
  });

  test('the audience is "authenticated", alone or among others', async () => {
    await verifier.verify(await signWithSecret(payload({ aud: ['other', 'authenticated'] })));
    for (const aud of [undefined, 'anon', 'Authenticated', 'authenticated ', [], ['other'], null, 5, { authenticated: true }]) {
      const token = forge({ alg: 'HS256' }, payload({ aud }), SECRET);
      await assertRefused(verifier, token, /^the token /, JSON.stringify(aud));
    }
    await assertRefused(verifier, await signWithSecret(payload({ aud: 'anon' })), /audience/);
  });

  test('clocks may differ by 5 s', async () => {
    const cases = [
      { fields: { exp: clock.seconds - 4 }, refused: null },
      { fields: { exp: clock.seconds - 6 }, refused: /^the token is expired$/ },
      { fields: { nbf: clock.seconds + 4 }, refused: null },
      { fields: { nbf: clock.seconds + 6 }, refused: /not valid yet/ },
      { fields: { iat: clock.seconds + 4 }, refused: null },
      { fields: { iat: clock.seconds + 6 }, refused: /not valid yet/ },
    ];
    for (const { fields, refused } of cases) {
      const token = await signWithSecret(payload(fields));
      if (refused === null) await verifier.verify(token);
      else await assertRefused(verifier, token, refused, JSON.stringify(fields));
    }
  });

  test('a token accepted before is refused once it is expired', async () => {
    const token = await signWithSecret(payload({ exp: clock.seconds + 60 }));
    await verifier.verify(token);
    clock.advance(64);
    await verifier.verify(token);
    clock.advance(2);
    await assertRefused(verifier, token, /expired/);
  });

  test('times that are missing or no numbers are refused', async () => {
    for (const fields of [{ exp: undefined }, { exp: null }, { exp: '9999999999' }, { exp: 1e300 }, { nbf: 'now' }, { iat: 'now' }]) {
      await assertRefused(verifier, forge({ alg: 'HS256' }, payload(fields), SECRET), /^the token /, JSON.stringify(fields));
    }
    const endless = JSON.stringify(payload({ exp: 'X' })).replace('"X"', '1e999');
    await assertRefused(verifier, forgeText('{"alg":"HS256"}', endless, SECRET));
  });

  test('a token without a user is refused', async () => {
    for (const sub of [undefined, null, '', ' ', 7]) {
      await assertRefused(verifier, forge({ alg: 'HS256' }, payload({ sub }), SECRET), /^the token /, JSON.stringify(sub));
    }
  });

  test('a malformed organization is refused, one in user_metadata is ignored', async () => {
    await assertRefused(verifier, await signWithSecret(payload({ app_metadata: { organization_id: 'acme' } })), /./, 'malformed');
    const own = await signWithSecret(payload({ user_metadata: { organization_id: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' } }));
    assert.equal((await verifier.verify(own)).organizationId, null);
  });

  test('a forged or tampered token is refused', async () => {
    const good = await signWithSecret(payload());
    const other = await signWithSecret(payload({ sub: 'user-2' }));
    const [header, , signature] = good.split('.');
    const tokens = [
      await signWithSecret(payload(), `${SECRET}!`),
      tamper(good, 0), tamper(good, 1), tamper(good, 2),
      `${header}.${other.split('.')[1]}.${signature}`,
      `${header}.${good.split('.')[1]}.`,
      `${good}.`, `${good}.x.y`, good.slice(0, -4), `${good}=`, ` ${good}`, `${good}\n`, '', '.', '..', 'x', 'a.b.c',
      forge({ alg: 'HS256' }, payload(), ''),
    ];
    for (const token of tokens) await assertRefused(verifier, token, /^the token is not valid$/, token);
    await verifier.verify(good);
  });

  test('no other algorithm is accepted', async () => {
    for (const alg of ['HS384', 'HS512']) await assertRefused(verifier, await signWithSecret(payload(), SECRET + SECRET, alg), /not valid/, alg);
    await assertRefused(verifier, new UnsecuredJWT(payload()).encode());
    for (const alg of ['none', 'None', 'NONE', 'hs256', 'ES256', 'RS256', 'EdDSA', '', null, undefined, ['HS256'], 5]) {
      await assertRefused(verifier, forge({ alg }, payload(), SECRET), /not valid/, String(alg));
      await assertRefused(verifier, forge({ alg }, payload(), SECRET).replace(/[^.]*$/, ''), /not valid/, `${String(alg)} without signature`);
    }
  });

  test('headers that ask for anything special are refused', async () => {
    for (const header of [{ crit: ['exp'] }, { crit: ['x'], x: 1 }, { crit: [] }, { b64: false, crit: ['b64'] }, { kid: 5 }, { kid: null }]) {
      await assertRefused(verifier, forge({ alg: 'HS256', ...header }, payload(), SECRET), /not valid/, JSON.stringify(header));
    }
  });

  test('a huge token is refused unread', async () => {
    const token = await signWithSecret(payload({ user_metadata: { full_name: 'x'.repeat(8192) } }));
    await assertRefused(verifier, token, /too long/);
    await assertRefused(verifier, 'x'.repeat(10_000_000), /too long/);
  });

  test('no text makes it fail with anything but unauthorized', async () => {
    const part = fc.oneof(fc.string(), fc.json().map((json) => base64url.encode(json)), fc.constant(base64url.encode('{"alg":"HS256"}')));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), (parts) => assertRefused(verifier, parts.join('.'))),
    );
  });

  test('no signed payload makes it fail with anything but unauthorized', async () => {
    const field = fc.constantFrom('sub', 'aud', 'exp', 'iat', 'nbf', 'app_metadata', 'user_metadata', 'email');
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue()).map((some) => payload(some))), async (claims) => {
        const token = forge({ alg: 'HS256' }, claims, SECRET);
        await verifier.verify(token).catch((error: unknown) => assert.ok(hasCode(error, 'unauthorized'), String(error)));
      }),
    );
  });

  test('a secret of less than 32 bytes is no secret', () => {
    assert.throws(() => createTokenVerifier({ secret: 'x'.repeat(31), supabaseUrl: null, logger: silent }), RangeError);
  });
});
