import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, CALLER_KINDS, operationsOfContract, TwoAgencies, type CallerKind, type ContractOperation, type Situation, type Tokens, type WireAnswer } from './authorization.fixture.ts';
import { MATRIX, type Row } from './authorization-matrix.fixture.ts';
import { stateOf } from './state.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const rows = new Map<string, Row>(Object.entries(MATRIX));
const operations = operationsOfContract();
const OUTSIDERS = new Set<CallerKind>(['none', 'forged', 'expired', 'nobody', 'anonymous', 'foreignAgent', 'foreignApplicant']);
const OTHER_APPLICANTS = new Set<CallerKind>(['neighbour', 'withdrawnNeighbour']);

describe('who may do what', () => {
  let visita: TestVisita;
  let agencies: TwoAgencies;
  let tokens: Tokens;
  /** Null when the last call may have changed it. */
  let untouched: Situation | null = null;
  before(async () => {
    visita = await startVisita({ METRICS_TOKEN: 'the-metrics-token-of-the-tests' });
    agencies = await TwoAgencies.make(visita);
    tokens = await agencies.tokens();
    await agencies.screenAgain('withdrawnNeighbour', 'HIGH');
  });
  after(() => visita.stop());

  test('every operation of the contract has a row, and every row an operation', () => {
    assert.ok(operations.length > 0);
    assert.deepEqual(operations.map(({ id }) => id).toSorted(), [...rows.keys()].toSorted());
  });

  for (const operation of operations) {
    test(`${operation.method} ${operation.template}`, async (t) => {
      const row = rows.get(operation.id) ?? assert.fail(`${operation.id} has no row in the matrix`);
      for (const kind of CALLER_KINDS) {
        await t.test(`${kind}: ${row.expected[kind]}`, () => checkCell(operation, row, kind));
      }
    });
  }

  async function checkCell(operation: ContractOperation, row: Row, kind: CallerKind): Promise<void> {
    const situation = await situationFor(kind);
    // What is refused changes nothing at all, what outsiders may do changes nothing of the organization.
    const concerned = row.expected[kind] >= 400 ? null : agencies.organizationId;
    const isBound = concerned === null || OUTSIDERS.has(kind);
    const stored = isBound ? await stateOf(visita.database, concerned) : null;
    untouched = null;
    const answer = await call(operation, row, situation, kind);
    assert.equal(answer.status, row.expected[kind], answer.text);
    if (isBound) {
      assert.deepEqual(await stateOf(visita.database, concerned), stored);
      untouched = kind === 'withdrawnHolder' ? null : situation;
    }
    assertTellsNothing(answer, situation, kind);
  }

  async function situationFor(kind: CallerKind): Promise<Situation> {
    if (kind !== 'withdrawnHolder') {
      return untouched ?? agencies.situation();
    }
    await agencies.screenAgain('withdrawnHolder', 'LOW');
    const situation = await agencies.situation('withdrawnHolder');
    await agencies.screenAgain('withdrawnHolder', 'HIGH');
    return situation;
  }

  function call({ method, template }: ContractOperation, { id, body }: Row, situation: Situation, kind: CallerKind): Promise<WireAnswer> {
    const path = id === undefined ? template : template.replace('{id}', id(situation));
    return ask(visita.server.url, { method, path, token: tokens[kind], body: body?.(situation) });
  }

  function assertTellsNothing({ text }: WireAnswer, situation: Situation, kind: CallerKind): void {
    const { freeSlotId, bookedSlotId, bookingId, title, notes } = situation;
    const personal = [notes, ...agencies.emails];
    const secrets = OUTSIDERS.has(kind) ? [...personal, freeSlotId, bookedSlotId, bookingId, title, agencies.organizationId] : OTHER_APPLICANTS.has(kind) ? personal : [];
    for (const secret of secrets) {
      assert.ok(!text.includes(secret), `${kind} reads ${secret} in ${text}`);
    }
  }
});
