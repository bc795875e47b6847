import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personNameFrom } from './person-name.ts';

test('a name is one line of at most 200 characters, none of them cut in half', () => {
  assert.equal(personNameFrom('  Inês\n\tCarvalho\u2028 '), 'Inês Carvalho');
  assert.equal(personNameFrom(`${'a'.repeat(199)}😀b`), `${'a'.repeat(199)}😀`);
  assert.equal(personNameFrom('Ana \ud800'), 'Ana \ufffd');
});

test('what nobody can see is no name', () => {
  for (const text of ['', ' ', '\u200b', '\u200b \u00a0', '\u0000']) {
    assert.equal(personNameFrom(text), null, JSON.stringify(text));
  }
});
