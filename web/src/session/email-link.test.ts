import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOfEmailLink, withoutEmailLink } from './email-link.ts';

describe('an address that the link of an e-mail led to', () => {
  for (const added of ['?code=1', '?error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid', '#error=access_denied&error_code=otp_expired']) {
    test(`is known by ${added}, and is clean without it`, () => {
      const address = new URL(`https://visits.example/${added}`);
      assert.equal(isOfEmailLink(address), true);
      assert.equal(withoutEmailLink(address).href, 'https://visits.example/');
    });
  }

  test('is none where a page has chosen something', () => {
    assert.equal(isOfEmailLink(new URL('https://visits.example/bookings?status=confirmed')), false);
  });
});
