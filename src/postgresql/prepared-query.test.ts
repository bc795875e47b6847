import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PreparedQuery } from './prepared-query.ts';

// As pgtyped notes `SELECT id AS "id!" FROM slots WHERE id = :id! OR property_id = :id! OR status = :status`.
const NOTED = {
  statement: 'SELECT id AS "id!" FROM slots WHERE id = :id! OR property_id = :id! OR status = :status',
  params: [
    { name: 'id', required: true, locs: [{ a: 41, b: 44 }, { a: 63, b: 66 }] },
    { name: 'status', required: false, locs: [{ a: 80, b: 86 }] },
  ],
};

describe('a statement of a .sql file', () => {
  const statement = new PreparedQuery<{ id: string | null; status?: string }, { id: string }>(NOTED);
  const sent: unknown[] = [];
  const connection = {
    async query(text: string, values?: unknown[]) {
      sent.push(text, values);
      return { rows: [{ id: 'one' }], rowCount: 1 };
    },
  };

  test('is sent with its parameters by number, each once however often it is named, and without hints about columns', async () => {
    assert.deepEqual(await statement.run({ id: 'one', status: 'booked' }, connection), [{ id: 'one' }]);
    assert.deepEqual(sent, ['SELECT id AS "id" FROM slots WHERE id = $1 OR property_id = $1 OR status = $2', ['one', 'booked']]);
  });

  test('is not sent without a value that it requires', async () => {
    sent.length = 0;
    await assert.rejects(statement.run({ id: null }, connection), { message: 'the statement wants a value for :id!' });
    assert.deepEqual(sent, []);
  });
});
