import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeEvent } from './event.ts';

const RECEIVED_AT = new Date('2026-11-23T09:00:00.000Z');
const ID = '3c1d9f60-1f0a-4d0e-8a52-5b7a0e6c2d01';
const ORGANIZATION = '6d1c2b0a-9d7e-4c55-8f2a-2a7f5a9b0c10';
const DATA = { property_id: ID, organization_id: ORGANIZATION, title: 'T2 em Alfama', address: 'Rua A 1', time_zone: 'Europe/Lisbon' };
const ENVELOPED = { event_type: 'PROPERTY_CREATED.v1', event_id: 'x', occurred_at: '2026-11-20T09:00:00Z', data: DATA };
const REPORT = {
  propertyId: ID,
  organizationId: ORGANIZATION,
  title: 'T2 em Alfama',
  address: 'Rua A 1',
  timeZone: 'Europe/Lisbon',
  saidAt: new Date('2026-11-20T09:00:00Z'),
};

const decode = (event: unknown) => decodeEvent(JSON.stringify(event), RECEIVED_AT);
const inData = (changes: object) => ({ ...ENVELOPED, data: { ...DATA, ...changes } });

function assertReport(event: unknown, expected: object = {}): void {
  assert.deepEqual(decode(event), { kind: 'property', report: { ...REPORT, ...expected } });
}

function assertPoison(event: unknown, reason: RegExp): void {
  const decoded = decode(event);
  assert.equal(decoded.kind, 'poison', JSON.stringify(decoded));
  assert.match(decoded.reason, reason);
}

describe('events of properties', () => {
  test('the samples are read', () => {
    const sample = (name: string) => decodeEvent(readFileSync(new URL(`../../test/events/${name}`, import.meta.url), 'utf8'), RECEIVED_AT);
    assert.deepEqual(sample('property-created.json'), {
      kind: 'property',
      report: {
        propertyId: ID,
        organizationId: ORGANIZATION,
        title: 'T2 em Campo de Ourique',
        address: 'Rua Ferreira Borges 112, 3.º Esq., 1350-134 Lisboa',
        timeZone: 'Europe/Lisbon',
        saidAt: new Date('2026-11-20T09:00:00.120Z'),
      },
    });
    assert.deepEqual(sample('property-updated.json'), {
      kind: 'property',
      report: {
        propertyId: ID,
        organizationId: ORGANIZATION,
        title: 'T2 com varanda em Campo de Ourique',
        address: null,
        timeZone: null,
        saidAt: new Date('2026-11-21T16:40:05.003Z'),
      },
    });
  });

  test('both types are read flat and enveloped, with and without version, alone and inside an SNS notification', () => {
    for (const name of ['PROPERTY_CREATED', 'PROPERTY_UPDATED']) {
      for (const event_type of [name, `${name}.v1`]) {
        const { occurred_at } = ENVELOPED;
        const { property_id: id, ...others } = DATA;
        for (const event of [{ ...ENVELOPED, event_type }, { ...DATA, event_type, occurred_at }, { ...others, id, event_type, occurred_at }]) {
          assertReport(event);
          assertReport({ Type: 'Notification', Message: JSON.stringify(event) });
        }
      }
    }
  });

  test('the property is property_id, else id; the id of an envelope is its own', () => {
    assertReport(inData({ id: 'anything' }));
    assertReport(inData({ property_id: null, id: ID.toUpperCase() }));
    assertReport({ ...ENVELOPED, event_type: 'PROPERTY_UPDATED', id: 7 });
    assertPoison(inData({ property_id: undefined }), /^property_id is missing$/);
    assertPoison(inData({ property_id: '7', id: ID }), /^property_id is not a UUID$/);
    assertPoison(inData({ organization_id: undefined }), /^organization_id is missing$/);
    assertPoison({ event_type: 'PROPERTY_CREATED.v1' }, /^data is missing$/);
  });

  test('what is absent, null or blank says nothing', () => {
    assertReport(inData({ title: undefined, address: null, time_zone: ' ' }), { title: null, address: null, timeZone: null });
  });

  test('what breaks a rule is poison, and the reason quotes no value', () => {
    assertPoison(inData({ time_zone: 'Europe/Lisboa' }), /^time_zone must be a time zone of the IANA database/);
    assertPoison(inData({ time_zone: '+01:00' }), /^time_zone must be/);
    assertPoison(inData({ title: 'a'.repeat(201), address: 'b'.repeat(501) }), /^title must be at most 200 .*; address must be at most 500 /);
    assertPoison(inData({ title: 'T2\r\nBcc: x' }), /^title must not contain control characters/);
    assertPoison(inData({ title: 7, address: ['x'] }), /^title is not a string; address is not a string$/);
    assertPoison({ ...ENVELOPED, occurred_at: 'yesterday' }, /^occurred_at is not a time/);
    assertPoison({ ...ENVELOPED, event_type: 'PROPERTY_CREATED.v2' }, /^event_type is an unknown version of PROPERTY_CREATED$/);
  });

  test('an event without a time carries the one at which SQS took the message', () => {
    assertReport({ ...ENVELOPED, occurred_at: undefined }, { saidAt: RECEIVED_AT });
  });

  test('an event of any shape is decoded without an exception, and no reason quotes a value', () => {
    const marked = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `zqx${text}`);
    const value = fc.oneof({ depthSize: 'small' }, marked, fc.jsonValue(), fc.constantFrom<unknown>(...Object.values(DATA), null));
    const changes = fc.dictionary(fc.constantFrom(...Object.keys(DATA), 'id', 'occurred_at', 'event_type', 'data'), value);
    fc.assert(
      fc.property(changes, fc.boolean(), (given, flat) => {
        const decoded = decode(flat ? { ...DATA, event_type: 'PROPERTY_UPDATED', ...given } : inData(given));
        if (decoded.kind === 'poison') {
          assert.ok(!decoded.reason.includes('zqx') && decoded.reason.length <= 256, decoded.reason);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
