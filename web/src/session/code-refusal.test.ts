import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AuthApiError, AuthRetryableFetchError } from '@supabase/auth-js';
import { codeRefusalOf } from './code-refusal.ts';

describe('what Supabase refuses', () => {
  test('is nothing where nothing was refused', () => {
    assert.equal(codeRefusalOf(null, 'email'), null);
  });

  for (const [status, code, reason] of [
    [403, 'otp_expired', 'wrong_code'],
    [400, 'email_address_invalid', 'wrong_email'],
    [429, 'over_email_send_rate_limit', 'too_often'],
    [422, 'otp_disabled', 'not_let_in'],
    [422, 'signup_disabled', 'not_let_in'],
    [429, undefined, 'too_often'],
    [500, 'hook_timeout', 'other'],
    [400, 'toString', 'other'],
  ] as const) {
    test(`${code ?? 'no code'} with status ${status} is ${reason}, whatever the words`, () => {
      assert.deepEqual(codeRefusalOf(new AuthApiError('Words of its own', status, code), 'email'), { reason, detail: 'Words of its own' });
    });
  }

  test('because it cannot be read is a matter of what was typed', () => {
    const error = new AuthApiError('Words of its own', 400, 'validation_failed');
    assert.deepEqual([codeRefusalOf(error, 'email')?.reason, codeRefusalOf(error, 'code')?.reason], ['wrong_email', 'wrong_code']);
  });

  test('with a fault of its own is not the connection, as the library has it', () => {
    assert.deepEqual(codeRefusalOf(new AuthRetryableFetchError('Error sending magic link email', 500), 'email'), { reason: 'other', detail: 'Error sending magic link email' });
  });

  test('without an answer is a matter of the connection', () => {
    assert.equal(codeRefusalOf(new AuthRetryableFetchError('Failed to fetch', 0), 'code')?.reason, 'unreachable');
  });
});
