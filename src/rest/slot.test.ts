import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { readPageRequest } from './cursor.ts';
import { availabilityKey } from './slot.ts';

test('what a list is remembered by is short, however a caller writes it, and holds nothing that nobody knows', () => {
  const [organizationId, propertyId] = [randomUUID(), randomUUID()];
  const written = ['2027-03-15T10:00:00Z', '2027-03-15t11:00:00+01:00', `2027-03-15T10:00:00.${'0'.repeat(14_000)}Z`];
  const queries = written.map((from, n) => ({ from, limit: 20, [`unknown${n}`]: 'x'.repeat(14_000) }));
  const keys = new Set(queries.map((query) => availabilityKey(organizationId, propertyId, readPageRequest(query))));
  assert.equal(keys.size, 1);
  const [key = ''] = keys;
  assert.ok(key.length < 300, key);
  assert.notEqual(key, availabilityKey(organizationId, propertyId, readPageRequest({ limit: 20 })));
});
