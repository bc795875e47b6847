import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenClaims } from '../token-claims.ts';
import { TokenCache } from './token-cache.ts';

const at = (seconds: number): Date => new Date(seconds * 1000);
const claims = (userId: string): TokenClaims => ({
  userId, email: null, name: null, organizationId: null, isAnonymous: false, emailVerified: true, expiresAt: at(100),
});

test('a token is known until its time is over', () => {
  const cache = new TokenCache(10);
  cache.keep('a', { claims: claims('a'), keySetVersion: null, until: at(5) });
  assert.equal(cache.find('a', at(4), null)?.userId, 'a');
  assert.equal(cache.find('b', at(4), null), null);
  assert.equal(cache.find('a', at(5), null), null);
});

test('what a key set decided falls with its version, what the secret decided does not', () => {
  const cache = new TokenCache(10);
  cache.keep('by key', { claims: claims('a'), keySetVersion: 1, until: at(5) });
  cache.keep('by secret', { claims: claims('b'), keySetVersion: null, until: at(5) });
  assert.notEqual(cache.find('by key', at(0), 1), null);
  assert.equal(cache.find('by key', at(0), 2), null);
  assert.notEqual(cache.find('by secret', at(0), 2), null);
});

test('beyond its size the token unused for longest goes', () => {
  const cache = new TokenCache(2);
  for (const token of ['a', 'b']) cache.keep(token, { claims: claims(token), keySetVersion: null, until: at(5) });
  cache.find('a', at(0), null);
  cache.keep('c', { claims: claims('c'), keySetVersion: null, until: at(5) });
  assert.equal(cache.find('b', at(0), null), null);
  assert.equal(cache.find('a', at(0), null)?.userId, 'a');
  assert.equal(cache.find('c', at(0), null)?.userId, 'c');
});
