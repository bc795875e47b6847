import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { TOLD } from './told.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

describe('who is calling', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  const someone = () => ({ sub: randomUUID(), email: `${randomUUID()}@people.example` });
  const countAgents = async (userId: string) =>
    (await visita.database.query('SELECT FROM agents WHERE supabase_user_id = $1', [userId])).length;

  test('a user whom nobody knows is 401, and no record is made', async () => {
    const user = someone();
    const api = await visita.as(user);
    for (const { status, body } of [await api.getMe(), await api.createBooking({ slot_id: randomUUID() })]) {
      assert.equal(status, 401);
      assert.equal(body.code, 'unauthorized');
    }
    assert.equal(await countAgents(user.sub), 0);
  });

  test('an organization in app_metadata makes an agent at the first sign-in, named as the token says', async () => {
    const organizationId = randomUUID();
    const user = { ...someone(), app_metadata: { organization_id: organizationId }, user_metadata: { full_name: 'Rita Vaz' } };
    const first = await (await visita.as(user)).getMe();
    assert.equal(first.status, 200);
    const [record] = first.body.organizations;
    assert.deepEqual(
      { role: first.body.role, organization: record?.organization_id, name: record?.name, email: record?.email },
      { role: 'agent', organization: organizationId, name: 'Rita Vaz', email: user.email },
    );
    assert.equal(record?.applicant_id, undefined);
    const rows = await visita.database.query('SELECT id, role FROM agents WHERE supabase_user_id = $1', [user.sub]);
    assert.deepEqual(rows, [{ id: record?.agent_id, role: 'member' }]);
  });

  test('an agent without a name is called by their e-mail', async () => {
    const user = { ...someone(), app_metadata: { organization_id: randomUUID() } };
    const { body } = await (await visita.as(user)).getMe();
    assert.equal(body.organizations[0]?.name, user.email);
  });

  test('a new agent is recorded as an event, once, and nobody is told', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    await agent.api.getMe();
    const rows = await visita.database.query(
      `SELECT type, actor_role, actor_id, agent_id, told.event_id IS NOT NULL AS told
       FROM events LEFT JOIN ${TOLD} ON told.organization_id = events.organization_id AND told.event_id = events.id
       WHERE events.organization_id = $1`,
      [organizationId],
    );
    const { agentId } = agent;
    assert.deepEqual(rows, [{ type: 'agent.joined', actor_role: 'agent', actor_id: agentId, agent_id: agentId, told: false }]);
  });

  test('an organization without an e-mail makes no agent', async () => {
    const user = { sub: randomUUID(), app_metadata: { organization_id: randomUUID() } };
    assert.equal((await (await visita.as(user)).getMe()).status, 401);
    assert.equal(await countAgents(user.sub), 0);
  });

  test('a known agent is found when the token no longer names an organization', async () => {
    const agent = await visita.agent(randomUUID());
    const api = await visita.as({ sub: agent.userId, email: agent.email });
    assert.equal((await api.getMe()).body.organizations[0]?.agent_id, agent.agentId);
  });

  test('one user may be an agent of two organizations, and acts for the one the token names', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const user = someone();
    const [inFirst, inSecond] = await Promise.all(
      [first, second].map((organization_id) => visita.as({ ...user, app_metadata: { organization_id } })),
    );
    assert.ok(inFirst && inSecond);
    assert.equal((await inFirst.getMe()).body.organizations[0]?.organization_id, first);
    assert.equal((await inSecond.getMe()).body.organizations[0]?.organization_id, second);
    assert.equal(await countAgents(user.sub), 2);
    const { body } = await inFirst.createSlot(visitAt({ property_id: randomUUID() }));
    assert.equal(body.slot.organization_id, first);
    assert.equal((await inSecond.getSlot(body.slot.id)).status, 404);
    assert.equal((await inSecond.cancelSlot(body.slot.id)).status, 404);
  });

  test('the case in which a token writes an organization does not matter', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const app_metadata = { organization_id: organizationId.toUpperCase() };
    const { body } = await (await visita.as({ sub: agent.userId, email: agent.email, app_metadata })).getMe();
    assert.equal(body.organizations[0]?.agent_id, agent.agentId);
    assert.equal(await countAgents(agent.userId), 1);
  });

  test('an organization that is no UUID is 401, not read as none', async () => {
    const { email } = await visita.screen({ organizationId: randomUUID() });
    for (const organization_id of ['agency', 7, '', {}, [randomUUID()]]) {
      const api = await visita.as({ sub: randomUUID(), email, app_metadata: { organization_id } });
      assert.equal((await api.getMe()).status, 401, JSON.stringify(organization_id));
    }
  });

  test('a linked applicant stays one where the token names an organization: applicant comes before new agent', async () => {
    const applicant = await visita.applicant(randomUUID());
    const { userId: sub, email } = applicant;
    const { body } = await (await visita.as({ sub, email, app_metadata: { organization_id: randomUUID() } })).getMe();
    assert.equal(body.role, 'applicant');
    assert.equal(await countAgents(sub), 0);
  });

  test('an agent record comes before an applicant record of the same user', async () => {
    const organizationId = randomUUID();
    const applicant = await visita.applicant(organizationId);
    // As an import of agents would leave it: the same person in both roles.
    await visita.database.query(
      `WITH agent AS (
         INSERT INTO agents (organization_id, id, supabase_user_id, name, email) VALUES ($1, $2, $3, 'Ana', $4)
       ) INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key) VALUES ($1, 'agent', $2, $3, $4)`,
      [organizationId, randomUUID(), applicant.userId, applicant.email],
    );
    assert.equal((await applicant.api.getMe()).body.role, 'agent');
  });

  test('one e-mail may be an agent and an applicant, as two users', async () => {
    const organizationId = randomUUID();
    const { email } = await visita.screen({ organizationId });
    const agent = await visita.as({ sub: randomUUID(), email, app_metadata: { organization_id: organizationId } });
    assert.equal((await agent.getMe()).body.role, 'agent');
    const applicant = await visita.as({ sub: randomUUID(), email });
    assert.equal((await applicant.getMe()).body.role, 'applicant');
    assert.equal((await agent.getMe()).body.role, 'agent');
  });

  test('user_metadata names no organization and no role', async () => {
    const user = someone();
    const mine = { organization_id: randomUUID(), role: 'agent', app_metadata: { organization_id: randomUUID() } };
    const api = await visita.as({ ...user, user_metadata: mine, organization_id: randomUUID(), role: 'service_role' });
    assert.equal((await api.getMe()).status, 401);
    assert.equal(await countAgents(user.sub), 0);
  });

  test('user_metadata does not move an agent to another organization', async () => {
    const [own, other] = [randomUUID(), randomUUID()];
    const agent = await visita.agent(own);
    const wish = { sub: agent.userId, email: agent.email, app_metadata: { organization_id: own } };
    const { body } = await (await visita.as({ ...wish, user_metadata: { organization_id: other } })).getMe();
    assert.deepEqual(body.organizations.map((each) => each.organization_id), [own]);
  });
});
