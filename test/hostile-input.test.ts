import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { CALLER_KINDS, operationsOfContract, TwoAgencies, type Tokens } from './authorization.fixture.ts';
import { fuzzedOperations, type FuzzedOperation, type FuzzedRequest } from './contract-arbitrary.fixture.ts';
import { checkAnswer } from './contract.fixture.ts';
import { stateOf, type State } from './state.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { sendRaw, toCheck } from './wire.fixture.ts';

/** Requests an operation; more by the variable, as in `FUZZ_RUNS=5000 npm test -- test/hostile-input.test.ts`. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60);
const callers = fc.constantFrom(...CALLER_KINDS, 'owner', 'owner', 'owner', 'holder', 'holder', 'holder');

describe('requests made from the contract, sound and broken', () => {
  let visita: TestVisita;
  let tokens: Tokens;
  let state: State;
  let fuzzed: ReadonlyMap<string, FuzzedOperation>;
  before(async () => {
    visita = await startVisita();
    const agencies = await TwoAgencies.make(visita);
    tokens = await agencies.tokens();
    const situations = [await agencies.situation(), await agencies.situation(), await agencies.situation()];
    const ids = situations.flatMap(({ freeSlotId, bookedSlotId, bookingId, propertyId }) => [freeSlotId, bookedSlotId, bookingId, propertyId]);
    fuzzed = new Map(fuzzedOperations(ids).map((operation) => [operation.id, operation]));
  });
  after(() => visita.stop());

  for (const { id, method, template } of operationsOfContract()) {
    test(`${method} ${template} answers as the contract says, and what it refuses changes nothing`, async () => {
      const { requests } = fuzzed.get(id) ?? assert.fail(`${id} is not fuzzed`);
      state = await stateOf(visita.database);
      await fc.assert(fc.asyncProperty(requests, callers, (request, caller) => checkAnswered(request, tokens[caller])), { numRuns: RUNS });
      assert.equal(Object.hasOwn(Object.prototype, 'role'), false);
      assert.equal((await visita.api.call('GET', '/health/ready')).status, 200, 'the server still works');
    });
  }

  async function checkAnswered(request: FuzzedRequest, token: string | null): Promise<void> {
    const headers = { ...request.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const answer = await sendRaw(visita.server.url, { ...request, headers });
    assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
    checkAnswer(request.method, request.path.split('?')[0] ?? '', toCheck(answer));
    if (answer.status >= 400) {
      assert.ok(answer.text.isWellFormed());
      assert.deepEqual(await stateOf(visita.database), state, 'what was refused changed nothing');
    } else if (request.method !== 'GET') {
      state = await stateOf(visita.database);
    }
  }
});
