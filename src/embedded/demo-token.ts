import { SignJWT } from 'jose';
import { demoUserId } from './demo-people.ts';

/** A token as Supabase would issue it, signed with the server's secret (HS256). */
export async function signDemoToken(
  wish: {
    /** The user id is made from it. */
    readonly email: string;
    /** Null for applicants: naming an organization is what makes an agent. */
    readonly organizationId: string | null;
    readonly expiresAt: Date;
    /** The project's URL, where tokens have to name it. */
    readonly supabaseUrl: string | null;
  },
  secret: string,
): Promise<string> {
  const token = new SignJWT({
    email: wish.email,
    role: 'authenticated',
    ...(wish.organizationId === null ? {} : { app_metadata: { organization_id: wish.organizationId } }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(demoUserId(wish.email))
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime(wish.expiresAt);
  if (wish.supabaseUrl !== null) {
    token.setIssuer(`${wish.supabaseUrl}/auth/v1`);
  }
  return token.sign(new TextEncoder().encode(secret));
}
