import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Client } from 'pg';
import { createLogger } from '../src/program/log.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita } from './visita.fixture.ts';

/** Two connections to the database: sixty requests in hand. */
const POOL = { DATABASE_POOL_SIZE: '2' };
const BURST = 300;
const BUSY = 'the server is too busy at the moment';

test('a server whose database stands still refuses most of a burst, answers all of it, and serves as before afterwards', async (t) => {
  const lines: string[] = [];
  const visita = await startVisita(POOL, createLogger('info', { write: (line: string) => void lines.push(line) }));
  const lock = new Client({ connectionString: visita.database.url });
  t.after(async () => {
    await lock.end();
    await visita.stop();
  });
  const organizationId = randomUUID();
  const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
  const { slot } = (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body;
  const shedSoFar = async () => {
    const { status, body } = await visita.api.call<string>('GET', '/metrics');
    assert.equal(status, 200);
    return Number(/^requests_shed_total (\d+)$/m.exec(String(body))?.[1]);
  };
  assert.equal(await shedSoFar(), 0);

  // Whoever looks a caller up waits behind this lock, so nothing that was let in is served before it is given up.
  await lock.connect();
  await lock.query('BEGIN; LOCK TABLE identities IN ACCESS EXCLUSIVE MODE');
  const answers: Awaited<ReturnType<typeof applicant.api.createBooking>>[] = [];
  const asking = Array.from({ length: BURST }, async () => {
    answers.push(await applicant.api.createBooking({ slot_id: slot.id }));
  });
  await until('most are refused while the database stands still', () => answers.length > BURST / 2);
  for (const { status, body, headers } of answers) {
    assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'unavailable', '1']);
  }
  assert.equal((await visita.api.call('GET', '/health/live')).status, 200);
  assert.ok((await shedSoFar()) > 0);
  await lock.query('ROLLBACK');

  await Promise.all(asking);
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].filter((status) => ![201, 409, 503].includes(status)), []);
  assert.equal(await shedSoFar(), answers.filter(({ body }) => body.detail === BUSY).length);
  const reports = lines.filter((line) => line.includes('too many requests in hand'));
  assert.ok(reports.length >= 1 && reports.length < BURST / 2, `${reports.length} lines about what was shed`);

  await until('it serves again', async () => (await applicant.api.getMe()).status === 200);
  const { status } = await applicant.api.createBooking({ slot_id: slot.id });
  assert.ok(status === 201 || status === 409, `${status}`);
  assert.equal((await agent.api.getSlot(slot.id)).body.slot.status, 'booked');
});
