import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { Database } from '../src/postgresql/database.ts';
import { migrate } from '../src/postgresql/migrations.ts';
import { AGENCIES_OF_APPLICANT, VisitModel, type Step } from '../src/visit-model.fixture.ts';
import { assertSound, outcomeOf, visitSteps } from '../src/visit-steps.fixture.ts';
import { stopClock } from './clock.fixture.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { DatabaseVisits } from './visits.fixture.ts';

describe('visits on PostgreSQL', () => {
  const logger = pino({ level: 'silent' });
  let testDatabase: TestDatabase;
  let database: Database;
  let setClock: (now: Date) => Promise<void>;
  before(async () => {
    testDatabase = await createTestDatabase();
    await migrate(testDatabase.url, logger);
    setClock = await stopClock(testDatabase);
    database = new Database(testDatabase.url, 16, logger);
  });
  after(async () => {
    await database.close();
    await testDatabase.drop();
  });

  async function newVisits(): Promise<DatabaseVisits> {
    const visits = new DatabaseVisits(database, testDatabase, setClock);
    await visits.prepare(database);
    return visits;
  }

  test('change as a simple model says, whatever happens in whatever order, and each change is recorded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(visitSteps({ strangers: true }), { maxCommands: 60, size: 'max' }), async (steps) => {
        const model = new VisitModel();
        const visits = await newVisits();
        await fc.asyncModelRun(() => ({ model, real: visits }), steps);
        assert.deepEqual(await visits.changes(), { events: model.changes, toldRightly: model.changes }, 'promise 6: one event for each change, and a message to each person it concerns');
        for (const applicant of AGENCIES_OF_APPLICANT.keys()) {
          for (const property of [0, 1]) {
            const offered = await visits.available(applicant, property);
            const expected = model.available(applicant, property);
            assert.deepEqual(new Set(offered), new Set(expected), 'the list of available slots');
            const startOf = (slot: number) => model.slots[slot]?.start;
            assert.deepEqual(offered.map(startOf), expected.map(startOf), 'the list runs by start');
          }
        }
      }),
      { numRuns: 35, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
    );
  });

  // Two agents and three applicants of one agency, eight slots that all overlap their neighbours.
  const SLOTS = 8;
  const rushStep: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('book'), applicant: fc.nat(2), slot: fc.nat(SLOTS - 1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel booking as applicant'), applicant: fc.nat(2), booking: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel booking as agent'), agent: fc.nat(1), booking: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel slot'), agent: fc.nat(1), slot: fc.nat(SLOTS - 1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('screen'), applicant: fc.nat(2), agency: fc.constant(0), riskLevel: fc.constantFrom('LOW', 'HIGH') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('offer'), agent: fc.nat(1), property: fc.nat(1), start: fc.constantFrom(600, 615), minutes: fc.constant(30) }) },
  );

  test('never deadlock, never tear, whatever happens at the same moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rushStep, { minLength: 20, maxLength: 40, size: 'max' }), async (steps) => {
        const visits = await newVisits();
        for (let slot = 0; slot < SLOTS; slot += 1) {
          await visits.take({ kind: 'offer', agent: slot % 2, property: (slot >> 1) % 2, start: 60 + slot * 15, minutes: 50 });
        }
        // Bookings to be cancelled in the rush: of the first and, for another agent and applicant, the last slot.
        await visits.take({ kind: 'book', applicant: 0, slot: 0 });
        await visits.take({ kind: 'book', applicant: 1, slot: SLOTS - 1 });
        // A booking that is not there yet cannot be named.
        const rush = steps.filter((step) => !('booking' in step) || step.booking < 2);
        const taken = await Promise.all(rush.map(async (step) => ({ step, outcome: await outcomeOf(visits.take(step)) })));
        const what = JSON.stringify(taken);
        const state = await visits.state();
        assertSound(state, what);
        for (const { step, outcome } of taken) {
          assert.ok(['done', 'conflict', 'not_found', 'forbidden'].includes(outcome), `refused as ${outcome}: ${what}`);
          if (outcome === 'done' && step.kind === 'cancel slot') {
            assert.equal(state.slots[step.slot]?.status, 'cancelled', `slot ${step.slot} was cancelled: ${what}`);
          }
          if (outcome === 'done' && 'booking' in step) {
            assert.match(state.bookings[step.booking]?.status ?? '', /^cancelled_by_/, `booking ${step.booking} was cancelled: ${what}`);
          }
        }
        const cancelled = taken.filter(({ step, outcome }) => outcome === 'done' && ('booking' in step || step.kind === 'cancel slot'));
        const places = cancelled.map(({ step }) => ('booking' in step ? `booking ${step.booking}` : JSON.stringify(step)));
        assert.equal(new Set(places).size, places.length, `each is cancelled once: ${what}`);
      }),
      { numRuns: 40 },
    );
  });
});
