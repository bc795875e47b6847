import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApiAnswer } from './api.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const ALFAMA = { title: 'T2 em Alfama', address: 'Rua dos Remédios 42, 1100-448 Lisboa', time_zone: 'Europe/Lisbon' };
const GRACA = { title: 'T1 na Graça', address: 'Largo da Graça 15, 1170-165 Lisboa', time_zone: 'Atlantic/Azores' };

function assertProblem({ status, body }: ApiAnswer<object>, expected: number, code: string, field?: string): void {
  assert.deepEqual([status, body.code, body.errors?.[0]?.path], [expected, code, field], JSON.stringify(body));
}

describe('properties', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  const eventsOf = async (organizationId: string, id: string) =>
    (await visita.database.query<{ type: string }>('SELECT type FROM events WHERE organization_id = $1 AND property_id = $2 ORDER BY id', [organizationId, id])).map(({ type }) => type);

  test('an agent describes a property: 201 the first time, 200 after that', async () => {
    const organizationId = randomUUID();
    const { api } = await visita.agent(organizationId);
    const id = randomUUID();
    const created = await api.putProperty(id, ALFAMA);
    assert.deepEqual([created.status, created.headers.get('location')], [201, `/api/v1/properties/${id}`]);
    const { created_at, updated_at, ...described } = created.body.property;
    assert.deepEqual(described, { id, organization_id: organizationId, ...ALFAMA });
    assert.equal(created_at, updated_at);
    assert.deepEqual((await api.getProperty(id)).body, created.body);

    const changed = await api.putProperty(id.toUpperCase(), { ...GRACA, title: `  ${GRACA.title} `, time_zone: 'atlantic/AZORES' });
    assert.equal(changed.status, 200);
    assert.partialDeepStrictEqual(changed.body.property, { id, ...GRACA, created_at });
    assert.ok(changed.body.property.updated_at > updated_at);
    assert.deepEqual((await api.getProperty(id)).body, changed.body);
    assert.deepEqual(await eventsOf(organizationId, id), ['property.created', 'property.updated']);
  });

  test('describing it the same again changes nothing', async () => {
    const organizationId = randomUUID();
    const { api } = await visita.agent(organizationId);
    const id = randomUUID();
    const { body } = await api.putProperty(id, ALFAMA);
    const again = await api.putProperty(id, ALFAMA);
    assert.deepEqual([again.status, again.body], [200, body]);
    assert.deepEqual(await eventsOf(organizationId, id), ['property.created']);
  });

  test('one agent after the other: the later one stands, always', async () => {
    const organizationId = randomUUID();
    const [ana, miguel] = [await visita.agent(organizationId), await visita.agent(organizationId)];
    const id = randomUUID();
    for (let turn = 0; turn < 10; turn += 1) {
      const { body } = await (turn % 2 === 0 ? ana : miguel).api.putProperty(id, { ...ALFAMA, title: `T${turn}` });
      assert.equal(body.property.title, `T${turn}`);
    }
    assert.equal((await ana.api.getProperty(id)).body.property.title, 'T9');
  });

  test('twenty agents at once make one property, as one of them said', async () => {
    const organizationId = randomUUID();
    const { api } = await visita.agent(organizationId);
    const id = randomUUID();
    const said = Array.from({ length: 20 }, (_, number) => ({ title: `T${number}`, address: `Rua ${number}`, time_zone: 'Europe/Lisbon' }));
    const answers = await Promise.all(said.map((fields) => api.putProperty(id, fields)));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.ok(answers.every(({ status }) => status === 200 || status === 201), JSON.stringify(answers.map(({ status }) => status)));
    const { title, address } = (await api.getProperty(id)).body.property;
    assert.equal(title?.slice(1), address?.slice('Rua '.length), 'nothing is mixed');
  });

  test('what breaks the contract or a rule is refused and changes nothing', async () => {
    const { api } = await visita.agent(randomUUID());
    const id = randomUUID();
    const refused: [object, string][] = [
      [{ ...ALFAMA, title: '' }, 'title'],
      [{ ...ALFAMA, title: '   ' }, 'title'],
      [{ ...ALFAMA, title: 'a'.repeat(201) }, 'title'],
      [{ ...ALFAMA, title: 'T2\r\nBcc: all@example.com' }, 'title'],
      [{ ...ALFAMA, title: 'T2 \ud800' }, 'title'],
      [{ ...ALFAMA, title: null }, 'title'],
      [{ ...ALFAMA, address: 'a'.repeat(501) }, 'address'],
      [{ ...ALFAMA, address: 'Rua\u2028A' }, 'address'],
      [{ ...ALFAMA, time_zone: 'Europe/Lisboa' }, 'time_zone'],
      [{ ...ALFAMA, time_zone: '+01:00' }, 'time_zone'],
      [{ ...ALFAMA, time_zone: 'Europe/Lisbon\n' }, 'time_zone'],
      [{ title: ALFAMA.title, address: ALFAMA.address }, 'time_zone'],
      [{ ...ALFAMA, price: 1 }, 'price'],
    ];
    for (const [body, field] of refused) {
      assertProblem(await api.putProperty(id, body), 400, 'invalid_argument', field);
    }
    assertProblem(await api.putProperty('7', ALFAMA), 400, 'invalid_argument', 'id');
    assertProblem(await api.getProperty('7'), 400, 'invalid_argument', 'id');
    assertProblem(await api.getProperty(id), 404, 'not_found');
    const longest = { title: '𝒜'.repeat(200), address: 'ç'.repeat(500), time_zone: 'America/Argentina/Buenos_Aires' };
    assert.partialDeepStrictEqual((await api.putProperty(id, longest)).body.property, longest);
  });

  test('applicants of the agency read, and do not write', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId)];
    const id = randomUUID();
    const { body } = await agent.api.putProperty(id, ALFAMA);
    assert.deepEqual((await applicant.api.getProperty(id)).body, body);
    assert.deepEqual((await applicant.api.listProperties()).body.properties, [body.property]);
    assertProblem(await applicant.api.putProperty(id, GRACA), 403, 'forbidden');
    assertProblem(await applicant.api.putProperty('7', {}), 403, 'forbidden');
    assertProblem(await visita.api.putProperty(id, GRACA), 401, 'unauthorized');
    assertProblem(await visita.api.listProperties(), 401, 'unauthorized');
  });

  test("another organization's property is not there, and the same id may be described apart", async () => {
    const [one, other] = [await visita.agent(randomUUID()), await visita.agent(randomUUID())];
    const stranger = await visita.applicant(randomUUID());
    const id = randomUUID();
    await one.api.putProperty(id, ALFAMA);
    for (const { api } of [other, stranger]) {
      const [foreign, absent] = [await api.getProperty(id), await api.getProperty(randomUUID())];
      assertProblem(foreign, 404, 'not_found');
      const without = ({ body }: ApiAnswer<object>) => ({ ...body, request_id: '' });
      assert.deepEqual(without(foreign), without(absent));
      assert.deepEqual((await api.listProperties()).body, { properties: [], next_cursor: null });
    }
    assert.equal((await other.api.putProperty(id, GRACA)).status, 201);
    assert.equal((await one.api.getProperty(id)).body.property.title, ALFAMA.title);
    assert.equal((await other.api.getProperty(id)).body.property.title, GRACA.title);
  });

  test('of one property at two agencies an applicant reads the agency that screened them last, and lists both', async () => {
    const [first, second] = [await visita.agent(randomUUID()), await visita.agent(randomUUID())];
    const [organizations, id] = [[await organizationOf(first.api), await organizationOf(second.api)] as const, randomUUID()];
    await first.api.putProperty(id, ALFAMA);
    await second.api.putProperty(id, GRACA);
    const email = `${randomUUID()}@applicant.example`;
    await visita.screen({ organizationId: organizations[0], email, screenedAt: new Date('2026-05-01T10:00:00Z') });
    await visita.screen({ organizationId: organizations[1], email, screenedAt: new Date('2026-05-02T10:00:00Z') });
    const both = await visita.as({ sub: randomUUID(), email });
    assert.equal((await both.getProperty(id)).body.property.title, GRACA.title);

    const listed: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof both.listProperties>> = await both.listProperties({ limit: 1, ...(cursor === null ? {} : { cursor }) });
      listed.push(...page.body.properties.map(({ organization_id }) => organization_id));
      cursor = page.body.next_cursor;
    } while (cursor !== null && listed.length < 5);
    assert.deepEqual(listed, organizations.toSorted());
  });

  test('the list runs by id, page by page, and takes no cursor but its own', async () => {
    const { api } = await visita.agent(randomUUID());
    const ids = Array.from({ length: 7 }, () => randomUUID());
    await Promise.all(ids.map((id) => api.putProperty(id, ALFAMA)));
    const sorted = ids.toSorted();
    const first = (await api.listProperties({ limit: 3 })).body;
    const second = (await api.listProperties({ limit: 3, cursor: first.next_cursor ?? '' })).body;
    const third = (await api.listProperties({ limit: 3, cursor: second.next_cursor ?? '' })).body;
    const pages = [first, second, third].map(({ properties }) => properties.map(({ id }) => id));
    assert.deepEqual(pages, [sorted.slice(0, 3), sorted.slice(3, 6), sorted.slice(6)]);
    assert.equal(third.next_cursor, null);
    assert.deepEqual((await api.listProperties({ limit: 7 })).body.next_cursor, null, 'a page that is just full is the last');

    await api.createSlot(visitAt({ property_id: randomUUID(), hours: 24 }));
    await api.createSlot(visitAt({ property_id: randomUUID(), hours: 25 }));
    const { next_cursor: ofSlots } = (await api.listSlots({ limit: 1 })).body;
    assertProblem(await api.listProperties({ cursor: ofSlots ?? '' }), 400, 'invalid_argument', 'cursor');
    assertProblem(await api.listSlots({ cursor: first.next_cursor ?? '' }), 400, 'invalid_argument', 'cursor');
    for (const limit of ['0', '101', '1e999', 'x']) {
      assertProblem(await api.listProperties({ limit }), 400, 'invalid_argument', 'limit');
    }
  });

  test('a slot needs no property', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId)];
    const { slot } = (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body;
    assert.equal((await applicant.api.createBooking({ slot_id: slot.id })).status, 201);
    assertProblem(await applicant.api.getProperty(slot.property_id), 404, 'not_found');
  });

  async function organizationOf(api: TestVisita['api']): Promise<string> {
    return (await api.getMe()).body.organizations[0]?.organization_id ?? '';
  }
});
