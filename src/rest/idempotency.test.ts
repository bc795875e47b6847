import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AgentCaller, ApplicantCaller } from '../caller.ts';
import { hasCode, VisitaError } from '../errors.ts';
import { readContract } from './contract-document.ts';
import { fingerprintOf, readIdempotencyKey } from './idempotency.ts';

const quote = (key: string) => `"${key.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
const refused = (error: unknown) =>
  error instanceof VisitaError && hasCode(error, 'invalid_argument') && error.fields[0]?.path === 'Idempotency-Key';

describe('the header Idempotency-Key', () => {
  test('absent is no key', () => {
    assert.equal(readIdempotencyKey(undefined), null);
    assert.equal(readIdempotencyKey([]), null);
  });

  test('quoted and bare are the same key', () => {
    const key = '8e03978e-40d5-43dd-bc93-6894a57f9324';
    assert.equal(readIdempotencyKey([`"${key}"`]), key);
    assert.equal(readIdempotencyKey([key]), key);
    assert.equal(readIdempotencyKey([`"${'k'.repeat(255)}"`]), readIdempotencyKey(['k'.repeat(255)]));
  });

  test('quoted may be any 1 to 255 visible characters of ASCII', () => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(fc.string({ unit: visible, minLength: 1, maxLength: 255 }), (key) => {
        assert.equal(readIdempotencyKey([quote(key)]), key);
      }),
    );
  });

  const broken: readonly (readonly [string, ...string[]])[] = [
    [''], ['""'], ['"'], ['"a'], ['a"'], ['"a"b'], ['"a" '], ['a b'], ['"a b"'], ['a\tb'], ['ã'], ['"ã"'], ['\u007F'],
    [String.raw`"a\b"`], [String.raw`"a\"`], ['"a";p=1'], ['a,b'], ['a, b'], ['"a", "b"'], ['k'.repeat(256)], [`"${'k'.repeat(256)}"`],
    ['a', 'a'], ['"a"', '"b"'],
  ];
  for (const fields of broken) {
    test(`${JSON.stringify(fields).slice(0, 40)} is refused by name`, () => {
      assert.throws(() => readIdempotencyKey(fields), refused);
    });
  }

  test('is read as the contract says', () => {
    const parameters = readContract().components['parameters'] as { IdempotencyKey: { schema: { pattern: string; maxLength: number } } };
    const { pattern, maxLength } = parameters.IdempotencyKey.schema;
    const character = fc.constantFrom('a', '"', '\\', ',', ' ', '~', '!', '\u00E3');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: character, maxLength: 6 }), fc.string().map(quote), fc.nat(300).map((length) => quote('"'.repeat(length)))), (field) => {
        const declared = new RegExp(pattern, 'u').test(field) && field.length <= maxLength;
        if (declared) {
          assert.notEqual(readIdempotencyKey([field]), null);
        } else {
          assert.throws(() => readIdempotencyKey([field]), refused);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the fingerprint of a request', () => {
  const applicant: ApplicantCaller = { role: 'applicant', userId: 'u', memberships: [] };
  const agent: AgentCaller = { role: 'agent', userId: 'u', organizationId: 'o', agentId: 'a' };
  const post = { method: 'POST', url: '/api/v1/bookings' };
  const print = (body: unknown, caller: AgentCaller | ApplicantCaller = applicant) => fingerprintOf({ ...post, body }, caller).toString('hex');

  /** The same value with the properties of every object the other way round. */
  function turned(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(turned);
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).toReversed().map(([name, member]) => [name, turned(member)]))
      : value;
  }

  test('does not depend on the order of properties', () => {
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (body) => assert.equal(print(turned(body)), print(body))));
  });

  test('is another one for another body', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        assert.equal(print(one) === print(other), isSame);
      }),
    );
    assert.notEqual(print({ a: '1' }), print({ a: 1 }));
    assert.notEqual(print({ a: 'b', c: 'd' }), print({ a: 'b","c":"d' }));
  });

  test('is another one for another method, path or organization of an agent', () => {
    const others = [
      fingerprintOf({ ...post, body: {} }, applicant),
      fingerprintOf({ ...post, method: 'PUT', body: {} }, applicant),
      fingerprintOf({ ...post, url: '/api/v1/slots', body: {} }, applicant),
      fingerprintOf({ ...post, body: {} }, agent),
      fingerprintOf({ ...post, body: {} }, { ...agent, organizationId: 'p' }),
    ];
    assert.equal(new Set(others.map((each) => each.toString('hex'))).size, others.length);
  });

  test('stays when the applicant is screened by one more agency', () => {
    const membership = { organizationId: 'o', applicantId: 'a' };
    assert.equal(print({}), print({}, { ...applicant, memberships: [membership] }));
  });

  function sorted(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(sorted);
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, member]): [string, unknown] => [`_${name}`, sorted(member)]).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  }
});

describe('the contract', () => {
  const reference = (name: string) => ({ $ref: `#/components/${name}` });
  for (const [path, { post }] of Object.entries(readContract().paths)) {
    // Signing in needs no key: it changes nothing.
    if (post === undefined || post.operationId === 'signInToDemo') {
      continue;
    }
    test(`POST ${path} takes an Idempotency-Key and says what that may be answered with`, () => {
      assert.ok(post.parameters?.some(({ $ref }) => $ref === '#/components/parameters/IdempotencyKey'));
      const responses = post['responses'] as Record<string, { headers?: Record<string, unknown> }>;
      assert.deepEqual(responses['409'], reference('responses/ConflictOrInProgress'));
      assert.deepEqual(responses['422'], reference('responses/IdempotencyMismatch'));
      const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      assert.ok(successes.length > 0);
      for (const [, { headers }] of successes) {
        // What else an answer said would be missing when it is replayed.
        assert.deepEqual(Object.keys(headers ?? {}).toSorted(), ['Idempotency-Replayed', 'Location', 'X-Request-Id']);
      }
    });
  }
});
