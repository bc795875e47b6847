import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApiClient } from './api.fixture.ts';
import { isReplay, kindOf, post, postRaw } from './idempotency.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type SignedIn, type TestVisita } from './visita.fixture.ts';

const ORIGIN = 'https://app.example.pt';

describe('a POST under an Idempotency-Key', () => {
  let visita: TestVisita;
  let agent: SignedIn & { agentId: string };
  let applicant: SignedIn & { applicantId: string };
  let rival: SignedIn;
  let hours = 24;
  const organizationId = randomUUID();
  before(async () => {
    visita = await startVisita({ CORS_ORIGINS: ORIGIN });
    agent = await visita.agent(organizationId);
    [applicant, rival] = [await visita.applicant(organizationId), await visita.applicant(organizationId)];
  });
  after(() => visita.stop());

  const newVisit = () => visitAt({ property_id: randomUUID(), hours: (hours += 1) });
  const newSlot = async () => (await agent.api.createSlot(newVisit())).body.slot.id;
  const stored = async () =>
    (await visita.database.query<{ answers: number }>(`
      SELECT (SELECT count(*) FROM idempotency_keys)::int AS answers, (SELECT count(*) FROM bookings)::int AS bookings,
        (SELECT count(*) FROM slots)::int AS slots, (SELECT count(*) FROM events)::int AS events`))[0];

  /** Fails unless `call` leaves nothing behind: no booking, no slot, no event, no answer. */
  async function assertNothingStored<T>(call: () => Promise<T>): Promise<T> {
    const earlier = await stored();
    const result = await call();
    assert.deepEqual(await stored(), earlier);
    return result;
  }

  test('that books is answered again byte for byte, quoted or bare, and booked once', async () => {
    const notes = 'Olá 👋 “Zé” \u2028 e\u0301\té\nfim \u{1F3E0}';
    const body = JSON.stringify({ slot_id: await newSlot(), notes });
    const key = randomUUID();
    const first = await postRaw(applicant.api, '/api/v1/bookings', { keys: [`"${key}"`], body });
    assert.deepEqual([first.status, first.headers['idempotency-replayed']], [201, undefined]);
    const again = await assertNothingStored(() => postRaw(applicant.api, '/api/v1/bookings', { keys: [key], body }));
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [201, 'true']);
    assert.equal(again.body, first.body);
    assert.ok(again.body.includes('👋'));
    for (const name of ['location', 'content-type', 'content-length', 'cache-control']) {
      assert.ok(first.headers[name]);
      assert.equal(again.headers[name], first.headers[name], name);
    }
    assert.notEqual(again.headers['x-request-id'], first.headers['x-request-id']);
  });

  test('that was undone since is answered again, and takes no effect again after its answer', async () => {
    const [key, slot_id] = [randomUUID(), await newSlot()];
    const first = await post(applicant.api, '/bookings', key, { slot_id });
    assert.equal(first.status, 201);
    assert.equal((await applicant.api.cancelBooking(first.body.booking?.id ?? '')).status, 200);
    const again = await post(applicant.api, '/bookings', key, { slot_id });
    assert.ok(isReplay(again));
    // What came after the answer would be on its way while these are answered.
    for (let look = 0; look < 20; look += 1) {
      assert.equal((await agent.api.getSlot(slot_id)).body.slot.status, 'available');
    }
  });

  test('that offers a slot is answered again, and offered once', async () => {
    const [key, visit] = [randomUUID(), newVisit()];
    const first = await post(agent.api, '/slots', key, visit);
    const again = await assertNothingStored(() => post(agent.api, '/slots', key, visit));
    assert.deepEqual([kindOf(first), kindOf(again)], ['created', 'replayed']);
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('location'), `/api/v1/slots/${first.body.slot?.id}`);
  });

  test('answers the same bytes as one without', async () => {
    const [one, other] = [await newSlot(), await newSlot()];
    const plain = await postRaw(applicant.api, '/api/v1/bookings', { keys: [], body: JSON.stringify({ slot_id: one }) });
    const keyed = await postRaw(applicant.api, '/api/v1/bookings', { keys: [randomUUID()], body: JSON.stringify({ slot_id: other }) });
    const shape = (body: string) => body.replaceAll(/"[0-9a-f-]{36}"|"\d{4}-[^"]+Z"/g, '""');
    assert.equal(shape(keyed.body), shape(plain.body));
    assert.equal(keyed.headers['content-type'], plain.headers['content-type']);
  });

  test('says what was true then, whatever happened since', async () => {
    const [key, body] = [randomUUID(), { slot_id: await newSlot() }];
    const first = await post(applicant.api, '/bookings', key, body);
    assert.equal((await applicant.api.cancelBooking(first.body.booking?.id ?? '')).status, 200);
    const again = await post(applicant.api, '/bookings', key, body);
    assert.deepEqual([kindOf(again), again.body], ['replayed', first.body]);
  });

  test('with another body is a mismatch; the order of properties and spaces are no other body', async () => {
    const [key, slotId] = [randomUUID(), await newSlot()];
    assert.equal(kindOf(await post(applicant.api, '/bookings', key, { slot_id: slotId, notes: 'a' })), 'created');
    for (const body of [{ slot_id: slotId, notes: 'b' }, { slot_id: slotId }, { slot_id: await newSlot(), notes: 'a' }]) {
      const answer = await assertNothingStored(() => post(applicant.api, '/bookings', key, body));
      assert.deepEqual([answer.status, answer.body.code], [422, 'idempotency_mismatch']);
    }
    const turned = `{ "notes": "a",\n "slot_id": "${slotId}" }`;
    assert.equal((await postRaw(applicant.api, '/api/v1/bookings', { keys: [key], body: turned })).headers['idempotency-replayed'], 'true');
  });

  test('is a mismatch for an agent who acts for another organization meanwhile', async () => {
    const [key, visit, sub] = [randomUUID(), newVisit(), randomUUID()];
    const at = (organization_id: string) => visita.as({ sub, email: `${sub}@agency.example`, app_metadata: { organization_id } });
    assert.equal(kindOf(await post(await at(randomUUID()), '/slots', key, visit)), 'created');
    assert.equal(kindOf(await post(await at(randomUUID()), '/slots', key, visit)), 'idempotency_mismatch');
  });

  test('that was refused frees its key, also for another request', async () => {
    const [key, slotId] = [randomUUID(), await newSlot()];
    const { body: taken } = await rival.api.createBooking({ slot_id: slotId });
    const refused = await assertNothingStored(() => post(applicant.api, '/bookings', key, { slot_id: slotId }));
    assert.deepEqual([refused.status, refused.body.code, refused.headers.get('retry-after')], [409, 'conflict', null]);
    const missing = await assertNothingStored(() => post(applicant.api, '/bookings', key, { slot_id: randomUUID() }));
    assert.equal(missing.status, 404);
    await rival.api.cancelBooking(taken.booking.id);
    assert.equal(kindOf(await post(applicant.api, '/bookings', key, { slot_id: slotId })), 'created');
    assert.equal(kindOf(await post(applicant.api, '/bookings', key, { slot_id: slotId })), 'replayed');
  });

  test('that breaks the contract or a rule, or comes from the wrong role, stores nothing', async () => {
    const [key, slotId] = [randomUUID(), await newSlot()];
    const past = { ...newVisit(), start_time: '2020-01-01T10:00:00Z', end_time: '2020-01-01T11:00:00Z' };
    const refusals: [ApiClient, '/slots' | '/bookings', object, number][] = [
      [applicant.api, '/bookings', { slot_id: 'x' }, 400],
      [applicant.api, '/bookings', { slot_id: slotId, notes: 'x'.repeat(2001) }, 400],
      [agent.api, '/slots', past, 400],
      [agent.api, '/bookings', { slot_id: slotId }, 403],
      [applicant.api, '/slots', newVisit(), 403],
      [visita.api.withToken('no.real.token'), '/bookings', { slot_id: slotId }, 401],
    ];
    for (const [api, path, body, status] of refusals) {
      assert.equal((await assertNothingStored(() => post(api, path, key, body))).status, status);
    }
  });

  test('that cannot be read is refused by name, before the body and after the role', async () => {
    const body = JSON.stringify({ slot_id: await newSlot() });
    for (const keys of [[''], ['"a'], ['a b'], ['a', 'a'], ['"a"', '"b"'], ['k'.repeat(256)]]) {
      for (const sent of [body, '{}']) {
        const answer = await assertNothingStored(() => postRaw(applicant.api, '/api/v1/bookings', { keys, body: sent }));
        const problem = JSON.parse(answer.body) as { code: string; errors: { path: string }[] };
        assert.deepEqual([answer.status, problem.code, problem.errors[0]?.path], [400, 'invalid_argument', 'Idempotency-Key'], keys.join());
      }
    }
    assert.equal((await postRaw(agent.api, '/api/v1/bookings', { keys: ['"a'], body })).status, 403);
  });

  test('belongs to its user: the same key of two people is two keys', async () => {
    const key = randomUUID();
    const [one, other] = [await newSlot(), await newSlot()];
    assert.equal(kindOf(await post(applicant.api, '/bookings', key, { slot_id: one })), 'created');
    assert.equal(kindOf(await post(rival.api, '/bookings', key, { slot_id: other })), 'created');
    assert.equal(kindOf(await post(agent.api, '/slots', key, newVisit())), 'created');
  });

  test('is judged by token and role each time it is repeated', async () => {
    const person = await visita.applicant(organizationId);
    const [key, body] = [randomUUID(), { slot_id: await newSlot() }];
    assert.equal(kindOf(await post(person.api, '/bookings', key, body)), 'created');
    const expired = await visita.as({ sub: person.userId, email: person.email, exp: Math.floor(Date.now() / 1000) - 60 });
    assert.equal((await post(expired, '/bookings', key, body)).status, 401);
    await visita.database.query('DELETE FROM identities WHERE supabase_user_id = $1', [person.userId]);
    assert.equal((await post(person.api, '/bookings', key, body)).status, 401);
    const asAgent = await visita.as({ sub: person.userId, email: person.email, app_metadata: { organization_id: organizationId } });
    assert.equal((await post(asAgent, '/bookings', key, body)).status, 403);
  });

  test('that expired counts as absent, also before it is removed', async () => {
    const [key, visit] = [randomUUID(), newVisit()];
    const first = await post(agent.api, '/slots', key, visit);
    assert.equal((await agent.api.cancelSlot(first.body.slot?.id ?? '')).status, 200);
    await visita.database.query('UPDATE idempotency_keys SET expires_at = now() WHERE key = $1', [key]);
    const fresh = await post(agent.api, '/slots', key, visit);
    assert.equal(kindOf(fresh), 'created');
    assert.notEqual(fresh.body.slot?.id, first.body.slot?.id);
    assert.deepEqual((await post(agent.api, '/slots', key, visit)).body, fresh.body);
    const [row] = await visita.database.query<{ hours: number }>(
      'SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM idempotency_keys WHERE key = $1', [key]);
    assert.deepEqual(row, { hours: 24 });
  });

  test('of an applicant of several agencies finds the right one', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => void warnings.push(warning);
    process.on('warning', listen);
    const email = `${randomUUID()}@applicant.example`;
    const agencies = [randomUUID(), randomUUID(), organizationId];
    for (const organization of agencies) {
      await visita.screen({ organizationId: organization, email });
    }
    const api = await visita.as({ sub: randomUUID(), email });
    const [key, body] = [randomUUID(), { slot_id: await newSlot() }];
    assert.equal(kindOf(await post(api, '/bookings', key, body)), 'created');
    assert.equal(kindOf(await post(api, '/bookings', key, body)), 'replayed');
    assert.equal((await post(api, '/bookings', randomUUID(), { slot_id: randomUUID() })).status, 404);
    process.off('warning', listen);
    assert.deepEqual(warnings, []);
  });

  test('is what the header is for: GET, HEAD and DELETE do not look at it, and without it nothing is kept', async () => {
    const kept = (await stored())?.answers;
    const slotId = await newSlot();
    const headers = { 'idempotency-key': '"broken' };
    assert.equal((await agent.api.call('GET', `/api/v1/slots/${slotId}`, { headers })).status, 200);
    assert.equal((await fetch(`${agent.api.url}/api/v1/slots/${slotId}`, { method: 'HEAD', headers: { ...headers, authorization: `Bearer ${agent.api.token}` } })).status, 200);
    assert.equal((await agent.api.call('DELETE', `/api/v1/slots/${slotId}`, { headers })).status, 200);
    assert.equal((await stored())?.answers, kept);
  });

  test('is counted as one booking, however often it is answered', async () => {
    const counted = async (outcome: string) => Number(new RegExp(`bookings_total\\{outcome="${outcome}"\\} (\\d+)`).exec(await (await fetch(`${visita.server.url}/metrics`)).text())?.[1] ?? 0);
    const [confirmed, replayed] = [await counted('confirmed'), await counted('replayed')];
    const [key, body] = [randomUUID(), { slot_id: await newSlot() }];
    const answers = [await post(applicant.api, '/bookings', key, body), await post(applicant.api, '/bookings', key, body)];
    assert.deepEqual(answers.map(isReplay), [false, true]);
    assert.deepEqual([await counted('confirmed'), await counted('replayed')], [confirmed + 1, replayed + 1]);
  });

  test('may be sent, and its answer read, by a page of another origin that is let in', async () => {
    const preflight = await fetch(`${visita.server.url}/api/v1/bookings`, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type,idempotency-key' },
    });
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /idempotency-key/i);
    const { headers } = await visita.api.call('GET', '/api/v1/me', { headers: { origin: ORIGIN } });
    assert.match(headers.get('access-control-expose-headers') ?? '', /idempotency-replayed/i);
  });
});
