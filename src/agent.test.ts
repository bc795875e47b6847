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
