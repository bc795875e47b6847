import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { TOLD } from './told.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

describe('linking an applicant', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  const linkOf = async (organizationId: string) =>
    (await visita.database.query<{ user: string | null }>(
      `SELECT applicants.supabase_user_id AS user FROM applicants
       JOIN identities ON identities.organization_id = applicants.organization_id AND role = 'applicant' AND record_id = id
         AND identities.supabase_user_id IS NOT DISTINCT FROM applicants.supabase_user_id
       WHERE applicants.organization_id = $1`,
      [organizationId],
    ))[0]?.user;
  const offerIn = async (organizationId: string) => {
    const agent = await visita.agent(organizationId);
    return (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body.slot;
  };

  test('the case of the e-mail does not matter, neither in the screening nor in the token', async () => {
    for (const change of [(text: string) => text.toUpperCase(), (text: string) => text.toLowerCase()]) {
      const organizationId = randomUUID();
      const email = `Inês.Carvalho.${randomUUID()}@Example.PT`;
      await visita.screen({ organizationId, email });
      const userId = randomUUID();
      const { status, body } = await (await visita.as({ sub: userId, email: change(email) })).getMe();
      assert.equal(status, 200);
      assert.equal(body.organizations[0]?.email, email, 'the record keeps the address as it was screened');
      assert.equal(await linkOf(organizationId), userId);
    }
  });

  test('an address that merely looks the same is another one', async () => {
    for (const [screened, token] of [['mike', 'mi\u212Ae'], ['bia', 'b\u0131a'], ['ana', 'a%a'], ['ana', '_na']] as const) {
      const domain = `${randomUUID()}.example`;
      const organizationId = randomUUID();
      await visita.screen({ organizationId, email: `${screened}@${domain}` });
      const api = await visita.as({ sub: randomUUID(), email: `${token}@${domain}` });
      assert.equal((await api.getMe()).status, 401, token);
      assert.equal(await linkOf(organizationId), null, token);
    }
  });

  test('a link is recorded as an event with a message to the applicant, once', async () => {
    const organizationId = randomUUID();
    const { api, applicantId } = await visita.applicant(organizationId);
    await api.getMe();
    const rows = await visita.database.query(
      `SELECT type, actor_role, actor_id, applicant_id, told.event_id IS NOT NULL AS told
       FROM events LEFT JOIN ${TOLD} ON told.organization_id = events.organization_id AND told.event_id = events.id
       WHERE events.organization_id = $1 AND type = 'applicant.linked'`,
      [organizationId],
    );
    const link = { type: 'applicant.linked', actor_role: 'applicant', actor_id: applicantId, applicant_id: applicantId, told: true };
    assert.deepEqual(rows, [link]);
  });

  test('a person screened a moment ago is known at the next request with the same token', async () => {
    const email = `${randomUUID()}@people.example`;
    const api = await visita.as({ sub: randomUUID(), email });
    assert.equal((await api.getMe()).status, 401);
    await visita.screen({ organizationId: randomUUID(), email });
    assert.equal((await api.getMe()).status, 200);
  });

  test('a second agency that screens the person later is linked at their next request', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    const { api, email, userId } = await visita.applicant(first);
    const slot = await offerIn(second);
    assert.equal((await api.createBooking({ slot_id: slot.id })).status, 404);
    await visita.screen({ organizationId: second, email: email.toUpperCase() });
    const booked = await api.createBooking({ slot_id: slot.id });
    assert.equal(booked.status, 201, 'without a call to /me in between');
    assert.equal(await linkOf(second), userId);
    const { body } = await api.getMe();
    assert.deepEqual(body.organizations.map((each) => each.organization_id).toSorted(), [first, second].toSorted());
    const own = body.organizations.find((each) => each.organization_id === second);
    assert.equal(booked.body.booking.applicant_id, own?.applicant_id, 'booked with the record of the slot’s organization');
    const foreign = await offerIn(third);
    assert.equal((await api.getSlot(foreign.id)).status, 404);
    assert.equal((await api.createBooking({ slot_id: foreign.id })).status, 404);
    assert.deepEqual((await api.listPropertySlots(foreign.property_id)).body.slots, []);
  });

  test('one person sees the bookings made with each agency, and each agency only its own', async () => {
    const organizations = [randomUUID(), randomUUID()];
    const email = `${randomUUID()}@people.example`;
    await Promise.all(organizations.map((organizationId) => visita.screen({ organizationId, email })));
    const api = await visita.as({ sub: randomUUID(), email });
    for (const [hour, organizationId] of organizations.entries()) {
      const agent = await visita.agent(organizationId);
      const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours: 30 + hour }));
      assert.equal((await api.createBooking({ slot_id: body.slot.id })).status, 201);
      assert.equal((await agent.api.listBookings()).body.bookings.length, 1);
    }
    const { body } = await api.listBookings();
    assert.deepEqual(body.bookings.map((booking) => booking.organization_id), organizations);
  });

  test('nothing is linked where the address may be somebody else’s', async () => {
    const denials: Record<string, unknown>[] = [
      { is_anonymous: true },
      { is_anonymous: 'true' },
      { app_metadata: { is_anonymous: true } },
      { email_verified: false },
      { email_verified: 'false' },
      { user_metadata: { email_verified: false } },
      { app_metadata: { email_verified: false } },
      { user_metadata: { identities: [{ identity_data: { email_verified: false } }] } },
    ];
    for (const denial of denials) {
      const organizationId = randomUUID();
      const { email } = await visita.screen({ organizationId });
      const api = await visita.as({ sub: randomUUID(), email, ...denial });
      assert.equal((await api.getMe()).status, 401, JSON.stringify(denial));
      assert.equal(await linkOf(organizationId), null, JSON.stringify(denial));
    }
  });

  test('an address confirmed later links then', async () => {
    const { email } = await visita.screen({ organizationId: randomUUID() });
    const sub = randomUUID();
    assert.equal((await (await visita.as({ sub, email, user_metadata: { email_verified: false } })).getMe()).status, 401);
    assert.equal((await (await visita.as({ sub, email, user_metadata: { email_verified: true } })).getMe()).status, 200);
  });

  test('only the token’s own e-mail counts, not one in its metadata', async () => {
    const organizationId = randomUUID();
    const { email } = await visita.screen({ organizationId });
    const metadata = { email, user_metadata: { email }, identities: [{ email }] };
    const api = await visita.as({ sub: randomUUID(), user_metadata: metadata, app_metadata: { email }, emails: [email] });
    assert.equal((await api.getMe()).status, 401);
    assert.equal(await linkOf(organizationId), null);
  });

  test('a record linked to one user is not taken by another with the same e-mail', async () => {
    const organizationId = randomUUID();
    const { email, userId, api } = await visita.applicant(organizationId);
    assert.equal((await (await visita.as({ sub: randomUUID(), email })).getMe()).status, 401);
    assert.equal(await linkOf(organizationId), userId);
    assert.equal((await api.getMe()).status, 200);
  });

  test('a link outlives a change of the e-mail, on either side', async () => {
    const organizationId = randomUUID();
    const { externalId, email } = await visita.screen({ organizationId });
    const sub = randomUUID();
    assert.equal((await (await visita.as({ sub, email })).getMe()).status, 200);
    const changed = await visita.as({ sub, email: `${randomUUID()}@people.example` });
    assert.equal((await changed.getMe()).status, 200);
    const newEmail = `${randomUUID()}@people.example`;
    await visita.screen({ organizationId, externalId, email: newEmail, screenedAt: new Date(Date.now() + 1000) });
    assert.equal((await changed.getMe()).body.organizations[0]?.email, newEmail);
    assert.equal((await (await visita.as({ sub: randomUUID(), email: newEmail })).getMe()).status, 401);
    assert.equal(await linkOf(organizationId), sub);
  });

  test('before anybody is linked, a corrected e-mail counts and the old one no longer does', async () => {
    const organizationId = randomUUID();
    const { externalId, email } = await visita.screen({ organizationId });
    const corrected = `${randomUUID()}@people.example`;
    await visita.screen({ organizationId, externalId, email: corrected, screenedAt: new Date(Date.now() + 1000) });
    assert.equal((await (await visita.as({ sub: randomUUID(), email })).getMe()).status, 401);
    assert.equal((await (await visita.as({ sub: randomUUID(), email: corrected })).getMe()).status, 200);
  });
});
