import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { DatabaseError } from 'pg';
import { ApiClient } from './api.fixture.ts';
import { citusPrograms, CitusCluster } from './citus-cluster.fixture.ts';
import { agentAt, PROJECT, type TestProgram } from './process.fixture.ts';
import { TestProduction } from './production.fixture.ts';
import { executionOf } from './sharded-database.fixture.ts';
import { readStatements, withNumbers } from './statements.fixture.ts';
import { visitAt } from './visit.fixture.ts';

// docs/scaling.md, held by Citus itself where it is installed. test/citus.test.ts is for every machine.

const programs = citusPrograms();
const APPLICANTS = 5;

/** What Citus refuses, by how it says so. docs/scaling.md says what is to be done about each. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  takeFromOutbox: /FOR UPDATE/,
  removeExpiredAnswers: /FOR UPDATE/,
  listChanges: /complex joins/,
};

describe('on a cluster of Citus', { timeout: 300_000, skip: programs === null ? 'Citus is not installed here' : false }, () => {
  let cluster: CitusCluster;
  let production: TestProduction;
  let server: TestProgram;
  before(async () => {
    cluster = await CitusCluster.start(programs ?? '');
    production = await TestProduction.make();
    const settings = { DATABASE_URL: cluster.url, MIGRATION_DATABASE_URL: '' };
    assert.deepEqual(await production.run('migrate', settings).ended, { code: 0, signal: null });
    // One by one, as psql does.
    for (const statement of readFileSync(`${PROJECT}deploy/citus.sql`, 'utf8').split(/;$/m)) {
      await cluster.query(statement);
    }
    [server] = await Promise.all([production.start('serve', settings), production.start('work', settings)]);
  });
  after(async () => {
    await production?.remove();
    await cluster?.stop();
  });

  test('deploy/citus.sql spreads every table but what stays with the coordinator', async () => {
    const rows = await cluster.query<{ name: string }>('SELECT table_name::text AS name FROM citus_tables');
    const tables = await cluster.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations'`);
    const own = new Set(tables.map(({ name }) => name));
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), [...own].filter((name) => !/_\d{6}$/.test(name)).toSorted());
  });

  for (const { name, text } of readStatements()) {
    const refusal = REFUSED[name];
    test(`${name} is ${refusal === undefined ? 'taken' : 'refused'}`, async () => {
      await cluster.query('BEGIN');
      try {
        await cluster.query(`PREPARE "${name}" AS ${withNumbers(text)}`);
        await cluster.query(await executionOf(cluster, name));
        assert.equal(refusal, undefined, 'it is taken: say so in docs/scaling.md');
      } catch (error) {
        assert.ok(error instanceof DatabaseError, String(error));
        // Values that no constraint lets through were taken as far as a node.
        assert.match(refusal === undefined ? (error.code ?? '') : error.message, refusal ?? /^23/, error.message);
      } finally {
        await cluster.query('ROLLBACK');
        await cluster.query('DEALLOCATE ALL');
      }
    });
  }

  test('people are screened, book, race, cancel and book again', async () => {
    const [organizationId, propertyId, otherProperty] = [randomUUID(), randomUUID(), randomUUID()];
    const agent = await agentAt(server, organizationId);
    const applicants = await Promise.all(Array.from({ length: APPLICANTS }, () => production.screenedApplicant(server, organizationId)));
    const offered = await agent.createSlot(visitAt({ property_id: propertyId }));
    assert.equal(offered.status, 201);
    assert.equal((await agent.createSlot(visitAt({ property_id: propertyId }))).status, 409, 'a duplicate offer');
    assert.equal((await agent.createSlot(visitAt({ property_id: otherProperty }))).status, 201);
    const slot_id = offered.body.slot.id;
    const race = async (): Promise<{ winner: ApiClient; id: string }> => {
      const answers = await Promise.all(applicants.map((applicant) => applicant.createBooking({ slot_id })));
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, ...Array.from({ length: APPLICANTS - 1 }, () => 409)]);
      const first = answers.findIndex(({ status }) => status === 201);
      return { winner: applicants[first] ?? assert.fail('nobody'), id: answers[first]?.body.booking.id ?? '' };
    };
    const { winner, id } = await race();
    assert.deepEqual((await winner.listPropertySlots(otherProperty)).body.slots, [], 'the agent is busy then');
    assert.equal((await winner.cancelBooking(id)).status, 200);
    assert.equal((await winner.listPropertySlots(otherProperty)).body.slots.length, 1);
    const again = await race();
    assert.equal((await agent.cancelSlot(slot_id)).status, 200);
    assert.equal((await agent.getBooking(again.id)).body.booking.status, 'cancelled_by_agent');
  });

  test('an Idempotency-Key holds', async () => {
    const agent = await agentAt(server, randomUUID());
    await agent.getMe();
    const offer = { body: visitAt({ property_id: randomUUID() }), headers: { 'idempotency-key': randomUUID() } };
    const answers = await Promise.all(Array.from({ length: 4 }, () => agent.call('POST', '/api/v1/slots', offer)));
    assert.ok(answers.every(({ status }) => status === 201 || status === 409), JSON.stringify(answers.map(({ status }) => status)));
    assert.equal((await agent.call('POST', '/api/v1/slots', offer)).status, 201);
    assert.equal((await agent.listSlots()).body.slots.length, 1);
  });
});
