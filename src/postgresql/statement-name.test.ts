import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bookSlot, bookSlots, findBooking } from './booking.gen.ts';
import { listAvailableSlots } from './slot.gen.ts';
import { statementName } from './statement-name.ts';
import { countUndelivered } from './undelivered.gen.ts';

describe('a statement', () => {
  const statements = { bookSlot, bookSlots, findBooking, listAvailableSlots, countUndelivered };
  for (const [name, statement] of Object.entries(statements)) {
    test(`as it is sent has the name it has in its file: ${name}`, async () => {
      let sent = '';
      const connection = {
        async query(text: string) {
          sent = text;
          return { rows: [], rowCount: 0 };
        },
      };
      const parameters: Record<string, unknown> = new Proxy({}, { get: () => 'anything', has: () => true });
      await Reflect.apply(statement.run, statement, [parameters, connection]);
      assert.notEqual(sent, '');
      assert.equal(statementName(sent), name);
    });
  }

  test('that stands in no file has its first word', () => {
    assert.equal(statementName('  select 1'), 'SELECT');
    assert.equal(statementName('/* nothing */'), 'statement');
  });
});
