import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { askRaw } from './raw-request.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const PROBLEM = 'application/problem+json; charset=utf-8';
const PAGE = '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><link nonce="__CSP_NONCE__" href="/assets/index-B1x.css" rel="stylesheet">';
const SCRIPT = `export const answer = '${'visit '.repeat(200)}';\n`;

/** What a build leaves, small. */
async function makeDashboard(folder: string): Promise<void> {
  await mkdir(join(folder, 'assets', 'nested'), { recursive: true });
  const files: [string, string | Buffer][] = [
    ['index.html', PAGE],
    ['favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['built-from.txt', 'stamp'],
    ['assets/index-B1x.js', SCRIPT],
    ['assets/index-B1x.js.br', brotliCompressSync(SCRIPT)],
    ['assets/index-B1x.js.gz', gzipSync(SCRIPT)],
    ['assets/index-B1x.css', 'body{}'],
    ['assets/.hidden', 'hidden'],
    ['assets/nested/x.js', ''],
  ];
  await Promise.all(files.map(([name, content]) => writeFile(join(folder, name), content)));
}

/** The directives of a Content-Security-Policy. */
function directivesOf(header: unknown): ReadonlyMap<string, string> {
  return new Map(
    String(header)
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources.join(' ')]),
  );
}

describe('the dashboard', () => {
  let folder: string;
  let visita: TestVisita;
  const log: string[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'visita-dashboard-'));
    await makeDashboard(folder);
    const sink = new Writable({ write: (chunk, _encoding, done) => done(void log.push(String(chunk))) });
    visita = await startVisita({ SUPABASE_URL: 'https://project.supabase.co/', SUPABASE_ANON_KEY: 'sb_publishable_abc' }, pino(sink), { dashboardFolder: folder });
  });
  after(async () => {
    await visita.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const ask = (path: string, headers: Record<string, string> = HTML, method = 'GET') => askRaw(visita.server.url, path, { headers, method });

  test('is the same page at each of its paths, for whoever asks for a page', async () => {
    for (const path of ['/', '/visits', '/visits/', `/properties/${randomUUID()}?day=2027-03-15`, `/bookings/${randomUUID()}`, '/sign-in', '/apiary', '/no/such/page']) {
      const { status, headers, text } = await ask(path);
      assert.deepEqual([status, headers['content-type'], headers['cache-control']], [200, 'text/html; charset=utf-8', 'no-cache'], path);
      assert.match(text, /^<!doctype html>/);
    }
    assert.equal((await ask('/', { accept: '*/*' })).status, 200);
    assert.equal((await ask('/', {})).status, 200);
  });

  test('answers programs that ask for no page as the API does', async () => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
      const { status, headers: answered, text } = await ask('/visits', headers);
      assert.deepEqual([status, answered['content-type'], JSON.parse(text).code], [404, PROBLEM, 'not_found']);
    }
  });

  test('leaves every path that is none of its pages a problem', async () => {
    const paths = ['/api', '/api/v1', '/api/v2/slots', '/dashboard', '/dashboard/nothing', '/assets', '/assets/', '/assets/nested', '/assets/nested/x.js', '/assets/none.js',
      '/health', '/health/x', '/metrics/x', '/x.html', '/index.html', '/built-from.txt', '/visits/x.js', '/.env', '/none.svg'];
    for (const path of paths) {
      const { status, headers, text } = await ask(path);
      assert.deepEqual([status, headers['content-type']], [404, PROBLEM], path);
      assert.equal(JSON.parse(text).request_id, headers['x-request-id'], path);
    }
    for (const method of ['POST', 'PUT', 'DELETE']) {
      assert.equal((await ask('/visits', HTML, method)).status, 404, method);
    }
    assert.equal((await ask('/dashboard/demo-sign-in', HTML)).status, 405);
  });

  test('gives nothing from outside its folder, nothing hidden and no list', async () => {
    const paths = ['/assets/../../package.json', '/assets/../index.html', '/../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/package.json',
      '/assets/%2e%2e', '/assets/..', '/assets/.', '/assets/..%5c..%5cpackage.json', '/assets/%00', '/assets/index-B1x.js%00.css', '/assets/.hidden', '/assets/%2ehidden',
      '/assets//index-B1x.js', '//assets/index-B1x.js', '/assets/index-B1x.js/', '/%2e%2e/%2e%2e/etc/passwd.svg', '/favicon.svg%00', `/assets/${'a'.repeat(10_000)}.js`];
    for (const path of paths) {
      const { status, text } = await ask(path);
      assert.deepEqual([status, JSON.parse(text).code], [404, 'not_found'], path.slice(0, 80));
    }
    for (const path of ['/%2e%2e/%2e%2e/etc/passwd', '/%00']) {
      // A page that does not exist, for the script to say so.
      assert.match((await ask(path)).text, /^<!doctype html>/, path);
    }
    for (const path of ['/assets/%', '/%FF']) {
      assert.equal((await ask(path)).status, 400, path);
    }
  });

  test('answers HEAD as GET, without the body', async () => {
    for (const path of ['/', '/visits', '/assets/index-B1x.js', '/favicon.svg', '/assets/none.js']) {
      const [head, get] = [await ask(path, HTML, 'HEAD'), await ask(path)];
      assert.deepEqual([head.status, head.text, head.headers['content-type']], [get.status, '', get.headers['content-type']], path);
    }
  });

  test('has a policy under which only its own files run, with a nonce for styles', async () => {
    const { headers, text } = await ask('/visits');
    const [, nonce = ''] = /content="([^"]+)"/.exec(text) ?? [];
    assert.equal(Buffer.from(nonce, 'base64').length >= 16, true);
    assert.equal(text, PAGE.replaceAll('__CSP_NONCE__', nonce));
    assert.deepEqual(Object.fromEntries(directivesOf(headers['content-security-policy'])), {
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': `'self' 'nonce-${nonce}'`,
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'self' https://project.supabase.co",
      'manifest-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'object-src': "'none'",
    });
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.match(String(headers['permissions-policy']), /^(?:[a-z-]+=\(\)(?:, |$))+$/);
    assert.ok(headers['x-request-id']);
  });

  test('makes the nonce anew for each answer, and never lets an old one be used again', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/')));
    const nonces = answers.map(({ headers }) => directivesOf(headers['content-security-policy']).get('style-src'));
    assert.equal(new Set(nonces).size, answers.length);
    for (const { headers } of answers) {
      assert.deepEqual([headers.etag, headers['last-modified']], [undefined, undefined]);
    }
    const again = await ask('/', { ...HTML, 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() });
    assert.equal(again.status, 200);
  });

  test('lets browsers keep files whose names change with their content', async () => {
    const { status, headers, text } = await ask('/assets/index-B1x.js');
    assert.deepEqual([status, text, headers['cache-control']], [200, SCRIPT, 'public, max-age=31536000, immutable']);
    assert.match(String(headers['content-type']), /^(?:text|application)\/javascript/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const icon = await ask('/favicon.svg');
    assert.deepEqual([icon.status, icon.headers['content-type']], [200, 'image/svg+xml']);
    assert.doesNotMatch(String(icon.headers['cache-control']), /immutable/);
    assert.equal((await ask('/favicon.svg', { 'if-none-match': String(icon.headers.etag) })).status, 304);
  });

  test('sends the compressed file that the build made to those who read it', async () => {
    const cases: [string, string | undefined, (body: Buffer) => Buffer][] = [
      ['br, gzip', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['identity', undefined, (body) => body],
    ];
    for (const [accepted, encoding, decode] of cases) {
      const { headers, body } = await ask('/assets/index-B1x.js', { 'accept-encoding': accepted });
      assert.equal(headers['content-encoding'], encoding);
      assert.equal(decode(body).toString(), SCRIPT);
      assert.match(String(headers.vary), /accept-encoding/i, accepted);
      assert.match(String(headers['content-type']), /javascript/);
    }
    // No compressed one was made of this.
    assert.equal((await ask('/assets/index-B1x.css', { 'accept-encoding': 'br' })).text, 'body{}');
  });

  test('refuses what cannot be had of a file as HTTP does, and thinks nothing of it', async () => {
    const [old, headersOf] = ['Thu, 01 Jan 2015 00:00:00 GMT', (path: string) => (path === '/docs/static/index.css' ? {} : HTML)];
    for (const path of ['/assets/index-B1x.js', '/favicon.svg', '/docs/static/index.css']) {
      for (const [asked, status] of [[{ range: 'bytes=99999999-' }, 416], [{ 'if-match': '"other"' }, 412], [{ 'if-unmodified-since': old }, 412]] as const) {
        const { status: answered, headers, text } = await ask(path, { ...headersOf(path), ...asked });
        const { status: told, code, request_id: requestId } = JSON.parse(text);
        assert.deepEqual([answered, headers['content-type'], told, code, requestId], [status, PROBLEM, status, 'invalid_argument', headers['x-request-id']], path);
        assert.doesNotMatch(String(headers['cache-control']), /max-age/, path);
      }
    }
    assert.equal(log.join('').includes('unexpected error'), false);
    const part = await ask('/assets/index-B1x.js', { range: 'bytes=0-5' });
    assert.deepEqual([part.status, part.text], [206, SCRIPT.slice(0, 6)]);
  });

  test('leaves the answers of the API as strict as they were', async () => {
    for (const path of ['/api/v1/me', '/dashboard/settings', '/health/live', '/nothing.json']) {
      const { headers } = await ask(path);
      assert.deepEqual(Object.fromEntries(directivesOf(headers['content-security-policy'])), { 'default-src': "'none'", 'frame-ancestors': "'none'" }, path);
    }
    assert.match(String((await ask('/docs')).headers['content-type']), /text\/html/);
  });

  test('has no path of a page among the labels of the metrics, nor in the log', async () => {
    const [page, file] = [randomUUID(), `index-${randomUUID()}.js`];
    await ask(`/bookings/${page}`);
    await ask(`/assets/${file}`);
    const { text } = await ask('/metrics', {});
    for (const secret of [page, file]) {
      assert.equal(text.includes(secret), false);
      assert.equal(log.join('').includes(secret), false);
    }
    const routes = new Set([...text.matchAll(/http_request_duration_seconds_count\{[^}]*route="([^"]+)"/g)].map(([, route]) => route));
    assert.deepEqual([...routes].filter((route) => route?.startsWith('/assets') === true || route === '/*').toSorted(), ['/*', '/assets/:name']);
  });
});

describe('what the build makes', () => {
  test('is a page whose files are all there, with no inline script', async (t) => {
    const visita = await startVisita();
    t.after(() => visita.stop());
    const { status, text, headers } = await askRaw(visita.server.url, '/');
    assert.equal(status, 200, 'the dashboard is built: npm run build:web');
    const [, nonce = ''] = /'nonce-([^']+)'/.exec(String(headers['content-security-policy'])) ?? [];
    assert.ok(text.includes(`content="${nonce}"`), 'the page knows its nonce');
    assert.equal(text.includes('__CSP_NONCE__'), false);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    assert.ok(files.length >= 3, files.join());
    for (const file of files) {
      assert.match(file, /^\/(?!\/)/, 'from this server alone');
      assert.equal((await askRaw(visita.server.url, file)).status, 200, file);
    }
    for (const [script, content] of text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)) {
      assert.equal(content, '', script);
    }
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=/);
  });
});

describe('a server whose dashboard was not built', () => {
  test('says so in the log and to those who open it, serves it once it is there, and goes on meanwhile', async (t) => {
    const folder = join(await mkdtemp(join(tmpdir(), 'visita-dashboard-')), 'dist');
    const log: string[] = [];
    const sink = new Writable({ write: (chunk, _encoding, done) => done(void log.push(String(chunk))) });
    const visita = await startVisita({}, pino(sink), { dashboardFolder: folder });
    t.after(async () => {
      await visita.stop();
      await rm(join(folder, '..'), { recursive: true, force: true });
    });
    for (const path of ['/', '/visits', '/assets/x.js', '/favicon.svg']) {
      const { status, text } = await askRaw(visita.server.url, path, { headers: HTML });
      assert.deepEqual([status, JSON.parse(text).code], [404, 'not_found'], path);
    }
    assert.match((await askRaw(visita.server.url, '/')).text, /npm run build:web/);
    assert.equal((await visita.agent(randomUUID())).userId.length, 36);
    const warnings = log.flatMap((lines) => lines.trim().split('\n')).map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn' || level === 40);
    assert.deepEqual(warnings.filter(({ msg }) => /dashboard/.test(msg)).length, 1);
    await makeDashboard(folder);
    assert.equal((await askRaw(visita.server.url, '/')).status, 200);
    assert.equal((await askRaw(visita.server.url, '/assets/index-B1x.css')).text, 'body{}');
  });
});
