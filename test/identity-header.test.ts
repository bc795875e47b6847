import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import type { TokenWish } from './token.fixture.ts';
import type { components } from '../src/rest/contract.gen.ts';

const someone = (): TokenWish => ({ sub: randomUUID(), email: `${randomUUID()}@people.example` });

async function getMe(visita: TestVisita, user: TokenWish, organization: string) {
  const api = await visita.as(user);
  return api.call<components['schemas']['Me']>('GET', '/api/v1/me', { headers: { 'X-Organization-ID': organization } });
}

describe('X-Organization-ID by default', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  test('makes nobody an agent', async () => {
    assert.equal((await getMe(visita, someone(), randomUUID())).status, 401);
    assert.deepEqual(await visita.database.query('SELECT FROM agents'), []);
  });

  test('moves no agent to another organization', async () => {
    const organizationId = randomUUID();
    const { userId: sub, email, agentId } = await visita.agent(organizationId);
    assert.equal((await getMe(visita, { sub, email }, randomUUID())).body.organizations[0]?.agent_id, agentId);
  });

  test('does not keep an applicant from being linked, and is not looked at when malformed', async () => {
    for (const header of [randomUUID(), 'not a uuid']) {
      const { email } = await visita.screen({ organizationId: randomUUID() });
      assert.equal((await getMe(visita, { sub: randomUUID(), email }, header)).status, 200);
    }
  });
});

describe('X-Organization-ID under TRUST_ORGANIZATION_HEADER', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita({ TRUST_ORGANIZATION_HEADER: 'true' });
  });
  after(() => visita.stop());

  test('names the organization of a new agent', async () => {
    const organizationId = randomUUID();
    const user = someone();
    const { status, body } = await getMe(visita, user, organizationId.toUpperCase());
    assert.equal(status, 200);
    assert.deepEqual([body.role, body.organizations[0]?.organization_id], ['agent', organizationId]);
    const again = await getMe(visita, user, organizationId);
    assert.deepEqual(again.body.organizations, body.organizations);
  });

  test('gives way to app_metadata', async () => {
    const organizationId = randomUUID();
    const named = randomUUID();
    for (const header of [named, 'not a uuid']) {
      const { body } = await getMe(visita, { ...someone(), app_metadata: { organization_id: organizationId } }, header);
      assert.deepEqual(body.organizations.map((each) => each.organization_id), [organizationId]);
    }
    const rows = await visita.database.query('SELECT FROM agents WHERE organization_id = $1', [named]);
    assert.deepEqual(rows, [], 'none where the header says');
  });

  test('is 400 when malformed, but a token that is not valid is 401 first', async () => {
    for (const header of ['not a uuid', `${randomUUID()}, ${randomUUID()}`, randomUUID().replaceAll('-', '')]) {
      const { status, body } = await getMe(visita, someone(), header);
      assert.deepEqual([status, body.code], [400, 'invalid_argument'], header);
    }
    const headers = { 'X-Organization-ID': 'not a uuid' };
    assert.equal((await visita.api.withToken('forged').call('GET', '/api/v1/me', { headers })).status, 401);
  });

  test('keeps a record with the same e-mail from being linked', async () => {
    const organizationId = randomUUID();
    const { email } = await visita.screen({ organizationId });
    assert.equal((await getMe(visita, { sub: randomUUID(), email }, organizationId)).body.role, 'agent');
    const rows = await visita.database.query('SELECT supabase_user_id FROM applicants WHERE organization_id = $1', [organizationId]);
    assert.deepEqual(rows, [{ supabase_user_id: null }]);
  });

  test('is none when empty', async () => {
    const { email } = await visita.screen({ organizationId: randomUUID() });
    assert.equal((await getMe(visita, { sub: randomUUID(), email }, '')).body.role, 'applicant');
  });
});
