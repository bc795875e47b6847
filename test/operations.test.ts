import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

describe('operations', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  const get = (path: string, init: RequestInit = {}) => fetch(new URL(path, visita.server.url), init);

  test('health is told without a token', async () => {
    assert.deepEqual((await visita.api.call('GET', '/health/live')).body, { status: 'live' });
    const { status, body } = await visita.api.call('GET', '/health/ready');
    assert.deepEqual([status, body], [200, { status: 'ready', checks: { database: 'up', queue: 'up', migrations: 'up' } }]);
  });

  test('the metrics have the families that docs/operations.md names', async () => {
    const { status, body } = await visita.api.call<string>('GET', '/metrics');
    assert.equal(status, 200);
    for (const family of [/^http_request_duration_seconds_bucket\{/m, /^# TYPE bookings_total counter$/m, /^database_pool_\w+\{pool="\w+"\} \d/m, /^outbox_\w+ \d/m, /^# TYPE queue_\w+ /m, /^nodejs_eventloop_lag_\w+ \d/m]) {
      assert.match(String(body), family);
    }
  });

  test('bookings are counted by outcome, requests by route template, never by id', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const { slot } = (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body;
    const earlier = await counts();
    await applicant.api.createBooking({ slot_id: slot.id });
    await applicant.api.createBooking({ slot_id: slot.id });
    await applicant.api.createBooking({ slot_id: randomUUID() });
    await applicant.api.getSlot(slot.id);
    await applicant.api.call('GET', `/${slot.id}`);
    const now = await counts();
    for (const outcome of ['confirmed', 'conflict', 'not_found']) {
      assert.equal((now[outcome] ?? 0) - (earlier[outcome] ?? 0), 1, outcome);
    }
    const text = await (await get('/metrics')).text();
    assert.equal(text.includes(slot.id), false);
    assert.match(text, /http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/slots\/:id"/);
  });

  async function counts(): Promise<Record<string, number>> {
    const text = await (await get('/metrics')).text();
    return Object.fromEntries([...text.matchAll(/^bookings_total\{outcome="(\w+)"\} (\d+)$/gm)].map(([, outcome, count]) => [outcome, Number(count)]));
  }

  test('the contract is served as it is in the repository', async () => {
    const response = await get('/openapi.yaml');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /yaml/);
    assert.equal(await response.text(), readFileSync(new URL('../openapi/openapi.yaml', import.meta.url), 'utf8'));
  });

  test('the reference is rendered from this server alone', async () => {
    const page = await get('/docs');
    assert.equal(page.status, 200);
    const html = await page.text();
    const base = page.url.endsWith('/') ? page.url : `${page.url}/`;
    const parts = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, part]) => part ?? '');
    assert.ok(parts.length >= 4, html);
    for (const part of parts) {
      const url = new URL(part, html.includes('<base') ? base : page.url);
      assert.equal(url.origin, new URL(visita.server.url).origin, part);
      const response = await fetch(url);
      assert.equal(response.status, 200, url.href);
      const text = await response.text();
      // Whatever a style or a script fetches by itself would be here; addresses in plain text are not fetched.
      assert.doesNotMatch(text, /@import\s+(url\()?["']?(https?:)?\/\/|url\(["']?(https?:)?\/\//i, part);
    }
    assert.doesNotMatch(html, /https?:\/\//);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /https?:|\*|unsafe-inline|unsafe-eval/);
  });

  test('without CORS_ORIGINS no other origin may read an answer', async () => {
    const origin = { origin: 'https://app.example.pt' };
    const preflight = await get('/api/v1/slots', { method: 'OPTIONS', headers: { ...origin, 'access-control-request-method': 'GET' } });
    for (const { headers } of [await get('/health/live', { headers: origin }), await get('/api/v1/me', { headers: origin }), preflight]) {
      assert.equal(headers.get('access-control-allow-origin'), null);
    }
  });
});
