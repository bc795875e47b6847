import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { UnsecuredJWT, base64url, type JWTPayload } from 'jose';
import { VisitaError, hasCode } from '../errors.ts';
import { Clock, JwksServer, makeKey, sign, silent, type SigningKey } from './jwks-server.fixture.ts';
import { SECRET, assertRefused, forge, payloadAt, signWithSecret, tamper } from './token.fixture.ts';
import { createTokenVerifier, type TokenVerifier } from './token.ts';

const unavailable = (error: unknown): boolean => hasCode(error, 'unavailable');

describe('with a Supabase project', () => {
  let elliptic: SigningKey;
  let rsa: SigningKey;
  let fresh: SigningKey;
  let server: JwksServer;
  let clock: Clock;
  let verifier: TokenVerifier;

  const issued = (fields: Record<string, unknown> = {}): JWTPayload =>
    payloadAt(clock.seconds, { iss: `${server.url}/auth/v1`, ...fields });
  const createVerifier = (secret: string | null = SECRET, supabaseUrl = server.url): TokenVerifier =>
    createTokenVerifier({ secret, supabaseUrl, now: clock.now, logger: silent });

  before(async () => {
    [elliptic, rsa, fresh] = await Promise.all([makeKey('ES256', 'elliptic'), makeKey('RS256', 'rsa'), makeKey('ES256', 'fresh')]);
    server = new JwksServer([]);
    await server.start();
  });
  after(() => server.stop());
  beforeEach(() => {
    server.keys = [elliptic.jwk, rsa.jwk];
    server.answer = 'keys';
    server.fetches = 0;
    clock = new Clock();
    verifier = createVerifier();
  });

  test('ES256, RS256 and HS256 tokens are accepted', async () => {
    for (const token of [await sign(elliptic, issued()), await sign(rsa, issued()), await signWithSecret(issued())]) {
      assert.equal((await verifier.verify(token)).userId, 'user-1');
    }
    assert.equal(server.fetches, 1);
  });

  test('every token has to come from the project', async () => {
    for (const iss of [undefined, 'https://other.supabase.co/auth/v1', `${server.url}/auth/v1/`, server.url, [`${server.url}/auth/v1`]]) {
      const claims = issued({ iss });
      for (const token of [await sign(elliptic, claims), await sign(rsa, claims), await signWithSecret(claims)]) {
        await assertRefused(verifier, token, /^the token /, String(iss));
      }
    }
  });

  test('without the secret no HS256 token is accepted', async () => {
    await assertRefused(createVerifier(null), await signWithSecret(issued()));
    await createVerifier(null).verify(await sign(elliptic, issued()));
  });

  test('claims are checked as with the secret', async () => {
    await assertRefused(verifier, await sign(elliptic, issued({ aud: 'anon' })), /audience/);
    await assertRefused(verifier, await sign(elliptic, issued({ exp: clock.seconds - 6 })), /expired/);
    await verifier.verify(await sign(elliptic, issued({ exp: clock.seconds - 4 })));
    await assertRefused(verifier, await sign(rsa, issued({ sub: undefined })));
  });

  test('a public key is never used as a secret', async () => {
    for (const key of [elliptic, rsa]) {
      for (const secret of [key.pem, key.pem.trim(), JSON.stringify(key.jwk), key.jwk.x ?? key.jwk.n ?? '']) {
        for (const some of [verifier, createVerifier(null)]) {
          await assertRefused(some, forge({ alg: 'HS256', kid: key.kid }, issued(), secret), /not valid/);
        }
      }
    }
  });

  test('a secret in the key set is never used', async () => {
    const secret = 'another secret of more than 32 bytes';
    server.keys = [{ kty: 'oct', k: base64url.encode(secret), kid: 'oct', alg: 'HS256' }];
    await assertRefused(verifier, forge({ alg: 'HS256', kid: 'oct' }, issued(), secret), /not valid/);
  });

  test('a key decides only tokens of its own algorithm', async () => {
    const [, claims, signature] = (await sign(elliptic, issued())).split('.');
    for (const header of [{ alg: 'RS256', kid: 'elliptic' }, { alg: 'ES256', kid: 'rsa' }, { alg: 'PS256', kid: 'rsa' }, { alg: 'ES384', kid: 'elliptic' }, { alg: 'none', kid: 'rsa' }]) {
      await assertRefused(verifier, `${base64url.encode(JSON.stringify(header))}.${claims}.${signature}`, /not valid/, header.alg);
    }
    await assertRefused(verifier, await sign({ ...elliptic, kid: 'fresh' }, issued()), /not valid/);
    await assertRefused(verifier, await sign({ ...fresh, kid: 'elliptic' }, issued()), /not valid/);
  });

  test('a key that the token brings along is never used', async () => {
    const elsewhere = { jku: `${server.url}/stolen.json`, x5u: `${server.url}/stolen.pem` };
    for (const kid of [undefined, 'fresh', 'elliptic']) {
      await assertRefused(verifier, await sign(fresh, issued(), { jwk: fresh.jwk, ...elsewhere, kid }), /not valid/, kid);
    }
    await assertRefused(verifier, forge({ alg: 'HS256', jwk: { kty: 'oct', k: base64url.encode('k') } }, issued(), 'k'), /not valid/);
  });

  test('unknown critical headers and tampering are refused', async () => {
    const good = await sign(elliptic, issued());
    const [, claims, signature] = good.split('.');
    await assertRefused(verifier, `${base64url.encode(JSON.stringify({ alg: 'ES256', kid: 'elliptic', crit: ['x'], x: 1 }))}.${claims}.${signature}`);
    for (const part of [0, 1, 2] as const) await assertRefused(verifier, tamper(good, part), /not valid/, String(part));
  });

  test('a token without a kid is tried with every key that fits', async () => {
    server.keys = [fresh.jwk, elliptic.jwk, rsa.jwk];
    await verifier.verify(await sign(elliptic, issued(), { kid: undefined }));
    await verifier.verify(await sign(rsa, issued(), { kid: undefined }));
    assert.equal(server.fetches, 1);
  });

  test('a new key without a kid is picked up', async () => {
    await verifier.verify(await sign(elliptic, issued()));
    const { kid: _kid, ...nameless } = fresh.jwk;
    server.keys = [nameless];
    await verifier.verify(await sign(fresh, issued(), { kid: undefined }));
    for (let turn = 0; turn < 10; turn += 1) {
      await assertRefused(verifier, await sign(elliptic, issued({ turn }), { kid: undefined }));
    }
    assert.equal(server.fetches, 2);
  });

  test('after a rotation both keys hold until the old one is removed', async () => {
    const old = await sign(elliptic, issued());
    await verifier.verify(old);
    server.keys = [fresh.jwk, elliptic.jwk];
    await verifier.verify(await sign(fresh, issued()));
    await verifier.verify(old);
    assert.equal(server.fetches, 2);
  });

  test('a removed key dies within 10 minutes, tokens verified before included', async () => {
    const token = await sign(elliptic, issued());
    await verifier.verify(token);
    server.keys = [fresh.jwk];
    for (let minute = 1; minute < 10; minute += 1) {
      clock.advance(60);
      await verifier.verify(token).catch((error: unknown) => assert.ok(hasCode(error, 'unauthorized')));
    }
    clock.advance(60);
    await assertRefused(verifier, token);
  });

  test('a cached token does not outlive the key set that decided it', async () => {
    await verifier.verify(await sign(elliptic, issued()));
    server.answer = 'error';
    clock.advance(590);
    const late = await sign(elliptic, issued());
    await verifier.verify(late);
    clock.advance(9);
    await verifier.verify(late);
    clock.advance(1);
    await assert.rejects(verifier.verify(late), unavailable);
  });

  test('a cached token falls with its key as soon as the set is known to have changed', async () => {
    const token = await sign(elliptic, issued());
    await verifier.verify(token);
    server.keys = [fresh.jwk];
    await verifier.verify(await sign(fresh, issued()));
    await assertRefused(verifier, token);
  });

  test('while the project is down its tokens are unavailable, HS256 is not, and it recovers by itself', async () => {
    await server.stop();
    const token = await sign(elliptic, issued());
    await assert.rejects(verifier.verify(token), unavailable);
    await verifier.verify(await signWithSecret(issued()));
    await assertRefused(verifier, new UnsecuredJWT(issued()).encode());
    await server.start();
    clock.advance(1);
    await verifier.verify(token);
    await server.stop();
    await verifier.verify(await sign(rsa, issued()));
    await assert.rejects(verifier.verify(await sign(fresh, issued())), unavailable);
    await server.start();
    server.keys = [fresh.jwk];
    clock.advance(30);
    await verifier.verify(await sign(fresh, issued()));
  });

  test('the same token again costs no verification', async () => {
    const token = await sign(rsa, issued());
    const first = await verifier.verify(token);
    assert.equal(await verifier.verify(token), first);
  });

  test('a refusal quotes nothing of the token', async () => {
    const token = await sign(fresh, issued({ email: 'ana@example.pt' }), { kid: 'secret-kid' });
    await assert.rejects(verifier.verify(token), (error) => {
      assert.ok(error instanceof VisitaError);
      return !/secret-kid|ana@|eyJ|jose|JWK/i.test(`${error.message} ${String(error.cause)}`);
    });
  });
});
