import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Screening } from '../applicant.ts';
import { decodeEvent } from './event.ts';

const RECEIVED_AT = new Date('2026-11-23T09:00:00.000Z');
const FLAT = {
  event_type: 'APPLICANT_SCREENED',
  applicant_id: '0b0e7a0e-6f0e-4b47-9a0e-1f6f2d6c1a01',
  organization_id: '6d1c2b0a-9d7e-4c55-8f2a-2a7f5a9b0c10',
  name: 'Inês Carvalho',
  email: 'ines.carvalho@example.pt',
  risk_level: 'LOW',
};
const { event_type: _type, ...DATA } = FLAT;
const SCREENING = {
  externalId: FLAT.applicant_id,
  organizationId: FLAT.organization_id,
  name: FLAT.name,
  email: FLAT.email,
  riskLevel: 'LOW',
  screenedAt: RECEIVED_AT,
};

function decode(event: unknown) {
  return decodeEvent(typeof event === 'string' ? event : JSON.stringify(event), RECEIVED_AT);
}

function assertPoison(event: unknown, reason: string | RegExp) {
  const decoded = decode(event);
  assert.equal(decoded.kind, 'poison', JSON.stringify(decoded));
  if (typeof reason === 'string') {
    assert.equal(decoded.reason, reason);
  } else {
    assert.match(decoded.reason, reason);
  }
}

/** Said when it was screened, where nothing else is expected. */
function assertScreening(event: unknown, expected: Partial<Screening> = {}) {
  const screening = { ...SCREENING, ...expected };
  assert.deepEqual(decode(event), { kind: 'screening', screening: { ...screening, saidAt: expected.saidAt ?? screening.screenedAt } });
}

describe('the samples of the screening service', () => {
  const sample = (name: string) => decode(readFileSync(new URL(`../../test/events/${name}`, import.meta.url), 'utf8'));
  const screenedAt = new Date('2026-11-20T10:15:00Z');

  for (const [name, expected] of Object.entries({
    'flat-low.json': { name: 'Inês Carvalho', riskLevel: 'LOW', screenedAt: RECEIVED_AT },
    'high.json': { name: 'Tomás Freitas', riskLevel: 'HIGH', screenedAt: RECEIVED_AT },
    'nested-medium.json': { name: 'Rui Tavares', email: 'Rui.Tavares@example.pt', riskLevel: 'MEDIUM', screenedAt },
    'enveloped-v1.json': { name: 'Marta Pinto', riskLevel: 'MEDIUM', screenedAt },
    'sns-wrapped-v1.json': { name: 'João Reis', riskLevel: 'MEDIUM', screenedAt },
  })) {
    test(`${name} is a screening`, () => {
      const decoded = sample(name);
      assert.equal(decoded.kind, 'screening', JSON.stringify(decoded));
      assert.partialDeepStrictEqual(decoded.screening, expected);
    });
  }

  test('malformed and unknown ones are poison, another type is ignored', () => {
    assert.deepEqual(sample('malformed-missing-email.json'), { kind: 'poison', reason: 'email is missing' });
    assert.deepEqual(sample('malformed-not-json.txt'), { kind: 'poison', reason: 'the body is not JSON' });
    assert.deepEqual(sample('unknown-risk.json'), { kind: 'poison', reason: 'risk_level is not LOW, MEDIUM or HIGH' });
    assert.deepEqual(sample('other-type.json'), { kind: 'ignored', eventType: 'LEASE_SIGNED.v1' });
  });
});

describe('shapes', () => {
  const sns = (message: unknown) => ({ Type: 'Notification', Message: JSON.stringify(message) });

  test('flat, nested and enveloped are read alone and inside an SNS notification', () => {
    const nested = { ...FLAT, risk_level: undefined, screening: { risk_level: 'LOW', dti_ratio: 0.3 } };
    const enveloped = { event_type: 'APPLICANT_SCREENED.v1', event_id: 'x', data: DATA };
    for (const event of [FLAT, nested, enveloped, { ...enveloped, data: nested }, { ...enveloped, data: FLAT }]) {
      assertScreening(event);
      assertScreening(sns(event));
    }
  });

  test('an envelope may leave the version out, a flat event may have one', () => {
    assertScreening({ event_type: 'APPLICANT_SCREENED', data: DATA });
    assertScreening({ ...FLAT, event_type: 'APPLICANT_SCREENED.v1' });
  });

  test('a flat event keeps its own fields where it has something called data', () => {
    assertScreening({ ...FLAT, data: { note: 1 } });
  });

  test('null counts as absent', () => {
    assertScreening({ ...FLAT, screening: null, screened_at: null, data: null });
    assertPoison({ ...FLAT, email: null }, 'email is missing');
  });

  test('what is not an event is poison', () => {
    for (const body of ['[]', 'null', '1', '"APPLICANT_SCREENED"']) {
      assertPoison(body, 'the body is not a JSON object');
    }
    assertPoison('', 'the body is not JSON');
    assertPoison({}, 'event_type is missing');
    assertPoison({ ...FLAT, event_type: 7 }, 'event_type is not a string');
    assertPoison({ Type: 'Notification' }, 'Message is missing');
    assertPoison({ Type: 'Notification', Message: FLAT }, 'Message is not a string');
    assertPoison({ Type: 'Notification', Message: '{' }, 'Message is not JSON');
    assertPoison(sns(sns(FLAT)), 'event_type is missing');
    assertPoison({ event_type: 'APPLICANT_SCREENED.v1' }, 'data is missing');
    assertPoison({ event_type: 'APPLICANT_SCREENED.v1', data: [] }, 'data is not an object');
    assertPoison(
      { event_type: 'APPLICANT_SCREENED.v1', data: { ...DATA, event_type: 'LEASE_SIGNED' } },
      'event_type contradicts data.event_type',
    );
  });

  test('a version nobody here understands is kept in the dead-letter queue, another event is ignored', () => {
    for (const version of ['.v2', '.v2.0', '.v1.1', '.v2-beta', '.V1', '.v01', '.', '.v1\n']) {
      assertPoison({ ...FLAT, event_type: `APPLICANT_SCREENED${version}` }, 'event_type is an unknown version of APPLICANT_SCREENED');
    }
    assert.deepEqual(decode({ event_type: 'APPLICANT_DELETED' }), { kind: 'ignored', eventType: 'APPLICANT_DELETED' });
    assert.deepEqual(decode({ event_type: 'ana@example.pt moved' }), { kind: 'ignored', eventType: null });
  });

  test('nesting as deep as a message can hold and keys like __proto__ do no harm', () => {
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    assertScreening(JSON.stringify({ ...FLAT, documents: 'X' }).replace('"X"', deep));
    assertPoison('['.repeat(1_000_000), 'the body is not JSON');
    assertPoison('{"event_type":"APPLICANT_SCREENED","__proto__":{"email":"a@b.pt","applicant_id":"x"}}', /email is missing/);
    assert.equal(Object.hasOwn(Object.prototype, 'email'), false);
  });
});

describe('fields', () => {
  test('every broken rule is named', () => {
    assertPoison(
      { event_type: 'APPLICANT_SCREENED' },
      'applicant_id is missing; organization_id is missing; name is missing; email is missing; risk_level is missing',
    );
  });

  test('ids are UUIDs, in lower case', () => {
    assertScreening({ ...FLAT, applicant_id: FLAT.applicant_id.toUpperCase() });
    assertPoison({ ...FLAT, applicant_id: '7' }, 'applicant_id is not a UUID');
    assertPoison({ ...FLAT, organization_id: `${FLAT.organization_id}\n` }, 'organization_id is not a UUID');
    assertPoison({ ...FLAT, organization_id: 7 }, 'organization_id is not a string');
  });

  test('a name is 1 to 200 characters without control characters', () => {
    assertScreening({ ...FLAT, name: ' Inês Carvalho\n' });
    assertScreening({ ...FLAT, name: '𝒜'.repeat(200) }, { name: '𝒜'.repeat(200) });
    for (const unseen of [' ', '\u200b']) {
      assertPoison({ ...FLAT, name: unseen }, 'name is empty');
    }
    assertPoison({ ...FLAT, name: 'a'.repeat(201) }, 'name is longer than 200 characters');
    for (const bad of ['\0', '\r\n', '\u0085', '\u2028', '\u007f']) {
      assertPoison({ ...FLAT, name: `Ana${bad}Pinto` }, 'name has control characters');
    }
    assertPoison({ ...FLAT, name: 'Ana \ud800' }, 'name is not well-formed Unicode');
  });

  test('an e-mail address looks like one', () => {
    assertScreening({ ...FLAT, email: ' ines.carvalho@example.pt ' });
    assertScreening({ ...FLAT, email: "o'neil+x@sub.exämple.pt" }, { email: "o'neil+x@sub.exämple.pt" });
    for (const bad of ['ana', 'ana@', '@b.pt', 'a@b', 'a@b..pt', 'a@.pt', 'a b@c.pt', 'a@b@c.pt', 'A <a@b.pt>', 'a@b.pt,c@d.pt', 'a\u200b@b.pt']) {
      assertPoison({ ...FLAT, email: bad }, 'email is not an e-mail address');
    }
    assertPoison({ ...FLAT, email: 'a\ud800@b.pt' }, 'email is not well-formed Unicode');
    assertPoison({ ...FLAT, email: 'a@b.pt\r\nBcc: c@d.pt' }, 'email has control characters');
    assertPoison({ ...FLAT, email: `${'a'.repeat(250)}@b.pt` }, 'email is longer than 254 characters');
  });

  test('the risk level is exactly LOW, MEDIUM or HIGH and says one thing only', () => {
    for (const bad of ['low', 'LOW ', 'VERY_LOW', '', 1, ['LOW']]) {
      assertPoison({ ...FLAT, risk_level: bad }, 'risk_level is not LOW, MEDIUM or HIGH');
    }
    assertPoison({ ...FLAT, risk_level: undefined, screening: { risk_level: 'X' } }, /^screening\.risk_level is not/);
    assertPoison({ ...FLAT, screening: { risk_level: 'HIGH' } }, 'risk_level contradicts screening.risk_level');
    assertPoison({ ...FLAT, screening: 'LOW' }, 'screening is not an object');
    assertScreening({ ...FLAT, screening: { risk_level: 'LOW' } });
    assertScreening({ ...FLAT, screening: {} });
  });
});

describe('time', () => {
  test('screened_at counts before occurred_at, that before the time SQS received the message', () => {
    const event = { event_type: 'APPLICANT_SCREENED.v1', occurred_at: '2026-11-21T00:00:00Z', data: DATA };
    assertScreening({ ...event, occurred_at: undefined });
    assertScreening(event, { screenedAt: new Date('2026-11-21T00:00:00Z') });
    assertScreening(
      { ...event, data: { ...DATA, screened_at: '2026-11-20T11:15:00.123456+01:00' } },
      { screenedAt: new Date('2026-11-20T10:15:00.123Z'), saidAt: new Date('2026-11-21T00:00:00Z') },
    );
    assertScreening({ ...FLAT, screened_at: '2026-11-20T10:15:00Z', occurred_at: 'yesterday' }, { screenedAt: new Date('2026-11-20T10:15:00Z') });
    assertScreening({ ...FLAT, occurred_at: '2026-11-21t00:00:00z' }, { screenedAt: new Date('2026-11-21T00:00:00Z') });
  });

  test('a time that is none, or has no offset, is poison', () => {
    for (const bad of ['', 'yesterday', '2026-11-20', '2026-11-20T10:15:00', '2026-02-30T10:15:00Z', '2026-13-01T00:00:00Z',
      '2026-11-20T24:00:00Z', '2026-11-20T10:15:00+25:00', '+012026-11-20T10:15:00Z', '1763633700']) {
      assertPoison({ ...FLAT, screened_at: bad }, 'screened_at is not a time with an offset (RFC 3339)');
    }
    assertPoison({ ...FLAT, screened_at: 1763633700 }, 'screened_at is not a string');
    assertPoison({ ...FLAT, occurred_at: 'x' }, 'occurred_at is not a time with an offset (RFC 3339)');
  });

  test('a time that would block all later screenings, or that nobody set, is poison', () => {
    assertScreening({ ...FLAT, screened_at: '2026-11-24T09:00:00Z' }, { screenedAt: new Date('2026-11-24T09:00:00Z') });
    assertPoison({ ...FLAT, screened_at: '2037-11-24T09:00:00.001Z' }, /^screened_at is more than ten years after/);
    assertPoison({ ...FLAT, screened_at: '9999-12-31T23:59:59Z' }, /^screened_at is more than ten years after/);
    assertPoison({ ...FLAT, screened_at: '0001-01-01T00:00:00Z' }, 'screened_at is before the year 2000');
    assertScreening({ ...FLAT, screened_at: '2024-02-29T23:59:59Z' }, { screenedAt: new Date('2024-02-29T23:59:59Z') });
  });
});

describe('any body', () => {
  // A marker that no reason's own words contain; a quoted value would bring it along.
  const marked = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => `zqx${text}`);
  const value = fc.oneof(
    { depthSize: 'small' },
    marked,
    fc.jsonValue(),
    fc.constantFrom<unknown>(...Object.values(FLAT), 'APPLICANT_SCREENED.v1', 'Notification', '2026-11-20T10:15:00Z', null),
  );
  const known = ['event_type', 'Type', 'Message', 'data', 'screening', 'risk_level', 'applicant_id', 'organization_id', 'name', 'email', 'screened_at', 'occurred_at'];
  const shallow = fc.dictionary(fc.oneof(fc.constantFrom(...known), marked), value, { maxKeys: 12 });
  const event = fc
    .tuple(fc.constantFrom<object>({}, FLAT, DATA), shallow, fc.boolean(), fc.boolean())
    .map(([base, changes, inData, inSns]): object => {
      const plain = { ...base, ...changes };
      const enveloped = inData ? { event_type: 'APPLICANT_SCREENED.v1', data: plain } : plain;
      return inSns ? { Type: 'Notification', Message: JSON.stringify(enveloped) } : enveloped;
    });

  test('text and JSON of every kind is decoded without an exception', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), event.map((e) => JSON.stringify(e))), (body) => {
      assert.ok(['screening', 'ignored', 'poison'].includes(decode(body).kind));
    }), { numRuns: 3000 });
  });

  test('a reason quotes no value and fits an attribute', () => {
    fc.assert(fc.property(event, (body) => {
      const decoded = decode(body);
      if (decoded.kind === 'poison') {
        assert.ok(!decoded.reason.includes('zqx'), decoded.reason);
        assert.ok(decoded.reason.length > 0 && decoded.reason.length <= 256);
        assert.match(decoded.reason, /^[A-Za-z0-9_.,;:() -]+$/);
      }
    }), { numRuns: 3000 });
  });
});
