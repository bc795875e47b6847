import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { pino } from 'pino';
import { applyScreening, type Screening } from '../src/applicant.ts';
import { Database } from '../src/postgresql/database.ts';
import { PostgresqlScreeningStore, type ScreeningRequest } from '../src/postgresql/screening.ts';
import { SharedScreeningStore } from '../src/postgresql/shared-screening.ts';
import { ApplicantService } from '../src/service/applicant.ts';
import { TOLD } from './told.fixture.ts';
import { until } from './until.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const at = (second: number) => new Date(Date.UTC(2026, 4, 1, 10, 0, second));

function screeningOf(organizationId: string, given: Partial<Screening> = {}): Screening {
  const externalId = randomUUID();
  return { externalId, organizationId, name: 'Rui Tavares', email: `${externalId}@people.example`, riskLevel: 'LOW', screenedAt: at(0), ...given };
}

function requestOf(screening: Screening): ScreeningRequest {
  return { screening, decide: (known) => applyScreening(known, screening, randomUUID()) };
}

describe('screenings that share a transaction', () => {
  let visita: TestVisita;
  let single: PostgresqlScreeningStore;
  before(async () => {
    visita = await startVisita();
    single = new PostgresqlScreeningStore(visita.server.database);
  });
  after(() => visita.stop());

  const eventsOf = async (organizationId: string) =>
    (await visita.database.query<{ type: string }>('SELECT type FROM events WHERE organization_id = $1 ORDER BY id', [organizationId])).map(({ type }) => type);
  const namesOf = async (organizationId: string) =>
    (await visita.database.query<{ name: string }>('SELECT name FROM applicants WHERE organization_id = $1 ORDER BY name', [organizationId])).map(({ name }) => name);
  const toldOf = async (organizationId: string) => (await visita.database.query(`SELECT FROM ${TOLD} WHERE organization_id = $1`, [organizationId])).length;
  const together = (screenings: readonly Screening[]) => single.takeInTogether(screenings.map(requestOf));

  test('of one time of screening are told apart by when they were said, as each by itself is', async () => {
    const organizationId = randomUUID();
    const first = screeningOf(organizationId, { saidAt: at(1) });
    const corrected = { ...first, name: 'Corrected', saidAt: at(2) };
    assert.deepEqual(await together([corrected, first]), ['refreshed', 'registered']);
    assert.deepEqual(await together([corrected]), ['outdated']);
    assert.deepEqual(await together([{ ...first, name: 'Without saying when' }]), ['outdated']);
    // As the version before has written it down.
    await visita.database.query('UPDATE screenings SET said_at = NULL WHERE organization_id = $1', [organizationId]);
    assert.deepEqual(await together([{ ...corrected, saidAt: at(3) }]), ['outdated']);
    assert.deepEqual(await namesOf(organizationId), ['Corrected']);
  });

  test('are stored as each by itself would be: every kind in one', async () => {
    const organizationId = randomUUID();
    const [known, withdrawn, late] = [screeningOf(organizationId), screeningOf(organizationId), screeningOf(organizationId, { screenedAt: at(9) })];
    await together([known, withdrawn, late]);
    const outcomes = await together([
      screeningOf(organizationId, { name: 'New' }),
      { ...known, name: 'Refreshed', riskLevel: 'MEDIUM', screenedAt: at(1) },
      { ...withdrawn, name: 'Of no weight', riskLevel: 'HIGH', screenedAt: at(1) },
      { ...late, name: 'Late', screenedAt: at(8) },
      screeningOf(organizationId, { riskLevel: 'HIGH' }),
    ]);
    assert.deepEqual(outcomes, ['registered', 'refreshed', 'withdrawn', 'outdated', 'refused']);
    assert.deepEqual(await namesOf(organizationId), ['New', 'Refreshed', 'Rui Tavares', 'Rui Tavares']);
    const rows = await visita.database.query(
      `SELECT applicants.risk_level, identities.email_key = lower(applicants.email) AS found_by_email, identities.screened_at = screenings.screened_at AS dated
       FROM screenings LEFT JOIN applicants USING (organization_id, external_id)
       LEFT JOIN identities ON identities.organization_id = applicants.organization_id AND identities.record_id = applicants.id
       WHERE screenings.organization_id = $1 ORDER BY applicants.risk_level, screenings.screened_at`,
      [organizationId],
    );
    const fine = { found_by_email: true, dated: true };
    assert.deepEqual(rows, [...['LOW', 'LOW', 'MEDIUM', 'HIGH'].map((risk_level) => ({ risk_level, ...fine })), { risk_level: null, found_by_email: null, dated: null }]);
    assert.equal(await toldOf(organizationId), 4);
  });

  test('one person several times: in the order of their times, whatever order they came in', async () => {
    const organizationId = randomUUID();
    const person = screeningOf(organizationId);
    const other = screeningOf(organizationId, { name: 'Somebody Else' });
    const outcomes = await together([
      { ...person, riskLevel: 'HIGH', screenedAt: at(3) },
      { ...person, name: 'Second', screenedAt: at(2) },
      other,
      { ...person, name: 'First', screenedAt: at(1) },
      { ...person, name: 'Equal', screenedAt: at(2) },
    ]);
    assert.deepEqual(outcomes, ['withdrawn', 'refreshed', 'registered', 'registered', 'outdated']);
    assert.deepEqual((await eventsOf(organizationId)).toSorted(), ['applicant.refreshed', 'applicant.registered', 'applicant.registered', 'applicant.withdrawn']);
    assert.deepEqual(await namesOf(organizationId), ['Second', 'Somebody Else']);
    assert.equal(await toldOf(organizationId), 2);
  });

  test('of several organizations: each is its own, also where one person is screened by two', async () => {
    const [ours, theirs, others] = [randomUUID(), randomUUID(), randomUUID()];
    const person = screeningOf(ours, { name: 'Ours' });
    const refreshed = screeningOf(others);
    await together([refreshed]);
    const outcomes = await together([
      { ...person, riskLevel: 'MEDIUM', name: 'Ours again', screenedAt: at(2) },
      { ...person, organizationId: theirs, name: 'Theirs', screenedAt: at(1) },
      person,
      { ...refreshed, name: 'Refreshed', screenedAt: at(1) },
      { ...refreshed, name: 'Late', screenedAt: at(0) },
      screeningOf(theirs, { riskLevel: 'HIGH' }),
    ]);
    assert.deepEqual(outcomes, ['refreshed', 'registered', 'registered', 'refreshed', 'outdated', 'refused']);
    const rows = await visita.database.query(
      `SELECT applicants.organization_id, name, risk_level, identities.screened_at FROM applicants
       JOIN identities ON identities.organization_id = applicants.organization_id AND identities.record_id = applicants.id
       WHERE applicants.organization_id = ANY ($1) ORDER BY name`,
      [[ours, theirs, others]],
    );
    assert.deepEqual(rows, [
      { organization_id: ours, name: 'Ours again', risk_level: 'MEDIUM', screened_at: at(2) },
      { organization_id: others, name: 'Refreshed', risk_level: 'LOW', screened_at: at(1) },
      { organization_id: theirs, name: 'Theirs', risk_level: 'LOW', screened_at: at(1) },
    ]);
    assert.deepEqual(await Promise.all([ours, theirs, others].map(toldOf)), [1, 1, 1]);
    assert.deepEqual(await eventsOf(ours), ['applicant.registered', 'applicant.refreshed']);
    assert.deepEqual(await eventsOf(theirs), ['applicant.registered']);
  });

  test('one that the database refuses fails alone; the others are taken in one by one, once', async () => {
    const organizationId = randomUUID();
    const service = new ApplicantService(new SharedScreeningStore(visita.server.database, single));
    // The first goes at once and alone, the other ten wait for it and go together.
    const screenings = Array.from({ length: 11 }, (_, n) => screeningOf(organizationId, { name: n === 5 ? 'Not \u0000 text' : `Person ${n}` }));
    const outcomes = await Promise.allSettled(screenings.map((screening) => service.screen(screening)));
    assert.deepEqual(outcomes.map(({ status }) => status), screenings.map((_, n) => (n === 5 ? 'rejected' : 'fulfilled')));
    assert.equal((await namesOf(organizationId)).length, 10);
    assert.deepEqual(await eventsOf(organizationId), Array.from({ length: 10 }, () => 'applicant.registered'));
    assert.equal(await toldOf(organizationId), 10);
    const times = await visita.database.query('SELECT FROM screenings WHERE organization_id = $1', [organizationId]);
    assert.equal(times.length, 10, 'the refused one left nothing');
  });

  test('whoever is held keeps nobody else waiting', async () => {
    const organizations = Array.from({ length: 6 }, () => randomUUID());
    const persons = organizations.map((organizationId) => screeningOf(organizationId));
    await together(persons);
    // Longer than a statement may take, so that whoever waited for the lock would fail.
    const database = new Database(visita.database.serverUrl, 12, pino({ level: 'silent' }), { lockTimeoutMs: 60_000 });
    const holder = new Client({ connectionString: visita.database.url });
    await holder.connect();
    try {
      await database.query('SELECT 1');
      const service = new ApplicantService(new SharedScreeningStore(database, new PostgresqlScreeningStore(database)));
      // As a booking holds its applicant. Of the last organization in the row, so that all others are taken when it is waited for.
      const held = persons.toSorted((one, other) => (one.organizationId < other.organizationId ? -1 : 1)).at(-1) ?? assert.fail();
      await holder.query('BEGIN');
      await holder.query('SELECT FROM applicants WHERE organization_id = $1 AND external_id = $2 FOR SHARE', [held.organizationId, held.externalId]);
      // Two transactions go at once, each alone; whoever comes after them goes together.
      const [first, second, ...others] = persons.filter((person) => person !== held);
      const again = (person: Screening | undefined) => service.screen({ ...(person ?? assert.fail()), name: 'Again', screenedAt: at(1) });
      const alone = [again(first), again(second)];
      const waiting = again(held);
      waiting.catch(() => undefined);
      await Promise.all([...alone, ...others.map(again)]);
      assert.deepEqual(await Promise.all(persons.map(async (person) => (await namesOf(person.organizationId))[0])), persons.map((person) => (person === held ? 'Rui Tavares' : 'Again')));
      await holder.query('COMMIT');
      await waiting;
      assert.deepEqual(await namesOf(held.organizationId), ['Again']);
    } finally {
      await holder.end();
      await database.close();
    }
  });

  test('a transaction that fails leaves nothing of any of them', async () => {
    const organizationId = randomUUID();
    await assert.rejects(together([screeningOf(organizationId), screeningOf(organizationId, { email: '\u0000' })]));
    assert.deepEqual(await visita.database.query('SELECT FROM screenings WHERE organization_id = $1', [organizationId]), []);
    assert.deepEqual(await eventsOf(organizationId), []);
  });

  test('two workers with the same persons in opposite orders wait in line: no deadlock, and the newest stands', { timeout: 120_000 }, async () => {
    const organizationId = randomUUID();
    const persons = Array.from({ length: 9 }, () => screeningOf(organizationId)).toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
    await together(persons);
    const workers = [0, 1].map(() => new Database(visita.database.serverUrl, 1, pino({ level: 'silent' })));
    const holder = new Client({ connectionString: visita.database.url });
    await holder.connect();
    try {
      // One in the middle is held, so that each worker has taken what it takes before that one when both go on.
      await holder.query('BEGIN');
      await holder.query('SELECT FROM screenings WHERE organization_id = $1 AND external_id = $2 FOR UPDATE', [organizationId, persons[4]?.externalId]);
      const batches = workers.map((database, worker) => {
        const given = persons.map((person) => ({ ...person, name: `Worker ${worker}`, screenedAt: at(1 + worker) }));
        return new PostgresqlScreeningStore(database).takeInTogether((worker === 0 ? given : given.toReversed()).map(requestOf));
      });
      const outcomes = Promise.all(batches);
      outcomes.catch(() => undefined);
      await until('both wait', async () => {
        const rows = await visita.database.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
        return rows.length === 2;
      });
      await holder.query('COMMIT');
      const [first = [], second = []] = await outcomes;
      assert.ok([...first, ...second].every((outcome) => outcome === 'refreshed' || outcome === 'outdated'));
    } finally {
      await holder.end();
      await Promise.all(workers.map((database) => database.close()));
    }
    assert.deepEqual(new Set(await namesOf(organizationId)), new Set(['Worker 1']));
  });
});
