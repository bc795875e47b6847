import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import pino, { type Logger } from 'pino';

/** A signing key of a pretended Supabase project, with the public half as its key set shows it. */
export interface SigningKey {
  readonly alg: 'ES256' | 'RS256';
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  /** The public key as PEM. */
  readonly pem: string;
}

export const silent: Logger = pino({ level: 'silent' });

export async function makeKey(alg: 'ES256' | 'RS256', kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { alg, kid, privateKey, jwk, pem: await exportSPKI(publicKey) };
}

/** Signs a payload as Supabase does. `header` goes over the usual one; an undefined `kid` leaves it out. */
export function sign(key: SigningKey, payload: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header }).sign(key.privateKey);
}

/** A clock that only moves when told to. */
export class Clock {
  #time = Date.parse('2026-03-02T09:00:00Z');
  readonly now = (): Date => new Date(this.#time);

  /** Seconds since 1970, as tokens write them. */
  get seconds(): number {
    return this.#time / 1000;
  }

  advance(seconds: number): void {
    this.#time += seconds * 1000;
  }
}

type Answer = 'keys' | 'error' | 'nonsense' | 'no set' | 'silence' | 'redirect';

/** The auth server of a Supabase project on 127.0.0.1, as far as its key set goes. */
export class JwksServer {
  keys: JWK[];
  answer: Answer = 'keys';
  fetches = 0;
  #server: Server | null = null;
  #port = 0;

  constructor(keys: JWK[]) {
    this.keys = keys;
  }

  /** The value for `SUPABASE_URL`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get jwksUrl(): URL {
    return new URL(`${this.url}/auth/v1/.well-known/jwks.json`);
  }

  /** Listens on a free port; after `stop`, on the same one again. */
  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.fetches += 1;
      if (this.answer === 'silence') return;
      const found = request.url === '/auth/v1/.well-known/jwks.json';
      const status = { keys: 200, error: 500, nonsense: 200, 'no set': 200, redirect: 302 }[this.answer];
      const body = { keys: JSON.stringify({ keys: this.keys }), error: '{}', nonsense: '<html>', 'no set': '{"keys":1}', redirect: '' };
      response.writeHead(found ? status : 404, { 'content-type': 'application/json', location: '/elsewhere' });
      response.end(body[this.answer]);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    this.#port = address.port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}
