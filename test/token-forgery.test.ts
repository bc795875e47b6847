import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { base64url, CompactEncrypt, CompactSign } from 'jose';
import { JwksServer, makeKey, sign, type SigningKey } from '../src/rest/jwks-server.fixture.ts';
import { forge, forgeText } from '../src/rest/token.fixture.ts';
import { signToken, TEST_SECRET } from './token.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

// What tokens say wrongly in general is in test/token-attack.test.ts; here is what attackers write into their headers and claims.

const now = () => Math.floor(Date.now() / 1000);
const secretBytes = new TextEncoder().encode(TEST_SECRET);

describe('forged tokens', () => {
  let elliptic: SigningKey;
  let own: SigningKey;
  let jwks: JwksServer;
  let visita: TestVisita;
  let trap: Server;
  let trapUrl: string;
  let fetchedFromTrap = 0;
  before(async () => {
    [elliptic, own] = await Promise.all([makeKey('ES256', 'elliptic'), makeKey('ES256', 'elliptic')]);
    jwks = new JwksServer([elliptic.jwk]);
    await jwks.start();
    trap = createServer((_request, response) => {
      fetchedFromTrap += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [own.jwk] }));
    }).listen(0, '127.0.0.1');
    await once(trap, 'listening');
    const address = trap.address();
    trapUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/jwks.json`;
    visita = await startVisita({ SUPABASE_URL: jwks.url });
  });
  after(async () => {
    await visita.stop();
    await jwks.stop();
    trap.close();
  });

  /** What a new agent's token says, so that a token let through by mistake would succeed. */
  const payload = (fields: Record<string, unknown> = {}) => ({
    sub: randomUUID(), email: `${randomUUID()}@agency.example`, aud: 'authenticated', role: 'authenticated', iss: `${jwks.url}/auth/v1`,
    iat: now(), exp: now() + 3600, app_metadata: { organization_id: randomUUID() }, ...fields,
  });
  const withSecret = (claims: string) => forgeText('{"alg":"HS256","typ":"JWT"}', claims, TEST_SECRET);

  async function assertRefused(tokens: Readonly<Record<string, string>>): Promise<void> {
    for (const [what, token] of Object.entries(tokens)) {
      const { status, body } = await visita.api.withToken(token).getMe();
      assert.deepEqual([status, body.code], [401, 'unauthorized'], what);
      assert.ok(!JSON.stringify(body).includes(token), `${what}: the answer does not quote the token`);
    }
    assert.deepEqual(await visita.database.query('SELECT FROM agents'), [], 'no refused token makes an agent');
    assert.equal((await visita.api.call('GET', '/health/ready')).status, 200);
  }

  test('a kid is a name and nothing else: no path, no SQL, no URL, no command', async () => {
    const kids = [
      '../../../../../../dev/null', '/dev/null', 'file:///etc/passwd', '/proc/self/environ', "x' UNION SELECT 'secret' --", "' OR '1'='1", '"; DROP TABLE agents; --', trapUrl, `${trapUrl}#elliptic`, '| sleep 10', '$(sleep 10)', '`id`', '__proto__', 'constructor',
      'toString', '', ' ', 'elliptic ', 'ELLIPTIC', 'elliptic\0', '\ud800', 'a'.repeat(4_000), '*', '[object Object]', '0',
    ];
    const tokens: Record<string, string> = {};
    for (const kid of kids) {
      tokens[`ES256, own key, kid ${kid.slice(0, 40)}`] = await sign(own, payload(), { kid });
      // The attacks on servers that read the key from a file or a table: the content they find there is known.
      for (const secret of ['', 'secret', '\0', '[object Object]', 'undefined', 'null']) {
        tokens[`HS256 with "${secret}", kid ${kid.slice(0, 40)}`] = forge({ alg: 'HS256', kid }, payload(), secret);
      }
    }
    for (const kid of [5, null, true, ['elliptic'], { kid: 'elliptic' }]) {
      tokens[`kid ${JSON.stringify(kid)}`] = forge({ alg: 'HS256', kid }, payload(), 'secret');
    }
    await assertRefused(tokens);
  });

  test('a key that the token brings along or points at is never used and never fetched', async () => {
    const privateJwk = { kty: 'oct', k: base64url.encode('secret-of-the-attacker-that-is-long-enough') };
    await assertRefused({
      jwk: await sign(own, payload(), { jwk: own.jwk }),
      'a symmetric jwk': forge({ alg: 'HS256', jwk: privateJwk }, payload(), 'secret-of-the-attacker-that-is-long-enough'),
      'jwk with the kid of the set': await sign(own, payload(), { jwk: own.jwk, kid: 'elliptic' }),
      jku: await sign(own, payload(), { jku: trapUrl }),
      'jku of our own host': await sign(own, payload(), { jku: `${jwks.url}@${new URL(trapUrl).host}/jwks.json` }),
      x5u: await sign(own, payload(), { x5u: trapUrl }),
      x5c: await sign(own, payload(), { x5c: [Buffer.from('a certificate').toString('base64')] }),
      x5t: await sign(own, payload(), { x5t: 'AAAA', 'x5t#S256': 'AAAA' }),
      'an issuer with keys of its own': await sign(own, payload({ iss: trapUrl })),
      'an issuer that looks like ours': await sign(own, payload({ iss: `${jwks.url}/auth/v1/` })),
      'an issuer among others': await sign(own, payload({ iss: [`${jwks.url}/auth/v1`] })),
    });
    assert.equal(fetchedFromTrap, 0, 'nobody followed the token');
  });

  test('an algorithm in any other spelling, and none in all of them, is refused', async () => {
    const tokens: Record<string, string> = {};
    for (const alg of ['none', 'None', 'NONE', 'nOnE', 'NoNe', 'none ', ' none', 'none\0', '', 'hs256', 'Hs256', 'HS256 ', 'HS-256', 'HS256,none', 'RS256', 'ES256', 'PS256', 'ES256K', 'EdDSA', 'HS384', 'HS512', 'RSA-OAEP', 'dir', 'ECDH-ES', 'constructor', '__proto__']) {
      const token = forge({ alg, typ: 'JWT' }, payload(), TEST_SECRET);
      tokens[`alg "${alg}"`] = token;
      tokens[`alg "${alg}" without a signature`] = token.replace(/[^.]*$/, '');
      tokens[`alg "${alg}" with a signature of nothing`] = token.replace(/[^.]*$/, 'AA');
    }
    for (const alg of [null, 0, true, ['HS256'], { alg: 'HS256' }]) tokens[`alg ${JSON.stringify(alg)}`] = forge({ alg }, payload(), TEST_SECRET);
    await assertRefused(tokens);
  });

  test('a signature in another form than its algorithm asks for is refused', async () => {
    const good = await sign(elliptic, payload());
    const [header, claims] = good.split('.');
    const zero = Buffer.alloc(64).toString('base64url');
    await assertRefused({
      // CVE-2022-21449: r and s of 0 were a valid signature of everything.
      'r and s are 0': `${header}.${claims}.${zero}`,
      'r and s are the order of the curve': `${header}.${claims}.${Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'.repeat(2), 'hex').toString('base64url')}`,
      'in DER': `${header}.${claims}.${Buffer.from('3006020101020101', 'hex').toString('base64url')}`,
      'an HMAC with the key set': `${header}.${claims}.${createHmac('sha256', JSON.stringify({ keys: [elliptic.jwk] })).update(`${header}.${claims}`).digest('base64url')}`,
      'too short': good.slice(0, -8),
      'twice': `${good}.${good.split('.')[2]}`,
    });
  });

  test('an unknown crit, an unencoded payload, a token in a token and an encrypted one are refused', async () => {
    const inner = await signToken(payload());
    const sealed = new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload())));
    const symmetricKey = new TextEncoder().encode(TEST_SECRET).slice(0, 32);
    await assertRefused({
      'crit of something': forge({ alg: 'HS256', crit: ['something'], something: true }, payload(), TEST_SECRET),
      'crit of a known name': forge({ alg: 'HS256', crit: ['alg'] }, payload(), TEST_SECRET),
      'crit that is a text': forge({ alg: 'HS256', crit: 'exp' }, payload(), TEST_SECRET),
      'crit of nothing': forge({ alg: 'HS256', crit: [] }, payload(), TEST_SECRET),
      b64: forge({ alg: 'HS256', b64: false, crit: ['b64'] }, payload(), TEST_SECRET),
      'a token in a token': await new CompactSign(new TextEncoder().encode(inner)).setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'JWT' }).sign(secretBytes),
      'a token as a text': await new CompactSign(new TextEncoder().encode(JSON.stringify(inner))).setProtectedHeader({ alg: 'HS256' }).sign(secretBytes),
      'encrypted with the secret': await sealed.setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(symmetricKey),
      'encrypted, in five parts': `${base64url.encode('{"alg":"RSA-OAEP","enc":"A256GCM"}')}....`,
      'in the JSON form': base64url.encode(JSON.stringify({ payload: inner.split('.')[1], signatures: [] })),
      'compressed': forge({ alg: 'HS256', zip: 'DEF', crit: ['zip'] }, payload(), TEST_SECRET),
    });
  });

  test('claims of a wrong kind in a token that is signed rightly are refused', async () => {
    const claims = (fields: Record<string, unknown>) => JSON.stringify(payload(fields));
    const tokens: Record<string, string> = {};
    for (const fields of [
      { exp: '9999999999' }, { exp: -1 }, { exp: 0 }, { exp: now() - 60.5 }, { exp: null }, { exp: true }, { exp: [now() + 60] }, { exp: 1e300 }, { nbf: now() + 3600 }, { nbf: '0' }, { iat: now() + 3600 }, { iat: {} }, { iat: '0' },
      { aud: [] }, { aud: ['anon'] }, { aud: [['authenticated']] }, { aud: { authenticated: true } }, { aud: 'authenticated,anon' }, { sub: '' }, { sub: '\t' }, { sub: 'a'.repeat(256) }, { sub: 5 }, { sub: ['a'] }, { sub: 'a\ud800' }, { sub: 'a\u0000b' },
      { app_metadata: { organization_id: "' OR 1=1 --" } }, { app_metadata: { organization_id: ['a'] } }, { app_metadata: { organization_id: {} } }, { iss: null }, { iss: 5 },
    ]) {
      tokens[JSON.stringify(fields).slice(0, 80)] = withSecret(claims(fields));
    }
    for (const text of ['[]', 'null', '"text"', '5', '', '{', '{"sub":"a"', '\u0000', '[['.repeat(1_000), `{"exp":${'9'.repeat(400)}}`]) tokens[`payload ${text.slice(0, 20)}`] = withSecret(text);
    // Of a name that stands twice the last one counts, as JSON.parse has it; so nothing an earlier one says helps.
    tokens['exp twice'] = withSecret(claims({}).replace('{', `{"exp":${now() + 9999},`).replace(/"exp":\d+,"app/, `"exp":${now() - 60},"app`));
    tokens['alg twice'] = forgeText('{"alg":"HS256","alg":"none"}', claims({}), TEST_SECRET);
    tokens['not UTF-8'] = ((content: string) => `${content}.${createHmac('sha256', TEST_SECRET).update(content).digest('base64url')}`)(`${base64url.encode('{"alg":"HS256"}')}.${Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('base64url')}`);
    await assertRefused(tokens);
  });

  test('claims that are odd but true are taken as they are', async () => {
    const accepted: Record<string, Record<string, unknown>> = {
      'aud among others': { aud: ['anon', 'authenticated'] },
      'exp with a fraction': { exp: now() + 60.5 },
      'no email verification told': { user_metadata: null },
      'a sub that is no UUID': { sub: `auth0|${randomUUID()}` },
      'the longest sub': { sub: 'é'.repeat(255) },
      'the longest e-mail, and no name': { email: `${'a'.repeat(244)}@agency.pt` },
      'an e-mail beyond ASCII, and no name': { email: '見学@correção.example' },
      '__proto__ and constructor among the claims': { ...JSON.parse('{"__proto__":{"sub":"x"},"constructor":{"prototype":{}}}') },
      'the deepest nesting that fits': { user_metadata: JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) },
    };
    for (const [what, fields] of Object.entries(accepted)) {
      const { status, body } = await visita.api.withToken(withSecret(JSON.stringify(payload(fields)))).getMe();
      assert.equal(status, 200, `${what}: ${JSON.stringify(body)}`);
    }
  });

  test('an odd e-mail is none, so nobody comes of it', async () => {
    for (const email of ['', '@', 'a@', 'Ana <a@b.pt>\r\nBcc: x@y.pt', 'a\u0000@b.pt', `${'a'.repeat(250)}@b.pt`, 5, ['a@b.pt'], { address: 'a@b.pt' }, 'a\ud800@b.pt']) {
      assert.equal((await visita.api.withToken(withSecret(JSON.stringify(payload({ email })))).getMe()).status, 401, JSON.stringify(email));
    }
  });
});
