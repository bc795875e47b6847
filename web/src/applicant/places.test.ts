import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Property } from '../api/contract.ts';
import { inOrderOfNextVisit, isMeant, placesOf } from './places.ts';
import { freeSlot } from './visits.fixture.ts';

const property = (id: string, given: Partial<Property> = {}): Property => ({
  id,
  organization_id: 'one',
  title: null,
  address: null,
  time_zone: null,
  created_at: '2027-01-01T00:00:00Z',
  updated_at: '2027-01-01T00:00:00Z',
  ...given,
});

test('a property that two agencies offer is one place, described by what either says', () => {
  const places = placesOf([
    property('a', { title: 'T2 em Alfama' }),
    property('a', { organization_id: 'two', title: 'Alfama T2', address: 'Rua dos Remédios 42', time_zone: 'Europe/Lisbon' }),
    property('b'),
  ]);
  assert.deepEqual(places, [
    { id: 'a', title: 'T2 em Alfama', address: 'Rua dos Remédios 42', time_zone: 'Europe/Lisbon' },
    { id: 'b', title: null, address: null, time_zone: null },
  ]);
});

test('what can be visited soonest comes first, what cannot or is not known comes last', () => {
  const next = new Map([
    ['full', null],
    ['later', freeSlot({ start_time: '2027-03-16T10:00:00Z' })],
    ['soon', freeSlot({ start_time: '2027-03-15T10:00:00Z' })],
  ]);
  assert.deepEqual(inOrderOfNextVisit(['unknown', 'full', 'later', 'soon'], next), ['soon', 'later', 'unknown', 'full']);
});

test('a search needs neither accents nor the order of the words', () => {
  const [place] = placesOf([property('a', { title: 'T1 na Graça', address: 'Largo da Graça 15' })]);
  assert.ok(place !== undefined);
  assert.equal(isMeant(place, ' 15 graca '), true);
  assert.equal(isMeant(place, ''), true);
  assert.equal(isMeant(place, 'graça 16'), false);
});
