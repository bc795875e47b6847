import type { JWTPayload } from 'jose';
import { isEmailAddress } from '../email-address.ts';
import { VisitaError } from '../errors.ts';
import { personNameFrom } from '../person-name.ts';
import type { TokenClaims } from '../token-claims.ts';
import { isUuid } from '../uuid.ts';

const CONTROL = /\p{Cc}/u;
const MAX_USER_ID = 255;

/**
 * Reads the payload of a token whose signature and registered claims have been verified.
 * Raises `unauthorized` where `sub`, `exp` or `app_metadata.organization_id` cannot be what they have to be: a wrong
 * organization is not read as none, because without one a user may be linked to applicants of any.
 */
export function readClaims(payload: JWTPayload): TokenClaims {
  const appMetadata = asObject(payload['app_metadata']);
  return Object.freeze({
    userId: readUserId(payload.sub),
    email: readEmail(payload['email']),
    name: readName(payload),
    organizationId: readOrganizationId(appMetadata['organization_id']),
    isAnonymous: says(payload['is_anonymous'], true) || says(appMetadata['is_anonymous'], true),
    emailVerified: !deniesVerifiedEmail(payload),
    expiresAt: readExpiry(payload.exp),
  });
}

function readUserId(sub: unknown): string {
  // PostgreSQL stores neither NUL nor half a surrogate pair, and two users must not become one on the way there.
  if (typeof sub !== 'string' || sub.trim() === '' || sub.length > MAX_USER_ID || CONTROL.test(sub) || !sub.isWellFormed()) {
    throw new VisitaError('unauthorized', 'the token does not name its user');
  }
  return sub;
}

function readEmail(email: unknown): string | null {
  if (typeof email !== 'string') return null;
  const address = email.trim();
  return isEmailAddress(address) ? address : null;
}

function readName(payload: JWTPayload): string | null {
  const userMetadata = asObject(payload['user_metadata']);
  for (const candidate of [userMetadata['full_name'], userMetadata['name'], payload['name']]) {
    const name = typeof candidate === 'string' ? personNameFrom(candidate) : null;
    if (name !== null) return name;
  }
  return null;
}

function readOrganizationId(organizationId: unknown): string | null {
  if (organizationId === undefined || organizationId === null) return null;
  if (typeof organizationId !== 'string' || !isUuid(organizationId)) {
    throw new VisitaError('unauthorized', 'app_metadata.organization_id of the token is not a UUID');
  }
  return organizationId.toLowerCase();
}

function readExpiry(exp: unknown): Date {
  const expiresAt = new Date(typeof exp === 'number' ? exp * 1000 : Number.NaN);
  // A number JSON can write but no calendar can hold, such as 1e300.
  if (Number.isNaN(expiresAt.getTime())) throw new VisitaError('unauthorized', 'the token has no usable expiry');
  return expiresAt;
}

/** Looks at every level: providers put the field in different places. */
function deniesVerifiedEmail(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => (name === 'email_verified' && says(inner, false)) || deniesVerifiedEmail(inner),
  );
}

/** True for the boolean itself and for its name as text: some hooks write the one, some the other. */
function says(value: unknown, expected: boolean): boolean {
  return value === expected || (typeof value === 'string' && value.trim().toLowerCase() === String(expected));
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
