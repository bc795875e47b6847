import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { RiskLevel } from '../src/applicant.ts';
import { TestQueue } from './queue.fixture.ts';
import { TOLD } from './told.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

const ORGANIZATION = '6d1c2b0a-9d7e-4c55-8f2a-2a7f5a9b0c10';
const sample = (name: string) => readFile(new URL(`events/${name}`, import.meta.url), 'utf8');

/** A nested event, as the screening service publishes it. */
function event(person: { organizationId: string; externalId: string; email: string }, riskLevel: RiskLevel, screenedAt: string, name = 'Rui Tavares') {
  return {
    event_type: 'APPLICANT_SCREENED',
    applicant_id: person.externalId,
    organization_id: person.organizationId,
    name,
    email: person.email,
    screening: { risk_level: riskLevel, dti_ratio: 0.3 },
    screened_at: screenedAt,
  };
}

describe('screening events', () => {
  let visita: TestVisita;
  let queue: TestQueue;
  before(async () => {
    visita = await startVisita();
    queue = new TestQueue(visita);
  });
  after(async () => {
    queue.close();
    await visita.stop();
  });

  const newPerson = () => ({ organizationId: randomUUID(), externalId: randomUUID(), email: `${randomUUID()}@people.example` });
  const applicantsOf = (organizationId: string, externalId: string) =>
    visita.database.query('SELECT name, email, risk_level FROM applicants WHERE organization_id = $1 AND external_id = $2', [organizationId, externalId]);
  const eventsOf = async (organizationId: string) =>
    (await visita.database.query<{ type: string }>('SELECT type FROM events WHERE organization_id = $1 ORDER BY id', [organizationId])).map(({ type }) => type);

  for (const [file, externalId, name, email, risk] of [
    ['flat-low.json', '0b0e7a0e-6f0e-4b47-9a0e-1f6f2d6c1a01', 'Inês Carvalho', 'ines.carvalho@example.pt', 'LOW'],
    ['nested-medium.json', '0b0e7a0e-6f0e-4b47-9a0e-1f6f2d6c1a02', 'Rui Tavares', 'Rui.Tavares@example.pt', 'MEDIUM'],
    ['enveloped-v1.json', '0b0e7a0e-6f0e-4b47-9a0e-1f6f2d6c1a04', 'Marta Pinto', 'marta.pinto@example.pt', 'MEDIUM'],
    ['sns-wrapped-v1.json', '0b0e7a0e-6f0e-4b47-9a0e-1f6f2d6c1a08', 'João Reis', 'joao.reis@example.pt', 'MEDIUM'],
  ] as const) {
    test(`${file} makes an applicant who can sign in by e-mail and book`, async () => {
      await queue.process(await sample(file));
      assert.deepEqual(await applicantsOf(ORGANIZATION, externalId), [{ name, email, risk_level: risk }]);
      const api = await visita.as({ sub: randomUUID(), email: email.toLowerCase() });
      const { status, body } = await api.getMe();
      assert.equal(status, 200);
      assert.deepEqual([body.role, body.organizations[0]?.name, body.organizations[0]?.email], ['applicant', name, email]);
      const agent = await visita.agent(ORGANIZATION);
      const { body: offered } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
      assert.equal((await api.createBooking({ slot_id: offered.slot.id })).status, 201);
    });
  }

  test('an event of another type is acknowledged', async () => {
    await queue.process(await sample('other-type.json'));
    assert.deepEqual(await queue.takeDeadLetters(), []);
  });

  for (const [file, reason] of [
    ['unknown-risk.json', /risk_level/],
    ['malformed-missing-email.json', /email is missing/],
    ['malformed-not-json.txt', /not JSON/],
  ] as const) {
    test(`${file} goes to the dead-letter queue with the reason, and leaves nothing else`, async () => {
      const body = await sample(file);
      await queue.process(body);
      const letters = await queue.takeDeadLetters();
      assert.deepEqual(letters.map((letter) => letter.Body), [body]);
      const said = letters[0]?.MessageAttributes?.['reason']?.StringValue ?? '';
      assert.match(said, reason);
      assert.doesNotMatch(said, /VERY_LOW|Risco|@|Sem Email/);
      const left = await visita.database.query(
        `SELECT external_id FROM screenings WHERE external_id::text LIKE ANY (ARRAY['%1a06', '%1a07'])
         UNION SELECT external_id FROM applicants WHERE external_id::text LIKE ANY (ARRAY['%1a06', '%1a07'])`,
      );
      assert.deepEqual(left, []);
    });
  }

  test('high.json of an unknown person leaves who and when, and nothing else', async () => {
    await queue.process(await sample('high.json'));
    const externalId = '0b0e7a0e-6f0e-4b47-9a0e-1f6f2d6c1a03';
    assert.deepEqual(await applicantsOf(ORGANIZATION, externalId), []);
    const rows = await visita.database.query('SELECT * FROM screenings WHERE external_id = $1', [externalId]);
    assert.deepEqual(rows.map((row) => Object.keys(row).toSorted()), [['external_id', 'organization_id', 'said_at', 'screened_at']]);
    const identities = await visita.database.query(`SELECT FROM identities WHERE email_key LIKE 'tomas.freitas@%'`);
    assert.deepEqual(identities, []);
    assert.equal((await (await visita.as({ sub: randomUUID(), email: 'tomas.freitas@example.pt' })).getMe()).status, 401);
    assert.deepEqual(await queue.takeDeadLetters(), []);
  });

  test('a LOW that arrives late does not undo a HIGH, a newer one does', async () => {
    const person = newPerson();
    const { organizationId, externalId } = person;
    await queue.process(event(person, 'HIGH', '2026-05-02T10:00:00Z'));
    await queue.process(event(person, 'LOW', '2026-05-01T10:00:00Z'), event(person, 'MEDIUM', '2026-05-02T10:00:00Z'));
    assert.deepEqual(await applicantsOf(organizationId, externalId), []);
    await queue.process(event(person, 'LOW', '2026-05-02T12:00:01+02:00'));
    assert.equal((await applicantsOf(organizationId, externalId)).length, 1, 'one second newer: offsets are read');
    assert.deepEqual(await eventsOf(organizationId), ['applicant.registered']);
  });

  test('a HIGH of a known applicant ends new bookings, keeps what is booked, and a newer LOW gives them back', async () => {
    const person = newPerson();
    const { organizationId, externalId, email } = person;
    await queue.process(event(person, 'LOW', '2026-05-01T10:00:00Z'));
    const api = await visita.as({ sub: randomUUID(), email });
    const agent = await visita.agent(organizationId);
    const offer = async (hours: number) => (await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours }))).body.slot.id;
    const [kept, dropped, wanted] = [await offer(24), await offer(26), await offer(28)];
    const { body: keptBooking } = await api.createBooking({ slot_id: kept });
    const { body: droppedBooking } = await api.createBooking({ slot_id: dropped });
    await queue.process(event(person, 'HIGH', '2026-05-02T10:00:00Z', 'Somebody Else'));
    const refused = await api.createBooking({ slot_id: wanted });
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden']);
    assert.equal((await api.getMe()).status, 200);
    assert.equal((await api.getBooking(keptBooking.booking.id)).body.booking.status, 'confirmed');
    assert.equal((await api.cancelBooking(droppedBooking.booking.id)).status, 200);
    assert.deepEqual(await applicantsOf(organizationId, externalId), [{ name: 'Rui Tavares', email, risk_level: 'HIGH' }]);
    assert.equal((await agent.api.getSlot(wanted)).body.slot.status, 'available');
    await queue.process(event(person, 'MEDIUM', '2026-05-03T10:00:00Z'));
    assert.equal((await api.createBooking({ slot_id: wanted })).status, 201);
  });

  test('a newer screening refreshes name and e-mail, an older or equally old one changes nothing', async () => {
    const person = newPerson();
    const { organizationId, externalId } = person;
    const newEmail = `New.${person.email}`;
    await queue.process(event(person, 'LOW', '2026-05-02T10:00:00Z', 'Rui'));
    await queue.process(event({ ...person, email: newEmail }, 'MEDIUM', '2026-05-03T10:00:00Z', 'Rui Tavares'));
    const newest = [{ name: 'Rui Tavares', email: newEmail, risk_level: 'MEDIUM' }];
    assert.deepEqual(await applicantsOf(organizationId, externalId), newest);
    await queue.process(event(person, 'LOW', '2026-05-01T10:00:00Z', 'Old'), event(person, 'HIGH', '2026-05-02T23:00:00Z', 'Old'));
    await queue.process(event(person, 'LOW', '2026-05-03T10:00:00.000Z', 'Equal'));
    assert.deepEqual(await applicantsOf(organizationId, externalId), newest);
    assert.deepEqual(await eventsOf(organizationId), ['applicant.registered', 'applicant.refreshed']);
  });

  test('20 parallel duplicates make one applicant and are told once', async () => {
    const person = newPerson();
    const { organizationId, externalId } = person;
    await queue.process(...Array.from({ length: 20 }, () => event(person, 'LOW', '2026-05-02T10:00:00Z')));
    assert.equal((await applicantsOf(organizationId, externalId)).length, 1);
    assert.deepEqual(await eventsOf(organizationId), ['applicant.registered']);
    const told = await visita.database.query(`SELECT FROM ${TOLD} WHERE organization_id = $1`, [organizationId]);
    assert.equal(told.length, 1);
    assert.deepEqual(await queue.takeDeadLetters(), []);
  });

  test('of 20 parallel screenings of one person the newest stands, and one registers', async () => {
    const person = newPerson();
    const { organizationId, externalId } = person;
    const days = Array.from({ length: 20 }, (_, index) => String((index * 7) % 20 + 1).padStart(2, '0'));
    await queue.process(...days.map((day) => event(person, 'LOW', `2026-05-${day}T10:00:00Z`, `Day ${day}`)));
    assert.deepEqual(await applicantsOf(organizationId, externalId), [{ name: 'Day 20', email: person.email, risk_level: 'LOW' }]);
    assert.equal((await eventsOf(organizationId)).filter((type) => type === 'applicant.registered').length, 1);
  });

  test('the same person screened by two agencies is two applicants', async () => {
    const first = newPerson();
    const second = { ...first, organizationId: randomUUID() };
    await queue.process(event(first, 'LOW', '2026-05-02T10:00:00Z'), event(second, 'HIGH', '2026-05-03T10:00:00Z'));
    assert.equal((await applicantsOf(first.organizationId, first.externalId)).length, 1);
    assert.equal((await applicantsOf(second.organizationId, second.externalId)).length, 0);
  });

  test('only what booking needs is stored', async () => {
    // In place of the samples' numbers, some whose digits no id and no time of day has by chance, however they are rounded.
    const numbers = { '3020.0': '302011380991704.25', '1150.0': '115038099170411.75', '0.38': '0.38099170411503' };
    const messages = [await sample('nested-medium.json'), await sample('enveloped-v1.json')].map((message) =>
      Object.entries(numbers).reduce((text, [number, unmistakable]) => text.replaceAll(number, unmistakable), message),
    );
    const digits = Object.values(numbers).map((number) => number.split('.').find((part) => part.length > 10) ?? number);
    const secrets = [...digits, '1991-04-17', 'Income covers', 'cc.pdf', 'ARRENDAMENTO', 'b9f2fbb4-27cf-4b7a-8a75-0c9a9a1de001'];
    for (const message of messages) {
      assert.deepEqual(secrets.filter((secret) => !message.includes(secret)), []);
    }
    await queue.process(...messages);
    const stored = await everythingStored();
    assert.ok(stored.includes('Marta Pinto'));
    assert.deepEqual(secrets.filter((secret) => stored.includes(secret)), []);
  });

  async function everythingStored(): Promise<string> {
    const tables = await visita.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const rows = await Promise.all(tables.map(({ name }) => visita.database.query<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM "${name}" AS t`)));
    return rows.flat().map(({ text }) => text).join('\n');
  }
});
