import { DEMO_AGENTS, DEMO_APPLICANTS, DEMO_ORGANIZATION } from './demo-people.ts';
import { signDemoToken } from './demo-token.ts';

const VALID_MS = 12 * 60 * 60 * 1000;

/** Somebody of the demo agency, as the sign-in page lists them. */
interface DemoUser {
  readonly name: string;
  readonly email: string;
  readonly role: 'agent' | 'applicant';
}

const USERS: readonly DemoUser[] = [
  ...Object.values(DEMO_AGENTS).map(({ name, email }) => ({ name, email, role: 'agent' as const })),
  ...Object.values(DEMO_APPLICANTS).map(({ name, email }) => ({ name, email, role: 'applicant' as const })),
];

/**
 * Signs people of the demo agency in without a password, with tokens that are valid for 12 hours, and nobody else: null for
 * any other e-mail. When it may be offered at all is not decided here.
 *
 * @param secret what the server verifies HS256 tokens with
 */
export function createDemoSignIn(secret: string): {
  readonly people: readonly DemoUser[];
  signIn(email: string): Promise<{ accessToken: string; expiresAt: Date } | null>;
} {
  return {
    people: USERS,
    async signIn(email) {
      const user = USERS.find((candidate) => candidate.email === email.toLowerCase());
      if (user === undefined) {
        return null;
      }
      // A token counts whole seconds.
      const expiresAt = new Date(Math.floor((Date.now() + VALID_MS) / 1000) * 1000);
      const organizationId = user.role === 'agent' ? DEMO_ORGANIZATION : null;
      return { accessToken: await signDemoToken({ email: user.email, organizationId, expiresAt, supabaseUrl: null }, secret), expiresAt };
    },
  };
}
