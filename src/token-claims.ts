/**
 * What a verified token says of its bearer. It is what the identity provider vouches for and nothing
 * more: whether the bearer is an agent or an applicant is for the database to say.
 */
export interface TokenClaims {
  /** `sub`: the Supabase user id. */
  readonly userId: string;
  /** Null where the token has none, or none that could be an address. As written in the token: compare it case-insensitively. */
  readonly email: string | null;
  /** For display only: users edit it themselves. At most 200 characters, without control characters. */
  readonly name: string | null;
  /** `app_metadata.organization_id`, which only the Supabase server can write: a UUID in lower case. */
  readonly organizationId: string | null;
  readonly isAnonymous: boolean;
  /** False only if `email_verified` is false somewhere in the token. */
  readonly emailVerified: boolean;
  readonly expiresAt: Date;
}
