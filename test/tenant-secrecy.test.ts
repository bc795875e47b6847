import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { ask, TwoAgencies, type CallerKind, type Situation, type Tokens, type WireAnswer } from './authorization.fixture.ts';
import { TraceReceiver } from './trace-receiver.fixture.ts';
import { until } from './until.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

/** A question about an id; the path, the query or the body names it. */
interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

const QUESTIONS: Readonly<Record<string, { readonly of: keyof Situation; readonly ask: (id: string) => Question; readonly callers: readonly CallerKind[] }>> = {
  'a slot': { of: 'freeSlotId', ask: (id) => ({ method: 'GET', path: `/api/v1/slots/${id}` }), callers: ['foreignAgent', 'foreignApplicant'] },
  'a booked slot': { of: 'bookedSlotId', ask: (id) => ({ method: 'GET', path: `/api/v1/slots/${id}` }), callers: ['foreignAgent', 'foreignApplicant'] },
  'withdrawing a slot': { of: 'bookedSlotId', ask: (id) => ({ method: 'DELETE', path: `/api/v1/slots/${id}` }), callers: ['foreignAgent'] },
  'booking a slot': { of: 'freeSlotId', ask: (id) => ({ method: 'POST', path: '/api/v1/bookings', body: { slot_id: id } }), callers: ['foreignApplicant'] },
  'booking a slot that is taken': { of: 'bookedSlotId', ask: (id) => ({ method: 'POST', path: '/api/v1/bookings', body: { slot_id: id } }), callers: ['foreignApplicant'] },
  'a booking': { of: 'bookingId', ask: (id) => ({ method: 'GET', path: `/api/v1/bookings/${id}` }), callers: ['foreignAgent', 'foreignApplicant', 'neighbour'] },
  'cancelling a booking': { of: 'bookingId', ask: (id) => ({ method: 'DELETE', path: `/api/v1/bookings/${id}` }), callers: ['foreignAgent', 'foreignApplicant', 'neighbour'] },
  'the history of a booking': { of: 'bookingId', ask: (id) => ({ method: 'GET', path: `/api/v1/bookings/${id}/history` }), callers: ['foreignAgent'] },
  'a property': { of: 'propertyId', ask: (id) => ({ method: 'GET', path: `/api/v1/properties/${id}` }), callers: ['foreignAgent', 'foreignApplicant'] },
  'the availability of a property': { of: 'propertyId', ask: (id) => ({ method: 'GET', path: `/api/v1/properties/${id}/slots` }), callers: ['foreignAgent', 'foreignApplicant'] },
  'slots of a property': { of: 'propertyId', ask: (id) => ({ method: 'GET', path: `/api/v1/slots?property_id=${id}` }), callers: ['foreignAgent'] },
  'bookings of a property': { of: 'propertyId', ask: (id) => ({ method: 'GET', path: `/api/v1/bookings?property_id=${id}` }), callers: ['foreignAgent', 'foreignApplicant', 'neighbour'] },
};

describe('what belongs to others looks as if it did not exist', () => {
  let receiver: TraceReceiver;
  let visita: TestVisita;
  let agencies: TwoAgencies;
  let tokens: Tokens;
  before(async () => {
    receiver = await TraceReceiver.start();
    visita = await startVisita({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    agencies = await TwoAgencies.make(visita);
    tokens = await agencies.tokens();
  });
  after(async () => {
    await visita.stop();
    await receiver.stop();
  });

  for (const [what, { of, ask: question, callers }] of Object.entries(QUESTIONS)) {
    for (const caller of callers) {
      const put = (id: string) => ask(visita.server.url, { ...question(id), token: tokens[caller] });

      test(`${what}, to ${caller}: by status, body and headers`, async () => {
        const theirs = String((await agencies.situation())[of]);
        assert.deepEqual(visible(await put(theirs)), visible(await put(randomUUID())));
        // Upper case is another way to write the id that exists, and the same to one who must not know.
        assert.deepEqual(visible(await put(theirs.toUpperCase())), visible(await put(randomUUID())));
      });

      // What an answer takes is told by its statements: a look into other tables would show, however fast the machine is just now.
      test(`${what}, to ${caller}: by the work it takes`, async () => {
        const theirs = String((await agencies.situation())[of]);
        const work = await workOf(await put(theirs));
        assert.deepEqual(work, await workOf(await put(randomUUID())));
        const aboutIt = work.filter((name) => !/^[A-Z]+ \/|^identities\.|^findIdentities/.test(name));
        assert.ok(aboutIt.length > 0, `a statement asks for it: ${work.join()}`);
      });
    }
  }

  /** The spans of a request, by their names: its route, its transactions, its statements. */
  async function workOf({ headers }: WireAnswer): Promise<string[]> {
    const requestId = headers.get('x-request-id');
    const request = () => receiver.spans.findLast(({ facts }) => facts['visita.request_id'] === requestId);
    await until('the request among the traces', () => request() !== undefined);
    const trace = request()?.traceId;
    return receiver.spans.filter(({ traceId }) => traceId === trace).map(({ name }) => name);
  }

  test('a key of an idempotent request means nothing to others', async () => {
    const { freeSlotId } = await agencies.situation();
    const book = (caller: CallerKind) => ask(visita.server.url, { method: 'POST', path: '/api/v1/bookings', body: { slot_id: freeSlotId }, token: tokens[caller], headers: { 'idempotency-key': 'the-key-of-the-holder' } });
    assert.equal((await book('holder')).status, 201);
    const replayed = await book('holder');
    assert.deepEqual([replayed.status, replayed.headers.get('idempotency-replayed')], [201, 'true']);
    for (const [caller, status] of [['neighbour', 409], ['foreignApplicant', 404], ['owner', 403]] as const) {
      const answer = await book(caller);
      assert.deepEqual([answer.status, answer.headers.get('idempotency-replayed')], [status, null], caller);
    }
  });

  test('a cursor of another agency’s list leads to nothing of theirs', async () => {
    for (let count = 0; count < 3; count += 1) {
      await agencies.situation();
    }
    for (const [path, insider, outsider] of [['slots', 'owner', 'foreignAgent'], ['bookings', 'owner', 'foreignAgent'], ['bookings', 'holder', 'neighbour'], ['properties', 'owner', 'foreignApplicant']] as const) {
      const page = await ask(visita.server.url, { method: 'GET', path: `/api/v1/${path}?limit=1`, token: tokens[insider] });
      const { next_cursor: cursor } = JSON.parse(page.text) as { next_cursor: string };
      assert.ok(cursor);
      const answer = await ask(visita.server.url, { method: 'GET', path: `/api/v1/${path}?cursor=${cursor}`, token: tokens[outsider] });
      assert.deepEqual(JSON.parse(answer.text), { [path]: [], next_cursor: null }, `${path} of ${insider} to ${outsider}`);
    }
  });
});

/** What the caller can tell two answers apart by: all but what names the request itself. */
function visible({ status, headers, text }: WireAnswer): unknown {
  const requestId = headers.get('x-request-id') ?? '';
  const kept = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id' && !name.startsWith('ratelimit'));
  return { status, headers: kept, text: text.replaceAll(requestId, 'REQUEST') };
}
