import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinAsMember } from './agent.ts';

const person = { userId: 'user', organizationId: 'agency', email: 'ana@agency.example', name: 'Ana Sousa' };

test('a new agent is a member of the agency, named as the token says', () => {
  assert.deepEqual(joinAsMember(person, 'agent'), {
    id: 'agent',
    supabaseUserId: 'user',
    organizationId: 'agency',
    name: 'Ana Sousa',
    email: 'ana@agency.example',
    role: 'member',
  });
});

test('a new agent without a name goes by the e-mail address', () => {
  assert.equal(joinAsMember({ ...person, name: null }, 'agent').name, 'ana@agency.example');
});

test('a name is not longer than names are, also when the e-mail address is, and is cut between characters', () => {
  const email = `${'a'.repeat(199)}𝒜${'b'.repeat(80)}@agency.example`;
  assert.equal(joinAsMember({ ...person, name: null, email }, 'agent').name, `${'a'.repeat(199)}𝒜`);
});
