import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { VisitaError, hasCode } from '../errors.ts';
import { readClaims } from './token-payload.ts';

const base = { sub: 'user-1', exp: 1_800_000_000 };
const ORGANIZATION = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11';
const unauthorized = (error: unknown): boolean => hasCode(error, 'unauthorized');

test('a whole token is read', () => {
  const claims = readClaims({
    ...base,
    email: ' Ana@Example.PT ',
    app_metadata: { organization_id: ORGANIZATION },
    user_metadata: { full_name: 'Ana Silva', email_verified: true },
    is_anonymous: false,
  });
  assert.deepEqual(claims, {
    userId: 'user-1',
    email: 'Ana@Example.PT',
    name: 'Ana Silva',
    organizationId: ORGANIZATION.toLowerCase(),
    isAnonymous: false,
    emailVerified: true,
    expiresAt: new Date(1_800_000_000_000),
  });
});

describe('the user', () => {
  test('is a non-empty text that the database can store as it is', () => {
    for (const sub of ['', '  ', 5, null, ['user-1'], 'a\u0000b', 'a\ud800', 'x'.repeat(256)]) {
      assert.throws(() => readClaims(JSON.parse(JSON.stringify({ ...base, sub }))), unauthorized, JSON.stringify(sub));
    }
  });
});

describe('the organization', () => {
  test('is never taken from user_metadata or the top level', () => {
    const claims = readClaims({ ...base, user_metadata: { organization_id: ORGANIZATION }, organization_id: ORGANIZATION });
    assert.equal(claims.organizationId, null);
  });

  test('is refused where it is not a UUID', () => {
    for (const value of ['', 'acme', 5, {}, [ORGANIZATION], `${ORGANIZATION}\n`, ` ${ORGANIZATION}`]) {
      assert.throws(() => readClaims({ ...base, app_metadata: { organization_id: value } }), unauthorized, JSON.stringify(value));
    }
  });

  test('is none where app_metadata says null or nothing', () => {
    for (const metadata of [undefined, null, 'text', [], {}, { organization_id: null }]) {
      assert.equal(readClaims({ ...base, app_metadata: metadata }).organizationId, null);
    }
  });
});

test('email_verified counts as false wherever the token says so, as boolean or text', () => {
  for (const denied of [false, 'false', 'False']) {
    const places = [
      { email_verified: denied },
      { user_metadata: { email_verified: denied } },
      { app_metadata: { email_verified: denied }, email_verified: true },
      { user_metadata: { identities: [{ email_verified: denied }] } },
    ];
    for (const place of places) assert.equal(readClaims({ ...base, ...place }).emailVerified, false, JSON.stringify(place));
  }
  assert.equal(readClaims({ ...base, user_metadata: { email_verified: true, phone_verified: false } }).emailVerified, true);
});

test('an anonymous user is one by the top level or app_metadata', () => {
  assert.equal(readClaims({ ...base, is_anonymous: true }).isAnonymous, true);
  assert.equal(readClaims({ ...base, app_metadata: { is_anonymous: true } }).isAnonymous, true);
  assert.equal(readClaims({ ...base, user_metadata: { is_anonymous: true } }).isAnonymous, false);
});

test('what cannot be an e-mail address is none', () => {
  for (const email of ['', ' ', 'ana', '@', 'a@', '@b', 'a@b\r\nBcc: c@d', 'a\u0000@b', 5, null, `${'x'.repeat(320)}@b`]) {
    assert.equal(readClaims({ ...base, email }).email, null, JSON.stringify(email));
  }
});

test('the name is the first one given, on one line, at most 200 characters', () => {
  assert.equal(readClaims({ ...base, user_metadata: { full_name: ' ', name: 'Rui' }, name: 'Other' }).name, 'Rui');
  assert.equal(readClaims({ ...base, name: ' Rui\r\n\u0000Costa ' }).name, 'Rui Costa');
  assert.equal(readClaims({ ...base, name: '🏠'.repeat(300) }).name, '🏠'.repeat(200));
  assert.equal(readClaims({ ...base, user_metadata: { full_name: 5 } }).name, null);
});

test('an expiry no calendar can hold is refused', () => {
  assert.throws(() => readClaims({ ...base, exp: 1e300 }), unauthorized);
});

test('no JSON object makes it fail with anything but unauthorized', () => {
  const field = fc.constantFrom('app_metadata', 'user_metadata', 'email', 'name', 'sub', 'exp', 'organization_id', 'email_verified');
  const payload = fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue())));
  fc.assert(
    fc.property(payload, (value) => {
      try {
        readClaims({ ...base, ...value });
      } catch (error) {
        assert.ok(error instanceof VisitaError && error.code === 'unauthorized');
      }
    }),
  );
});
