import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { types } from 'pg';
import { instantsReadFast, readInstant } from './instant.ts';

const asDriver = types.getTypeParser(types.builtins.TIMESTAMPTZ, 'text');

test('an instant is read as PostgreSQL wrote it, whatever its fraction', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('0100-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), fc.integer({ min: 0, max: 999 }), (date, micros) => {
      const digits = `${date.toISOString().slice(20, 23)}${String(micros).padStart(3, '0')}`.replace(/0+$/, '');
      const text = `${date.toISOString().slice(0, 19).replace('T', ' ')}${digits === '' ? '' : `.${digits}`}+00`;
      assert.deepEqual(readInstant(text), date);
    }),
  );
});

for (const text of ['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '0099-01-01 00:00:00+00', '10000-01-01 00:00:00+00', '2026-11-29 08:30:00.5+05:30', '2026-11-29 08:30:00-03', '1890-01-01 00:00:00-00:36:45']) {
  test(`${text} is read as the driver reads it`, () => assert.deepEqual(readInstant(text), asDriver(text)));
}

test('everything but an instant in text is left to the driver', () => {
  const { INT8, TIMESTAMPTZ } = types.builtins;
  assert.equal(instantsReadFast.getTypeParser(INT8, 'text'), types.getTypeParser(INT8, 'text'));
  assert.equal(instantsReadFast.getTypeParser(TIMESTAMPTZ, 'binary'), types.getTypeParser(TIMESTAMPTZ, 'binary'));
  assert.equal(instantsReadFast.getTypeParser(TIMESTAMPTZ, 'text'), readInstant);
});
