import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { VisitaError } from '../errors.ts';
import { readCursor, readInstant, readPageRequest, readPropertyPageRequest, writeCursor, writePropertyCursor } from './cursor.ts';

const ID = '3d6f0a1e-2b4c-4f5d-8e9a-1b2c3d4e5f60';
const encode = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  test('leads back to the place it was made of, to the millisecond', () => {
    const years = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), fc.uuid(), (startTime, id) => {
        assert.deepEqual(readCursor(writeCursor({ startTime, id }) ?? ''), { startTime, id });
      }),
    );
  });

  test('needs no escaping in a URL', () => {
    const cursor = writeCursor({ startTime: new Date('2031-03-15T10:00:00Z'), id: ID }) ?? '';
    assert.equal(encodeURIComponent(cursor), cursor);
  });

  test('is null at the end of a list', () => assert.equal(writeCursor(null), null));

  const forged = {
    'nothing': '',
    'no base64': '%%%',
    'no place': encode('hello'),
    'a time alone': encode('2031-03-15T10:00:00.000Z'),
    'an id alone': encode(ID),
    'something behind it': encode(`2031-03-15T10:00:00.000Z ${ID} x`),
    'a time in another form': encode(`2031-03-15T10:00:00Z ${ID}`),
    'a day that does not exist': encode(`2031-02-30T10:00:00.000Z ${ID}`),
    'a year that PostgreSQL does not know': encode(`+275760-09-13T00:00:00.000Z ${ID}`),
    'infinity': encode(`infinity ${ID}`),
    'SQL': encode(`2031-03-15T10:00:00.000Z ';DROP TABLE slots`),
    'an id that is none': encode(`2031-03-15T10:00:00.000Z ${ID}0`),
  };
  for (const [name, cursor] of Object.entries(forged)) {
    test(`is refused when it holds ${name}`, () => {
      assert.throws(() => readCursor(cursor), (error) => error instanceof VisitaError && error.code === 'invalid_argument' && error.fields[0]?.path === 'cursor');
    });
  }

  test('is read or refused, whatever it is', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.string().map(encode), fc.tuple(fc.string(), fc.uuid()).map(([time, id]) => encode(`${time} ${id}`)));
    fc.assert(
      fc.property(anything, (cursor) => {
        try {
          const { startTime } = readCursor(cursor);
          assert.ok(!Number.isNaN(startTime.getTime()));
        } catch (error) {
          assert.ok(error instanceof VisitaError && error.code === 'invalid_argument', String(error));
        }
      }),
    );
  });
});

describe('the piece of a list that a query asks for', () => {
  test('is all of it by default', () => {
    assert.deepEqual(readPageRequest({ limit: 20 }), { from: null, to: null, after: null, limit: 20 });
  });

  test('reads times with any offset, in either case', () => {
    const instant = new Date('2031-03-15T10:00:00.5Z');
    for (const time of ['2031-03-15T10:00:00.5Z', '2031-03-15t10:00:00.500z', '2031-03-15T12:00:00.5+02:00', '2031-03-15T04:30:00.5-05:30']) {
      assert.deepEqual(readInstant(time), instant);
    }
  });

  test('has an end', () => {
    assert.throws(() => readPageRequest({ limit: Number.POSITIVE_INFINITY }), (error) => error instanceof VisitaError && error.code === 'invalid_argument');
  });
});

describe('a cursor of properties', () => {
  test('leads back to the place it was made of', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (id, organizationId) => {
        const cursor = writePropertyCursor({ id, organizationId }) ?? '';
        assert.deepEqual(readPropertyPageRequest({ cursor, limit: 5 }), { after: { id, organizationId }, limit: 5 });
      }),
    );
    assert.equal(writePropertyCursor(null), null);
    assert.deepEqual(readPropertyPageRequest({ limit: 5 }), { after: null, limit: 5 });
  });

  test('is not that of another list, and the other way round', () => {
    const start = writeCursor({ startTime: new Date('2031-03-15T10:00:00Z'), id: ID }) ?? '';
    for (const cursor of [start, '', '%%%', encode(ID), encode(`${ID} ${ID} ${ID}`), encode(`${ID}  ${ID}`)]) {
      assert.throws(() => readPropertyPageRequest({ cursor, limit: 5 }), VisitaError);
    }
    assert.throws(() => readCursor(encode(`${ID} ${ID}`)), VisitaError);
    assert.throws(() => readPropertyPageRequest({ limit: Number.POSITIVE_INFINITY }), VisitaError);
  });
});
