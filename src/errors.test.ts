import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitaError } from './errors.ts';

test('what is logged whole says where it arose, a refusal does not, and neither changes what other errors say', () => {
  for (const code of ['internal', 'unavailable'] as const) {
    assert.match(new VisitaError(code, 'made for the test').stack ?? '', /errors\.test\.ts/);
  }
  assert.doesNotMatch(new VisitaError('conflict', 'made for the test').stack ?? '', /errors\.test\.ts/);
  assert.match(new Error('made for the test').stack ?? '', /errors\.test\.ts/);
});
