import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { RISK_LEVELS, type Screening } from '../src/applicant.ts';
import { PostgresqlScreeningStore } from '../src/postgresql/screening.ts';
import { ApplicantService } from '../src/service/applicant.ts';
import { TOLD } from './told.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

type Result = Pick<Screening, 'name' | 'email' | 'riskLevel' | 'screenedAt'> & { readonly saidAt: Date };

const RUNS = { numRuns: 60 };
const second = (from: number, to: number) => fc.integer({ min: from, max: to }).map((each) => new Date(Date.UTC(2026, 4, 1, 10, 0, each)));
const result: fc.Arbitrary<Result> = fc.record({
  name: fc.constantFrom('Inês', 'Rui', 'Marta', 'João'),
  email: fc.constantFrom('a@people.example', 'B@people.example', 'ç@people.example'),
  riskLevel: fc.constantFrom(...RISK_LEVELS),
  screenedAt: second(0, 6),
  saidAt: second(7, 12),
});
const resultsAtDifferentTimes = fc.uniqueArray(result, { selector: ({ screenedAt, saidAt }) => `${screenedAt.getTime()} ${saidAt.getTime()}`, minLength: 1, maxLength: 8 });
/** Each result once or several times, in any order. */
const deliveries = resultsAtDifferentTimes.chain((results) =>
  fc
    .array(fc.nat({ max: results.length - 1 }), { maxLength: 6 })
    .chain((repeated) => fc.shuffledSubarray([...results, ...repeated.flatMap((index) => results[index] ?? [])], { minLength: results.length + repeated.length })),
);

const newestOf = (results: readonly Result[]): Result =>
  results.reduce((newest, each) => (each.screenedAt > newest.screenedAt || (each.screenedAt.getTime() === newest.screenedAt.getTime() && each.saidAt > newest.saidAt) ? each : newest));

describe('whatever order the screenings of a person come in', () => {
  let visita: TestVisita;
  let applicants: ApplicantService;
  before(async () => {
    visita = await startVisita({ DATABASE_POOL_SIZE: '10' });
    applicants = new ApplicantService(new PostgresqlScreeningStore(visita.server.database));
  });
  after(() => visita.stop());

  const newPerson = () => ({ organizationId: randomUUID(), externalId: randomUUID() });

  async function stateOf({ organizationId, externalId }: { organizationId: string; externalId: string }) {
    const [state] = await visita.database.query<{ screened_at: Date; records: { name: string; email: string; risk_level: string }[]; registered: number; untold: number; keys: string[] }>(
      `SELECT screened_at,
         (SELECT coalesce(json_agg(json_build_object('name', name, 'email', email, 'risk_level', risk_level)), '[]')
          FROM applicants WHERE organization_id = $1 AND external_id = $2) AS records,
         (SELECT count(*)::int FROM events WHERE organization_id = $1 AND type = 'applicant.registered') AS registered,
         (SELECT count(*)::int FROM events WHERE organization_id = $1 AND type = 'applicant.registered'
            AND (SELECT count(*) FROM ${TOLD} WHERE told.organization_id = $1 AND event_id = events.id) <> 1) AS untold,
         (SELECT coalesce(json_agg(email_key), '[]') FROM identities WHERE organization_id = $1) AS keys
       FROM screenings WHERE organization_id = $1 AND external_id = $2`,
      [organizationId, externalId],
    );
    assert.ok(state);
    return state;
  }

  async function assertNewestStands(person: { organizationId: string; externalId: string }, results: readonly Result[]): Promise<void> {
    const newest = newestOf(results);
    const state = await stateOf(person);
    assert.deepEqual(state.screened_at, newest.screenedAt);
    assert.equal(state.untold, 0);
    assert.equal(state.registered, state.records.length);
    assert.deepEqual(state.keys, state.records.map(({ email }) => email.toLowerCase()));
    if (newest.riskLevel === 'HIGH') {
      assert.ok(state.records.length <= 1 && state.records.every((record) => record.risk_level === 'HIGH'));
    } else {
      assert.deepEqual(state.records, [{ name: newest.name, email: newest.email, risk_level: newest.riskLevel }]);
    }
  }

  test('after each one the newest so far stands', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (results) => {
        const person = newPerson();
        for (const [index, each] of results.entries()) {
          await applicants.screen({ ...person, ...each });
          await assertNewestStands(person, results.slice(0, index + 1));
        }
      }),
      RUNS,
    );
  });

  test('all in parallel: the newest stands', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (results) => {
        const person = newPerson();
        const outcomes = await Promise.all(results.map((each) => applicants.screen({ ...person, ...each })));
        assert.ok(outcomes.filter((outcome) => outcome === 'registered').length <= 1);
        await assertNewestStands(person, results);
      }),
      RUNS,
    );
  });

  test('some in parallel, some after them: the newest stands', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, fc.integer({ min: 1, max: 4 }), async (results, width) => {
        const person = newPerson();
        for (let start = 0; start < results.length; start += width) {
          await Promise.all(results.slice(start, start + width).map((each) => applicants.screen({ ...person, ...each })));
        }
        await assertNewestStands(person, results);
      }),
      RUNS,
    );
  });

  test('of different ones of the same times one stands whole, and the others are outdated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(result, { minLength: 2, maxLength: 6 }), async (drawn) => {
        const person = newPerson();
        const screenedAt = new Date('2026-05-01T10:00:00Z');
        const saidAt = new Date('2026-05-01T10:00:01Z');
        const outcomes = await Promise.all(drawn.map((each) => applicants.screen({ ...person, ...each, screenedAt, saidAt })));
        const standing = drawn.filter((_, index) => outcomes[index] !== 'outdated');
        assert.equal(standing.length, 1);
        await assertNewestStands(person, standing.map((each) => ({ ...each, screenedAt, saidAt })));
      }),
      RUNS,
    );
  });
});
