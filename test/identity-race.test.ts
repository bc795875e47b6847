import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApiClient } from './api.fixture.ts';
import { TOLD } from './told.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { untilSomebodyWaits } from './waiting.fixture.ts';

const PARALLEL = 30;

describe('parallel first sign-ins', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  const signInAll = (api: ApiClient) => Promise.all(Array.from({ length: PARALLEL }, () => api.getMe()));
  const countEvents = async (organizationId: string, type: string) =>
    (await visita.database.query(
      `SELECT FROM events LEFT JOIN ${TOLD} ON told.organization_id = events.organization_id AND told.event_id = events.id
       WHERE events.organization_id = $1 AND type = $2 AND (kind IS NOT NULL) = (type = 'applicant.linked')`,
      [organizationId, type],
    )).length;

  test('of one new agent make one record, and all succeed', async () => {
    const organizationId = randomUUID();
    const user = { sub: randomUUID(), email: 'rita@agency.example', app_metadata: { organization_id: organizationId } };
    const answers = await signInAll(await visita.as(user));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(new Set(answers.map(({ body }) => body.organizations[0]?.agent_id)).size, 1);
    const rows = await visita.database.query('SELECT FROM agents WHERE organization_id = $1', [organizationId]);
    assert.equal(rows.length, 1);
    assert.equal(await countEvents(organizationId, 'agent.joined'), 1);
  });

  test('of one applicant screened by two agencies link each record once, and all succeed', async () => {
    const organizations = [randomUUID(), randomUUID()];
    const email = `${randomUUID()}@people.example`;
    await Promise.all(organizations.map((organizationId) => visita.screen({ organizationId, email })));
    const answers = await signInAll(await visita.as({ sub: randomUUID(), email }));
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.deepEqual(body.organizations.map((each) => each.organization_id).toSorted(), organizations.toSorted());
    }
    for (const organizationId of organizations) {
      assert.equal(await countEvents(organizationId, 'applicant.linked'), 1);
    }
  });

  test('of many users with one e-mail give the record to one of them', async () => {
    const organizationId = randomUUID();
    const { email } = await visita.screen({ organizationId });
    const apis = await Promise.all(Array.from({ length: PARALLEL }, () => visita.as({ sub: randomUUID(), email })));
    const answers = await Promise.all(apis.map((api) => api.getMe()));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(answers.filter(({ status }) => status === 401).length, PARALLEL - 1);
    assert.equal(await countEvents(organizationId, 'applicant.linked'), 1);
  });

  test('while the person is screened again and again leave one linked record', async () => {
    const organizationId = randomUUID();
    const { externalId, email } = await visita.screen({ organizationId });
    const api = await visita.as({ sub: randomUUID(), email });
    const screenings = Array.from({ length: PARALLEL }, (_, index) =>
      visita.screen({ organizationId, externalId, email, screenedAt: new Date(Date.now() + index) }),
    );
    const [answers] = await Promise.all([signInAll(api), Promise.all(screenings)]);
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(new Set(answers.map(({ body }) => body.organizations[0]?.applicant_id)).size, 1);
    const rows = await visita.database.query('SELECT FROM identities WHERE organization_id = $1', [organizationId]);
    assert.equal(rows.length, 1);
  });

  test('a record whose e-mail is corrected at that moment goes to nobody who has only the old one', async () => {
    const organizationId = randomUUID();
    const { externalId, email } = await visita.screen({ organizationId });
    const api = await visita.as({ sub: randomUUID(), email });
    const corrected = `${randomUUID()}@people.example`;
    // The correction, stopped before its end: the sign-in still finds the old e-mail, and then has to wait.
    await visita.database.query('BEGIN');
    await visita.database.query('UPDATE applicants SET email = $2 WHERE external_id = $1', [externalId, corrected]);
    await visita.database.query('UPDATE identities SET email_key = $2 WHERE organization_id = $1', [organizationId, corrected]);
    const signingIn = api.getMe();
    await untilSomebodyWaits(visita.database);
    await visita.database.query('COMMIT');
    assert.equal((await signingIn).status, 401);
    assert.equal(await countEvents(organizationId, 'applicant.linked'), 0);
    assert.equal((await (await visita.as({ sub: randomUUID(), email: corrected })).getMe()).status, 200);
  });
});
