import { createHash, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { makeKey, sign, type SigningKey } from '../../src/rest/jwks-server.fixture.ts';

interface SentMail {
  readonly email: string;
  readonly code: string;
  /** What the e-mail links to: it leads to the page that asked, with a code for it alone. */
  readonly link: string;
}

interface Asked extends SentMail {
  readonly challenge: string;
  readonly authCode: string;
}

const HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'X-Total-Count, Link, X-Supabase-Api-Version',
  'access-control-allow-headers': 'apikey, authorization, content-type, x-client-info, x-supabase-api-version',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
};

/**
 * As much of Supabase Auth (github.com/supabase/auth, "GoTrue") as signing in takes: a code and a link by e-mail, the exchange with
 * PKCE, refreshing, signing out, and the key set. The tokens are real (ES256); the e-mails are kept here.
 */
export class FakeGoTrue {
  readonly mails: SentMail[] = [];
  refreshes = 0;
  /** What the next who ask for a code are refused with. */
  refusal: { readonly status: number; readonly code: string; readonly message: string } | null = null;
  /** For how many seconds the next tokens are good. */
  validSeconds = 3600;
  readonly #asked: Asked[] = [];
  readonly #users = new Map<string, string>();
  readonly #refreshTokens = new Map<string, string>();
  readonly #key: SigningKey;
  readonly #server: Server;

  static async start(): Promise<FakeGoTrue> {
    const fake = new FakeGoTrue(await makeKey('ES256', randomUUID()));
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  private constructor(key: SigningKey) {
    this.#key = key;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => reply(response, 500, { message: String(error) }));
    });
  }

  /** The value for `SUPABASE_URL`. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('the server does not listen');
    }
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    switch (`${request.method} ${pathname}`) {
      case 'GET /auth/v1/.well-known/jwks.json':
        return reply(response, 200, { keys: [this.#key.jwk] });
      case 'POST /auth/v1/otp':
        return this.refusal !== null
          ? reply(response, this.refusal.status, this.refusal)
          : reply(response, 200, this.#send(await bodyOf(request), searchParams.get('redirect_to') ?? ''));
      case 'POST /auth/v1/verify':
        return this.#verifyCode(response, await bodyOf(request));
      case 'GET /auth/v1/verify':
        return this.#followLink(response, searchParams.get('token') ?? '', searchParams.get('redirect_to') ?? '');
      case 'POST /auth/v1/token':
        return this.#exchange(response, searchParams.get('grant_type') ?? '', await bodyOf(request));
      case 'POST /auth/v1/logout':
        return reply(response, 204, null);
      default:
        return request.method === 'OPTIONS' ? reply(response, 204, null) : reply(response, 404, { message: `no ${pathname} here` });
    }
  }

  #send(body: Record<string, string>, redirectTo: string): object {
    const authCode = randomUUID();
    const link = new URL('/auth/v1/verify', this.url);
    link.search = new URLSearchParams({ token: authCode, type: 'magiclink', redirect_to: redirectTo }).toString();
    const asked = { email: body['email'] ?? '', code: String(randomInt(100_000, 1_000_000)), link: link.href, authCode, challenge: body['code_challenge'] ?? '' };
    this.#asked.push(asked);
    this.mails.push(asked);
    return {};
  }

  async #verifyCode(response: ServerResponse, body: Record<string, string>): Promise<void> {
    const asked = this.#asked.find(({ email, code }) => email === body['email'] && code === body['token']);
    return asked === undefined
      ? reply(response, 403, { code: 'otp_expired', message: 'Token has expired or is invalid' })
      : reply(response, 200, await this.#sessionOf(asked.email));
  }

  #followLink(response: ServerResponse, token: string, redirectTo: string): void {
    const target = new URL(redirectTo);
    target.searchParams.set('code', token);
    response.writeHead(303, { ...HEADERS, location: target.href }).end();
  }

  async #exchange(response: ServerResponse, grantType: string, body: Record<string, string>): Promise<void> {
    if (grantType === 'refresh_token') {
      this.refreshes += 1;
      const email = this.#refreshTokens.get(body['refresh_token'] ?? '');
      return email === undefined
        ? reply(response, 400, { code: 'refresh_token_not_found', message: 'Invalid Refresh Token: Refresh Token Not Found' })
        : reply(response, 200, await this.#sessionOf(email));
    }
    const asked = this.#asked.find(({ authCode }) => authCode === body['auth_code']);
    const challenge = createHash('sha256').update(body['code_verifier'] ?? '').digest('base64url');
    return asked === undefined || asked.challenge !== challenge
      ? reply(response, 403, { code: 'bad_code_verifier', message: 'code challenge does not match previously saved code verifier' })
      : reply(response, 200, await this.#sessionOf(asked.email));
  }

  async #sessionOf(email: string): Promise<object> {
    const now = Math.floor(Date.now() / 1000);
    const id = this.#users.get(email) ?? randomUUID();
    this.#users.set(email, id);
    const refreshToken = randomUUID();
    this.#refreshTokens.set(refreshToken, email);
    const user = { id, aud: 'authenticated', role: 'authenticated', email, app_metadata: { provider: 'email' }, user_metadata: { email_verified: true }, created_at: new Date().toISOString() };
    const accessToken = await sign(this.#key, {
      iss: `${this.url}/auth/v1`,
      sub: id,
      aud: 'authenticated',
      role: 'authenticated',
      email,
      is_anonymous: false,
      app_metadata: user.app_metadata,
      user_metadata: user.user_metadata,
      session_id: randomUUID(),
      jti: randomUUID(),
      iat: now,
      exp: now + this.validSeconds,
    });
    return { access_token: accessToken, token_type: 'bearer', expires_in: this.validSeconds, expires_at: now + this.validSeconds, refresh_token: refreshToken, user };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  return (await json(request)) as Record<string, string>;
}

function reply(response: ServerResponse, status: number, body: object | null): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json', 'x-supabase-api-version': '2024-01-01' });
  response.end(body === null ? '' : JSON.stringify(body));
}
