import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applicantIn, emailKey, organizationsOf, requireAgent, requireApplicant, type AgentCaller, type ApplicantCaller } from './caller.ts';
import { hasCode } from './errors.ts';

const agent: AgentCaller = { role: 'agent', userId: 'user', organizationId: 'agency', agentId: 'agent' };
const applicant: ApplicantCaller = {
  role: 'applicant',
  userId: 'user',
  memberships: [
    { organizationId: 'agency', applicantId: 'newest' },
    { organizationId: 'other', applicantId: 'elsewhere' },
    { organizationId: 'agency', applicantId: 'older' },
  ],
};
const forbidden = (error: unknown) => hasCode(error, 'forbidden');

describe('a caller', () => {
  test('agent: sees one organization', () => {
    assert.deepEqual(organizationsOf(agent), ['agency']);
  });

  test('applicant: sees every agency that screened them, each once', () => {
    assert.deepEqual(organizationsOf(applicant), ['agency', 'other']);
  });

  test('applicant: books with the record of that agency, the newest of several', () => {
    assert.equal(applicantIn(applicant, 'agency'), 'newest');
    assert.equal(applicantIn(applicant, 'other'), 'elsewhere');
    assert.equal(applicantIn(applicant, 'a stranger'), null);
  });

  test('the wrong role is forbidden', () => {
    assert.equal(requireAgent(agent), agent);
    assert.equal(requireApplicant(applicant), applicant);
    assert.throws(() => requireAgent(applicant), forbidden);
    assert.throws(() => requireApplicant(agent), forbidden);
  });
});

describe('two e-mail addresses are the same person when', () => {
  test('they differ in case, in spaces around them, or in how an accent is written', () => {
    assert.equal(emailKey(' Inês@Agency.Example '), emailKey('ine\u0302s@agency.example'));
  });

  test('nothing else: dots and tags tell people apart', () => {
    const keys = ['ines@a.example', 'i.nes@a.example', 'ines+home@a.example', 'ines@b.example', 'inês@a.example'].map(emailKey);
    assert.equal(new Set(keys).size, keys.length);
  });

  test('the key of a key is the key', () => {
    fc.assert(fc.property(fc.emailAddress(), (email) => emailKey(emailKey(email)) === emailKey(email)));
  });
});
