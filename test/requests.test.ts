import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { components } from '../src/rest/contract.gen.ts';
import type { ApiAnswer, ApiClient } from './api.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

type SlotAnswer = components['schemas']['SlotAnswer'];
const JSON_TYPE = { 'content-type': 'application/json' };

describe('requests', () => {
  let visita: TestVisita;
  let agent: ApiClient;
  let applicant: ApiClient;
  before(async () => {
    visita = await startVisita();
    const organizationId = randomUUID();
    agent = (await visita.agent(organizationId)).api;
    applicant = (await visita.applicant(organizationId)).api;
  });
  after(() => visita.stop());

  /** The answer to an offer whose body is given as text, or as a whole request. */
  function post(rawBody: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = JSON_TYPE) {
    return agent.call<SlotAnswer>('POST', '/api/v1/slots', { rawBody, headers });
  }

  function assertProblem(answer: ApiAnswer<unknown>, status: number, code = 'invalid_argument', path?: string) {
    const { body } = answer;
    assert.equal(answer.status, status);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.deepEqual([body.status, body.code, body.type, body.title], [status, code, 'about:blank', STATUS_CODES[status]]);
    assert.equal(body.error, body.detail);
    assert.equal(body.request_id, answer.headers.get('x-request-id'));
    if (path !== undefined) {
      assert.ok(body.errors?.some((error) => error.path === path), `${path} in ${JSON.stringify(body.errors)}`);
    }
  }

  const visit = () => visitAt({ property_id: randomUUID() });

  test('a property that the contract does not know is refused and named', async () => {
    assertProblem(await agent.createSlot({ ...visit(), status: 'booked' }), 400, 'invalid_argument', 'status');
    assertProblem(await agent.createSlot({ ...visit(), organization_id: randomUUID() }), 400, 'invalid_argument', 'organization_id');
    assertProblem(await applicant.createBooking({ slot_id: randomUUID(), applicant_id: randomUUID() }), 400, 'invalid_argument', 'applicant_id');
  });

  test('a property with a name that JavaScript knows is unknown like any other', async () => {
    const offer = JSON.stringify(visit()).slice(0, -1);
    for (const [name, value] of [['__proto__', '{"role":"agent"}'], ['constructor', '{"prototype":{"role":"agent"}}'], ['toString', '1']]) {
      const answer = await post(`${offer},"${name}":${value}}`);
      assertProblem(answer, 400, 'invalid_argument', name);
      assert.deepEqual(answer.body.errors, [{ path: name, message: 'is not known here' }]);
    }
    assert.equal(Object.hasOwn(Object.prototype, 'role'), false);
  });

  test('text that is not JSON is said to be none', async () => {
    for (const text of ['{', '{"a":1}}', "{'a':1}", 'NaN']) {
      const answer = await post(text);
      assertProblem(answer, 400);
      assert.equal(answer.body.detail, 'the body is not JSON');
    }
  });

  test('every missing field is named at once', async () => {
    const answer = await agent.createSlot({});
    assertProblem(answer, 400);
    assert.deepEqual(answer.body.errors?.map(({ path }) => path), ['property_id', 'start_time', 'end_time']);
  });

  test('types in a body are not coerced', async () => {
    for (const property_id of [5, null, true, [randomUUID()], { id: 1 }, 1e308]) {
      assertProblem(await agent.createSlot({ ...visit(), property_id }), 400, 'invalid_argument', 'property_id');
    }
    assertProblem(await agent.createSlot({ ...visit(), start_time: Date.now() + 86_400_000 }), 400, 'invalid_argument', 'start_time');
    assertProblem(await applicant.createBooking({ slot_id: [randomUUID()] }), 400, 'invalid_argument', 'slot_id');
  });

  const notJson: [string, string][] = [
    ['broken off', '{"property_id":'],
    ['with a trailing comma', '{"a":1,}'],
    ['no JSON at all', 'property_id=1'],
    ['with NaN', '{"property_id":NaN}'],
    ['of white space', '  \n'],
    ['with __proto__', '{"__proto__":{"role":"agent"}}'],
    ['with __proto__ in escapes', String.raw`{"\u005f_proto__":{"role":"agent"}}`],
    ['with constructor.prototype', '{"constructor":{"prototype":{"role":"agent"}}}'],
    ['that is a list', '[]'],
    ['that is a text', '"slot"'],
    ['that is null', 'null'],
    ['that is a huge number', '1e999'],
    ['nested 20,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['nested in 30,000 lists', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['with a lone surrogate as a name', String.raw`{"\ud800":1}`],
    ['with a name of 50,000 letters', `{"${'a'.repeat(50_000)}":1}`],
    ['with 5,000 unknown names', `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
  ];
  for (const [what, rawBody] of notJson) {
    test(`a body ${what} is 400`, async () => {
      assertProblem(await post(rawBody), 400);
      assert.equal(Object.hasOwn(Object.prototype, 'role'), false);
    });
  }

  test('a body that is missing is 400, with or without its type', async () => {
    assertProblem(await agent.call('POST', '/api/v1/slots', { headers: JSON_TYPE }), 400);
    assertProblem(await agent.call('POST', '/api/v1/slots'), 400);
    assertProblem(await applicant.call('POST', '/api/v1/bookings'), 400);
  });

  test('a body that is not UTF-8 is 400, not mended', async () => {
    const broken = [...new TextEncoder().encode(JSON.stringify(visit()))];
    assertProblem(await post(new Uint8Array([...broken.slice(0, -1), 0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400);
    assertProblem(await post(new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])), 400);
  });

  test('a body of another type is 415', async () => {
    const rawBody = JSON.stringify(visit());
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'garbage;;;', 'multipart/form-data; boundary=x']) {
      assertProblem(await post(rawBody, { 'content-type': type }), 415);
    }
    assert.equal((await post(rawBody, { 'content-type': 'application/json; charset=utf-8' })).status, 201);
  });

  test('a body over the limit is 413', async () => {
    assertProblem(await post(`{"property_id":"${'a'.repeat(70_000)}"}`), 413);
  });

  test('a body of a DELETE means nothing, whatever it is', async () => {
    for (const [type, rawBody] of [['application/json', ''], ['application/json', '{broken'], ['text/plain', ''], ['application/x-www-form-urlencoded', 'a=1']]) {
      const { slot } = (await agent.createSlot(visit())).body;
      const answer = await agent.call('DELETE', `/api/v1/slots/${slot.id}`, { headers: { 'content-type': type ?? '' }, ...(rawBody === '' ? {} : { rawBody: rawBody ?? '' }) });
      assert.equal(answer.status, 200, `${type} ${rawBody}`);
    }
  });

  test('ids may be in upper case, are answered in lower case, and are UUIDs', async () => {
    const property = randomUUID();
    const { status, body } = await agent.createSlot(visitAt({ property_id: property.toUpperCase() }));
    assert.deepEqual([status, body.slot.property_id], [201, property]);
    assert.equal((await agent.getSlot(body.slot.id.toUpperCase())).body.slot.id, body.slot.id);
    assert.equal((await agent.listPropertySlots(property.toUpperCase())).body.slots.length, 1);
    const booked = await applicant.createBooking({ slot_id: body.slot.id.toUpperCase() });
    assert.deepEqual([booked.status, booked.body.booking.slot_id], [201, body.slot.id]);
    const bare = property.replaceAll('-', '');
    for (const id of [`urn:uuid:${property}`, bare, `{${property}}`, `${property} `, `${property}\n`, `${property}\0`, '', 'null', "' OR 1=1 --"]) {
      assertProblem(await agent.createSlot(visitAt({ property_id: id })), 400, 'invalid_argument', 'property_id');
      assertProblem(await agent.listSlots({ property_id: id }), 400, 'invalid_argument', 'property_id');
    }
    for (const id of [`urn:uuid:${property}`, bare, '%00', '%20', 'null', '..%2f..%2fetc', '%F0%9F%8F%A0']) {
      assertProblem(await agent.getSlot(id), 400, 'invalid_argument', 'id');
      assertProblem(await agent.cancelSlot(id), 400, 'invalid_argument', 'id');
      assertProblem(await agent.getBooking(id), 400, 'invalid_argument', 'id');
      assertProblem(await agent.listPropertySlots(id), 400, 'invalid_argument', 'id');
    }
  });

  test('a filter that is given twice, empty or of no known value is 400', async () => {
    for (const query of ['limit=1&limit=2', 'status=available&status=booked', `property_id=${randomUUID()}&property_id=${randomUUID()}`, 'cursor=a&cursor=b']) {
      assertProblem(await agent.call('GET', `/api/v1/slots?${query}`), 400, 'invalid_argument', query.split('=')[0]);
    }
    assertProblem(await agent.listSlots({ status: '' }), 400, 'invalid_argument', 'status');
    assertProblem(await agent.listSlots({ status: 'confirmed' }), 400, 'invalid_argument', 'status');
    assertProblem(await agent.listBookings({ status: 'booked' }), 400, 'invalid_argument', 'status');
    assertProblem(await agent.listSlots({ from: '2027-03-15' }), 400, 'invalid_argument', 'from');
    assertProblem(await agent.listBookings({ to: 'tomorrow' }), 400, 'invalid_argument', 'to');
  });

  test('the token is judged first, then the role, then the request, then what it is about', async () => {
    const stranger = visita.api;
    const bad = { rawBody: '{broken', headers: JSON_TYPE };
    const absent = `/api/v1/slots/${randomUUID()}`;
    assertProblem(await stranger.call('POST', '/api/v1/slots', bad), 401, 'unauthorized');
    assertProblem(await stranger.call('POST', '/api/v1/slots', { rawBody: 'a', headers: { 'content-type': 'text/plain' } }), 401, 'unauthorized');
    assertProblem(await stranger.call('GET', '/api/v1/slots/none'), 401, 'unauthorized');
    assertProblem(await applicant.call('POST', '/api/v1/slots', bad), 403, 'forbidden');
    assertProblem(await applicant.call('DELETE', '/api/v1/slots/none'), 403, 'forbidden');
    assertProblem(await applicant.call('GET', '/api/v1/slots?limit=0'), 403, 'forbidden');
    assertProblem(await agent.call('POST', '/api/v1/bookings', bad), 403, 'forbidden');
    assertProblem(await applicant.createBooking({ slot_id: randomUUID(), notes: '\u0007' }), 400);
    assertProblem(await agent.call('DELETE', absent), 404, 'not_found');
    const answer = await stranger.call('GET', absent);
    assert.equal(answer.headers.get('www-authenticate')?.startsWith('Bearer'), true);
  });

  test('an id of any length gets the same judgement', async () => {
    for (const length of [101, 5_000]) {
      const path = `/api/v1/slots/${'a'.repeat(length)}`;
      assertProblem(await visita.api.call('GET', path), 401, 'unauthorized');
      assertProblem(await applicant.call('DELETE', path), 403, 'forbidden');
      assertProblem(await agent.call('GET', path), 400, 'invalid_argument', 'id');
    }
  });
});
