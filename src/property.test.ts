import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { hasCode, VisitaError } from './errors.ts';
import {
  checkAddress,
  checkTimeZone,
  checkTitle,
  saysTheSame,
  takeInReport,
  type PropertyKnowledge,
  type PropertyReport,
} from './property.ts';

const NOTHING: PropertyKnowledge = {
  title: null,
  address: null,
  timeZone: null,
  titleSaidAt: null,
  addressSaidAt: null,
  timeZoneSaidAt: null,
};
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, second));
const report = (second: number, fields: Partial<PropertyReport> = {}): PropertyReport => ({
  propertyId: '3c1d9f60-1f0a-4d0e-8a52-5b7a0e6c2d01',
  organizationId: '6d1c2b0a-9d7e-4c55-8f2a-2a7f5a9b0c10',
  title: null,
  address: null,
  timeZone: null,
  ...fields,
  saidAt: at(second),
});

function assertRefused(check: () => string, path: string, message: RegExp): void {
  assert.throws(check, (error: unknown) => {
    assert.ok(error instanceof VisitaError && hasCode(error, 'invalid_argument'));
    assert.deepEqual(error.fields.map((field) => field.path), [path]);
    assert.match(error.message, message);
    return true;
  });
}

describe('what is said of a property', () => {
  test('the newer wins, the older and the equally old change nothing', () => {
    const known = takeInReport(NOTHING, report(5, { title: 'five', address: 'Rua A' }));
    assert.equal(takeInReport(known, report(6, { title: 'six' })).title, 'six');
    assert.deepEqual(takeInReport(known, report(4, { title: 'four', address: 'Rua B' })), known);
    assert.deepEqual(takeInReport(known, report(5, { title: 'another five' })), known);
  });

  test('an update of one field that overtakes the creation loses nothing of it', () => {
    const creation = report(1, { title: 'T2', address: 'Rua A', timeZone: 'Europe/Lisbon' });
    const update = report(2, { title: 'T2 com varanda' });
    const known = takeInReport(takeInReport(NOTHING, update), creation);
    assert.deepEqual(known, takeInReport(takeInReport(NOTHING, creation), update));
    assert.partialDeepStrictEqual(known, { title: 'T2 com varanda', address: 'Rua A', timeZone: 'Europe/Lisbon' });
  });

  test('a field left out is left as it is', () => {
    const known = takeInReport(NOTHING, report(1, { title: 'T2', timeZone: 'Europe/Lisbon' }));
    assert.deepEqual(takeInReport(known, report(9)), known);
    assert.ok(saysTheSame(known, takeInReport(known, report(9, { title: 'T2' }))), 'saying the same again later is no change');
  });

  const text = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });
  const reports = fc.uniqueArray(
    fc.record({ second: fc.nat(40), title: text, address: text, timeZone: text }).map(({ second, ...fields }) => report(second, fields)),
    { selector: ({ saidAt }) => saidAt.getTime(), maxLength: 8 },
  );
  const deliveries = reports.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 })),
  );

  test('whatever order reports come in, and however often, each field ends as it was said last', () => {
    fc.assert(
      fc.property(deliveries, ([all, delivered]) => {
        const known = delivered.reduce(takeInReport, NOTHING);
        const inTime = all.toSorted((a, b) => a.saidAt.getTime() - b.saidAt.getTime());
        for (const field of ['title', 'address', 'timeZone'] as const) {
          const last = inTime.findLast((each) => each[field] !== null);
          assert.equal(known[field], last?.[field] ?? null);
          assert.deepEqual(known[`${field}SaidAt`], last?.saidAt ?? null);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('title and address', () => {
  test('are trimmed and kept in any script', () => {
    assert.equal(checkTitle('  T2 em Alfama '), 'T2 em Alfama');
    assert.equal(checkAddress('Rua dos Remédios 42, 2.º Esq.'), 'Rua dos Remédios 42, 2.º Esq.');
    assert.equal(checkTitle('𝒜'.repeat(200)), '𝒜'.repeat(200), 'counted in code points');
  });

  test('are one line of 1 to 200 and 1 to 500 characters', () => {
    assertRefused(() => checkTitle(' '), 'title', /must not be empty/);
    assertRefused(() => checkTitle('\u200b'), 'title', /must not be empty/);
    assertRefused(() => checkTitle('a'.repeat(201)), 'title', /at most 200/);
    assertRefused(() => checkAddress('a'.repeat(501)), 'address', /at most 500/);
    for (const bad of ['\0', '\r\n', '\t', '\u0085', '\u2028', '\u007f']) {
      assertRefused(() => checkTitle(`T2${bad}Alfama`), 'title', /control characters/);
      assertRefused(() => checkAddress(`Rua${bad}A`), 'address', /control characters/);
    }
    assertRefused(() => checkTitle('T2 \ud800'), 'title', /well-formed/);
  });
});

describe('a time zone', () => {
  test('is kept as the IANA database spells it, in whatever case it comes', () => {
    for (const zone of ['Europe/Lisbon', 'Atlantic/Azores', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Asia/Calcutta', 'Etc/GMT+1', 'UTC']) {
      assert.equal(checkTimeZone(zone), zone);
      assert.equal(checkTimeZone(zone.toLowerCase()), zone);
      assert.equal(checkTimeZone(zone.toUpperCase()), zone);
    }
  });

  test('is refused where the database does not have it, and as a bare offset', () => {
    for (const bad of ['', ' ', 'Lisbon', 'Europe/Lisboa', 'Europe/Lisbon ', '+01:00', '-05', 'Z', 'GMT+1', 'CET/1', '../etc/passwd', 'Europe/Lisbon\0', 'A'.repeat(200)]) {
      assertRefused(() => checkTimeZone(bad), 'time_zone', /IANA/);
    }
  });

  test('every zone that is kept can tell a time, and no text breaks the check', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      assert.ok(new Intl.DateTimeFormat('pt-PT', { timeZone: checkTimeZone(zone) }).format(at(0)));
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        try {
          assert.ok(new Intl.DateTimeFormat('pt-PT', { timeZone: checkTimeZone(any) }).format(at(0)));
        } catch (error) {
          assert.ok(hasCode(error, 'invalid_argument'));
        }
      }),
    );
  });
});
