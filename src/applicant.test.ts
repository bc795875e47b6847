import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyScreening, isEligible, RISK_LEVELS, type ScreenedApplicant, type Screening } from './applicant.ts';

const screening: Screening = {
  externalId: 'external',
  organizationId: 'agency',
  name: 'Inês Carvalho',
  email: 'ines@applicant.example',
  riskLevel: 'LOW',
  screenedAt: new Date('2031-03-01T08:00:00Z'),
};

const known: ScreenedApplicant = Object.freeze({
  id: 'applicant',
  externalId: 'external',
  supabaseUserId: 'user',
  organizationId: 'agency',
  name: 'Ines C.',
  email: 'old@applicant.example',
  riskLevel: 'MEDIUM',
});

describe('the newest screening of a person', () => {
  for (const riskLevel of ['LOW', 'MEDIUM'] as const) {
    test(`${riskLevel} registers somebody unknown, not linked to a sign-in yet`, () => {
      const { outcome, applicant } = applyScreening(null, { ...screening, riskLevel }, 'new');
      assert.equal(outcome, 'registered');
      const { screenedAt: _, ...facts } = screening;
      assert.deepEqual(applicant, { ...facts, id: 'new', supabaseUserId: null, riskLevel });
    });

    test(`${riskLevel} refreshes a known applicant, who keeps id and sign-in`, () => {
      const { outcome, applicant } = applyScreening(known, { ...screening, riskLevel }, 'new');
      assert.equal(outcome, 'refreshed');
      assert.deepEqual(applicant, { ...known, name: screening.name, email: screening.email, riskLevel });
    });
  }

  test('HIGH makes no applicant of somebody unknown', () => {
    assert.deepEqual(applyScreening(null, { ...screening, riskLevel: 'HIGH' }, 'new'), { outcome: 'refused', applicant: null });
  });

  test('HIGH withdraws the eligibility of a known applicant and changes nothing else', () => {
    assert.deepEqual(applyScreening(known, { ...screening, riskLevel: 'HIGH' }, 'new'), { outcome: 'withdrawn', applicant: { ...known, riskLevel: 'HIGH' } });
  });

  test('LOW after HIGH gives eligibility back', () => {
    const { applicant } = applyScreening({ ...known, riskLevel: 'HIGH' }, screening, 'new');
    assert.ok(applicant !== null && isEligible(applicant));
  });
});

describe('eligibility', () => {
  test('all but HIGH may book', () => {
    assert.deepEqual(RISK_LEVELS.filter((riskLevel) => isEligible({ riskLevel })), ['LOW', 'MEDIUM']);
  });
});
