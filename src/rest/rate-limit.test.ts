import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastifyRateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import { createRateLimiter } from './rate-limit.ts';

test('a flood of strangers is forgotten again: what is remembered of them does not grow', async () => {
  const app = fastify({ trustProxy: true });
  await app.register(fastifyRateLimit, { global: false });
  const { byAddress } = createRateLimiter(app, { caller: 0, address: 2, booking: 0 });
  app.get('/', { onRequest: byAddress }, async () => 'ok');
  const ask = async (address: string) => (await app.inject({ url: '/', headers: { 'x-forwarded-for': address } })).headers['ratelimit'];
  const leftOf = async (address: string) => Number(/r=(\d)/.exec(String(await ask(address)))?.[1]);
  assert.deepEqual([await leftOf('192.0.2.1'), await leftOf('192.0.2.1')], [1, 0]);
  for (let n = 0; n < 10_000; n += 1) {
    await ask(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  }
  assert.equal(await leftOf('10.0.39.15'), 0, 'the newest are remembered');
  assert.equal(await leftOf('192.0.2.1'), 1, 'the one who was silent longest is not');
  await app.close();
});
