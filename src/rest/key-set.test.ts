import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { generateKeyPair, exportJWK } from 'jose';
import { until } from '../../test/until.fixture.ts';
import { hasCode } from '../errors.ts';
import { Clock, JwksServer, makeKey, silent, type SigningKey } from './jwks-server.fixture.ts';
import { KeySet } from './key-set.ts';

const unavailable = (error: unknown): boolean => hasCode(error, 'unavailable');

describe('the key set', () => {
  let old: SigningKey;
  let fresh: SigningKey;
  let rsa: SigningKey;
  let server: JwksServer;
  let clock: Clock;
  let keySet: KeySet;

  const count = async (kid: string): Promise<number> => (await keySet.find({ alg: 'ES256', kid })).keys.length;

  before(async () => {
    [old, fresh, rsa] = await Promise.all([makeKey('ES256', 'old'), makeKey('ES256', 'fresh'), makeKey('RS256', 'rsa')]);
    server = new JwksServer([]);
    await server.start();
  });
  after(() => server.stop());
  beforeEach(() => {
    server.keys = [old.jwk];
    server.answer = 'keys';
    server.fetches = 0;
    clock = new Clock();
    keySet = new KeySet({ url: server.jwksUrl, now: clock.now, logger: silent });
  });

  test('is fetched once for many first tokens', async () => {
    assert.deepEqual(await Promise.all(Array.from({ length: 50 }, () => count('old'))), Array(50).fill(1));
    assert.equal(server.fetches, 1);
  });

  test('a new key is picked up at once', async () => {
    await count('old');
    server.keys = [old.jwk, fresh.jwk];
    assert.deepEqual(await Promise.all([count('fresh'), count('fresh'), count('fresh')]), [1, 1, 1]);
    assert.equal(server.fetches, 2);
  });

  test('unknown kids cause one fetch in 30 s, however many arrive', async () => {
    await count('old');
    const flood = (): Promise<number[]> => Promise.all(Array.from({ length: 200 }, (_, index) => count(`unknown-${index}`)));
    for (let second = 0; second < 29; second += 1) {
      assert.ok((await flood()).every((found) => found === 0));
      clock.advance(1);
    }
    assert.equal(server.fetches, 2);
    clock.advance(1);
    await flood();
    assert.equal(server.fetches, 3);
  });

  test('an unknown kid that fetched the first set does not fetch it twice', async () => {
    assert.equal(await count('unknown'), 0);
    assert.equal(await count('unknown'), 0);
    assert.equal(server.fetches, 1);
  });

  test('while the server is away, unknown kids are unavailable and still cause one fetch in 30 s', async () => {
    await count('old');
    server.answer = 'error';
    for (let turn = 0; turn < 20; turn += 1) await assert.rejects(count(`unknown-${turn}`), unavailable);
    assert.equal(server.fetches, 2);
    assert.equal(await count('old'), 1);
    server.answer = 'keys';
    server.keys = [old.jwk, fresh.jwk];
    clock.advance(30);
    assert.equal(await count('fresh'), 1);
  });

  for (const answer of ['error', 'nonsense', 'no set', 'redirect'] as const) {
    test(`a first answer of "${answer}" is unavailable, and the next good one is taken`, async () => {
      server.answer = answer;
      await assert.rejects(count('old'), unavailable);
      await assert.rejects(count('old'), unavailable);
      assert.equal(server.fetches, 1, 'no more than one attempt a second');
      server.answer = 'keys';
      clock.advance(1);
      assert.equal(await count('old'), 1);
    });
  }

  test('a server that does not answer is unavailable after about 3 s', async () => {
    server.answer = 'silence';
    const start = Date.now();
    await assert.rejects(count('old'), unavailable);
    const waited = Date.now() - start;
    assert.ok(waited > 2_500 && waited < 9_000, `${waited} ms`);
  });

  test('is fetched in the background from 5 minutes on, so a removed key is gone before 10 minutes are over', async () => {
    await count('old');
    server.keys = [fresh.jwk];
    clock.advance(299);
    assert.equal(await count('old'), 1);
    assert.equal(server.fetches, 1);
    clock.advance(1);
    assert.equal(await count('old'), 1, 'nobody waits for the background');
    await until('the key set was fetched', () => keySet.version === 2);
    assert.equal(await count('old'), 0);
    assert.equal(await count('fresh'), 1);
  });

  test('a removed key dies after 10 minutes without any traffic between', async () => {
    await count('old');
    server.keys = [fresh.jwk];
    clock.advance(600);
    assert.equal(await count('old'), 0);
  });

  test('an outage shorter than the rest is not noticed; a longer one is unavailable and ends by itself', async () => {
    await count('old');
    server.answer = 'error';
    for (let second = 300; second < 600; second += 10) {
      clock.advance(second === 300 ? 300 : 10);
      assert.equal(await count('old'), 1);
      await until('the key set was fetched', () => server.fetches >= 2);
      await setImmediate();
    }
    assert.ok(server.fetches <= 1 + 10, `${server.fetches} fetches in 5 minutes of outage`);
    clock.advance(10);
    await assert.rejects(count('old'), unavailable);
    server.answer = 'keys';
    clock.advance(1);
    assert.equal(await count('old'), 1);
  });

  test('setting the clock back does not make an old set young', async () => {
    await count('old');
    server.keys = [];
    clock.advance(-3600);
    assert.equal(await count('old'), 0);
  });

  test('a key decides only the algorithm that fits it', async () => {
    server.keys = [old.jwk, rsa.jwk];
    assert.equal((await keySet.find({ alg: 'RS256', kid: 'rsa' })).keys.length, 1);
    assert.equal((await keySet.find({ alg: 'RS256', kid: 'old' })).keys.length, 0);
    assert.equal((await keySet.find({ alg: 'ES256', kid: 'rsa' })).keys.length, 0);
    assert.equal((await keySet.find({ alg: 'ES256' })).keys.length, 1, 'without a kid: those that fit');
  });

  test('keys for something else, weak, secret, private or broken keys are never used', async () => {
    const weak = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['sign', 'verify'],
    );
    const p384 = await generateKeyPair('ES384', { extractable: true });
    const { alg: _alg, ...withoutAlg } = old.jwk;
    const refused = {
      encryption: { ...old.jwk, use: 'enc' },
      signing: { ...old.jwk, key_ops: ['sign'] },
      otherAlgorithm: { ...old.jwk, alg: 'ES384' },
      otherCurve: { ...(await exportJWK(p384.publicKey)), alg: 'ES256' },
      secret: { kty: 'oct', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' },
      privateKey: await exportJWK(old.privateKey),
      broken: { ...withoutAlg, x: 'AAAA' },
      incomplete: { kty: 'EC', crv: 'P-256' },
      weak: await exportJWK(weak.publicKey),
    };
    server.keys = Object.entries(refused).map(([kid, jwk]) => ({ ...jwk, kid }));
    for (const kid of Object.keys(refused)) {
      for (const alg of ['ES256', 'RS256'] as const) assert.equal((await keySet.find({ alg, kid })).keys.length, 0, `${kid} ${alg}`);
    }
    server.keys = [...server.keys, old.jwk];
    clock.advance(30);
    assert.equal((await keySet.find({ alg: 'ES256' })).keys.length, 1, 'a broken key does not hide a good one');
  });
});
