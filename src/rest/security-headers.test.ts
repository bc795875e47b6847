import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { registerSecurityHeaders } from './security-headers.ts';

/** As SECURITY.md has them. */
const EVERYWHERE = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
};
const PAGES_ALONE = { 'origin-agent-cluster': '?1', 'x-dns-prefetch-control': 'off', 'x-download-options': 'noopen', 'x-permitted-cross-domain-policies': 'none', 'x-xss-protection': '0' };
const PAGE_POLICY = "default-src 'self'";

async function headersOf(path: string): Promise<Record<string, unknown>> {
  const app = fastify();
  registerSecurityHeaders(app);
  app.get('/api/data', async () => ({ slot: 'free' }));
  app.get('/page', async (_request, reply) => reply.header('content-security-policy', PAGE_POLICY).send('a page'));
  const { headers } = await app.inject(path);
  await app.close();
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name in EVERYWHERE || name in PAGES_ALONE || name === 'strict-transport-security'));
}

test('data says what SECURITY.md lists, a refusal as well, and nothing that only pages need', async () => {
  assert.deepEqual(await headersOf('/api/data'), EVERYWHERE);
  assert.deepEqual(await headersOf('/api/nothing'), EVERYWHERE);
});

test('a page says all of it, with the policy that it brings', async () => {
  assert.deepEqual(await headersOf('/page'), { ...EVERYWHERE, ...PAGES_ALONE, 'content-security-policy': PAGE_POLICY });
});
