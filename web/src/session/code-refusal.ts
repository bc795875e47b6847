import { isAuthRetryableFetchError, type AuthError } from '@supabase/auth-js';

/** Why signing in with a code did not go on: what Supabase said, as far as whoever signs in can do something about it. */
export interface CodeRefusal {
  readonly reason: 'wrong_code' | 'wrong_email' | 'too_often' | 'not_let_in' | 'unreachable' | 'other';
  /** Supabase's own words, in English. */
  readonly detail: string;
}

/** By code (supabase.com/docs/guides/auth/debugging/error-codes), never by message. */
const REASONS: ReadonlyMap<string | undefined, CodeRefusal['reason']> = new Map([
  ['otp_expired', 'wrong_code'],
  ['email_address_invalid', 'wrong_email'],
  ['over_email_send_rate_limit', 'too_often'],
  ['over_request_rate_limit', 'too_often'],
  ['otp_disabled', 'not_let_in'],
  ['signup_disabled', 'not_let_in'],
  ['email_address_not_authorized', 'not_let_in'],
  ['user_not_found', 'not_let_in'],
  ['user_banned', 'not_let_in'],
]);

/**
 * @param error null where nothing was refused
 * @param typed what somebody typed for it: of what cannot be read Supabase only says that it cannot
 */
export function codeRefusalOf(error: AuthError | null, typed: 'email' | 'code'): CodeRefusal | null {
  if (error === null) {
    return null;
  }
  const { message: detail } = error;
  // The library takes answers of 500 and above for a matter of the network as well.
  if (isAuthRetryableFetchError(error) && error.status === 0) {
    return { reason: 'unreachable', detail };
  }
  if (error.code === 'validation_failed') {
    return { reason: `wrong_${typed}`, detail };
  }
  return { reason: REASONS.get(error.code) ?? (error.status === 429 ? 'too_often' : 'other'), detail };
}
