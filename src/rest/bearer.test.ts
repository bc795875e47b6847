import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../errors.ts';
import { bearerToken } from './bearer.ts';

test('the scheme is read in any case', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) assert.equal(bearerToken(`${scheme} a.b-c_.d~+/==`), 'a.b-c_.d~+/==');
  assert.equal(bearerToken('Bearer   a.b.c '), 'a.b.c');
});

test('anything but one bearer token is unauthorized', () => {
  const headers = [undefined, '', ' ', 'Bearer', 'Bearer ', 'a.b.c', 'Basic a.b.c', 'Bearera.b.c', 'Bearer a b', 'Bearer a, Bearer b', 'Bearer a=b', 'Bearer é', 'Bearer a\nb'];
  for (const header of headers) {
    assert.throws(() => bearerToken(header), (error) => hasCode(error, 'unauthorized'), String(header));
  }
});

test('the refusal does not quote the header', () => {
  assert.throws(() => bearerToken('Bearer s3cret s3cret'), (error) => error instanceof Error && !error.message.includes('s3cret'));
});
