import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ApiClient } from './api.fixture.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { agentAt, applicantAt, TestMachine } from './process.fixture.ts';
import { assertPromisesHold } from './promises.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita } from './visita.fixture.ts';

// What docs/operations.md says of backups, done.

describe('a bare machine', { timeout: 240_000 }, () => {
  test('is restored from a copy of its data folder, taken while the server was stopped', async (t) => {
    const [machine, other] = [await TestMachine.make(), await TestMachine.make()];
    t.after(() => Promise.all([machine.remove(), other.remove()]));
    const server = await machine.start();
    const organizationId = randomUUID();
    const [agent, applicant] = [await agentAt(server, organizationId), await applicantAt(server, organizationId)];
    const { body: offered } = await agent.createSlot(visitAt({ property_id: randomUUID() }));
    const { body: booked } = await applicant.createBooking({ slot_id: offered.slot.id, notes: 'Até amanhã!' });
    await server.kill('SIGTERM');
    await cp(machine.dataDir, other.dataDir, { recursive: true });

    const restored = await other.start();
    const again = await new ApiClient(restored.url, applicant.token).getBooking(booked.booking.id);
    assert.deepEqual(again.body.booking, booked.booking);
    const next = await new ApiClient(restored.url, agent.token).createSlot(visitAt({ property_id: randomUUID() }));
    assert.equal(next.status, 201);
  });
});

describe('a PostgreSQL of its own', { timeout: 240_000 }, () => {
  test('is restored from pg_dump into an empty database, and the server goes on there', async (t) => {
    const visita = await startVisita();
    t.after(() => visita.stop());
    const missing = await whyNoDump(visita.database);
    if (missing !== null) {
      t.skip(missing);
      return;
    }
    const organizationId = randomUUID();
    const [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId)];
    const { body: offered } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    const { body: booked } = await applicant.api.createBooking({ slot_id: offered.slot.id });
    const folder = await mkdtemp(join(tmpdir(), 'visita-dump-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'visita.dump');
    run('pg_dump', '--format=custom', `--file=${file}`, visita.database.url);
    const target = await createTestDatabase();
    t.after(() => target.drop());
    run('pg_restore', '--exit-on-error', `--dbname=${target.url}`, file);

    const other = await startVisita({ DATABASE_URL: target.serverUrl, MIGRATION_DATABASE_URL: target.url });
    t.after(() => other.stop());
    const found = await new ApiClient(other.server.url, applicant.api.token).getBooking(booked.booking.id);
    assert.deepEqual(found.body.booking, booked.booking);
    await assertPromisesHold(target);
  });
});

/** Null when pg_dump is here and no older than the server, which it must not be. */
async function whyNoDump(database: TestDatabase): Promise<string | null> {
  const [row] = await database.query<{ version: string }>('SHOW server_version');
  const server = Number.parseInt(Object.values(row ?? {})[0] ?? '', 10);
  const dump = Number(/\(PostgreSQL\) (\d+)/.exec(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? Number.NaN);
  return dump >= server ? null : `pg_dump ${server} is not installed here (${Number.isNaN(dump) ? 'none is' : `version ${dump} is`}): the restore from a dump was not tried`;
}

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
