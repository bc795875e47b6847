import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Fastify from 'fastify';
import { pino } from 'pino';
import { VisitaError, type ErrorCode } from '../errors.ts';
import { problem, sendProblem } from './problem.ts';

const STATUSES: Readonly<Record<Exclude<ErrorCode, 'internal'>, number>> = {
  invalid_argument: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  idempotency_in_progress: 409,
  idempotency_mismatch: 422,
  rate_limited: 429,
  unavailable: 503,
};

/** The answer to a request whose handler throws this, and what was logged of it. */
async function answerTo(error: unknown): Promise<{ status: number; headers: Record<string, unknown>; body: Record<string, unknown>; log: string }> {
  const lines: string[] = [];
  const app = Fastify({ loggerInstance: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }) });
  app.setErrorHandler(sendProblem);
  app.get('/', () => {
    throw error;
  });
  const { statusCode, headers, body } = await app.inject({ url: '/' });
  return { status: statusCode, headers, body: JSON.parse(body) as Record<string, unknown>, log: lines.join('') };
}

describe('an error of the product', () => {
  for (const [code, status] of Object.entries(STATUSES)) {
    test(`${code} is answered with ${status}`, async () => {
      const answer = await answerTo(new VisitaError(code as ErrorCode, 'the slot is already booked'));
      assert.equal(answer.status, status);
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
      const { status: told, code: toldCode, detail, error, request_id: requestId } = answer.body;
      assert.deepEqual({ told, toldCode, detail, error }, { told: status, toldCode: code, detail: 'the slot is already booked', error: 'the slot is already booked' });
      assert.ok(typeof requestId === 'string' && requestId !== '');
    });
  }

  test('503 and a request in progress say when to come back, 401 how to sign in', async () => {
    assert.equal((await answerTo(new VisitaError('idempotency_in_progress', 'wait'))).headers['retry-after'], '1');
    assert.match(String((await answerTo(new VisitaError('unavailable', 'away'))).headers['retry-after']), /^\d+$/);
    assert.match(String((await answerTo(new VisitaError('unauthorized', 'no token'))).headers['www-authenticate']), /^Bearer/);
  });

  test('names broken fields, and has no `errors` without them', () => {
    const fields = [{ path: 'notes', message: 'is too long' }];
    assert.deepEqual(problem(new VisitaError('invalid_argument', 'no', { fields }), 'r').errors, fields);
    assert.ok(!('errors' in problem(new VisitaError('conflict', 'no'), 'r')));
  });

  test('keeps its cause to itself', async () => {
    const cause = new Error('password authentication failed for user "visita"');
    const { body, log } = await answerTo(new VisitaError('unavailable', 'the database cannot be reached', { cause }));
    assert.ok(!JSON.stringify(body).includes('password'));
    assert.ok(log.includes('password authentication failed'), 'but the log has it');
  });
});

describe('any other error', () => {
  const secret = 'duplicate key value violates "agents_pkey" at /srv/visita/src/x.ts';
  for (const [name, error] of Object.entries({
    'an error': new Error(secret),
    'a TypeError': new TypeError(secret),
    'an error that claims a status': Object.assign(new Error(secret), { statusCode: 404 }),
    'an error that claims a code': Object.assign(new Error(secret), { code: 'conflict', status: 409 }),
    'an error of the database': Object.assign(new Error(secret), { code: '23505', detail: secret, constraint: secret }),
  })) {
    test(`${name} is 500 in general terms, and logged whole`, async () => {
      const { status, body, log } = await answerTo(error);
      assert.equal(status, 500);
      assert.equal(body['code'], 'internal');
      assert.ok(!/duplicate|agents_pkey|\.ts/.test(JSON.stringify(body)), JSON.stringify(body));
      assert.ok(log.includes('agents_pkey'));
    });
  }
});
