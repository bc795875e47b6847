import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ApiAnswer, ApiClient } from './api.fixture.ts';
import type { TestDatabase } from './database.fixture.ts';
import { until } from './until.fixture.ts';

/** An answer to a request under a key. */
export type KeyedAnswer = ApiAnswer<{ slot?: { id: string }; booking?: { id: string; notes: string } }>;

/** Posts under a key. */
export function post(api: ApiClient, path: '/slots' | '/bookings', key: string, body: object): Promise<KeyedAnswer> {
  return api.call('POST', `/api/v1${path}`, { body, headers: { 'idempotency-key': key } });
}

/** Repeats a request under its key, as a client does whose answer never came, until it is answered for good. */
export async function postUntilAnswered(api: ApiClient, path: '/slots' | '/bookings', key: string, body: object): Promise<KeyedAnswer> {
  let answer: KeyedAnswer | null = null;
  await until('the request is answered', async () => {
    answer = await post(api, path, key, body);
    return answer.body.code !== 'idempotency_in_progress';
  });
  return answer ?? assert.fail('not answered');
}

export const isReplay = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed') === 'true';

/** How an answer reads: created, replayed, or its code. */
export function kindOf(answer: KeyedAnswer): string {
  return answer.status === 201 ? (isReplay(answer) ? 'replayed' : 'created') : String(answer.body.code);
}

/** Posts over a socket of its own, with these header fields in this order, and gives the bytes of the answer. */
export async function postRaw(
  api: ApiClient,
  path: string,
  sent: { keys: readonly string[]; body: string },
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  const { hostname, port } = new URL(api.url);
  const headers = ['Host', hostname, 'Authorization', `Bearer ${api.token}`, 'Content-Type', 'application/json'];
  headers.push('Content-Length', String(Buffer.byteLength(sent.body)), ...sent.keys.flatMap((key) => ['Idempotency-Key', key]));
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method: 'POST', headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }), reject);
    });
    outgoing.on('error', reject).end(sent.body);
  });
}

/** Does `work` while nobody else gets at the slot; the request that `begin` starts waits for it, holding its key. */
export async function whileHeld<T>(database: TestDatabase, slotId: string, begin: () => Promise<T>, work: (began: Promise<T>) => Promise<void>): Promise<T> {
  await database.query('BEGIN');
  try {
    await database.query('SELECT FROM slots WHERE id = $1 FOR UPDATE', [slotId]);
    const began = begin();
    await until('the first request holds its key and waits for the slot', () => isKeyHeldByWaiting(database));
    await work(began);
    return began;
  } finally {
    await database.query('ROLLBACK');
  }
}

/** True while a request under some key waits for a row. The outbox has an advisory lock as well, whose holder waits for nothing. */
async function isKeyHeldByWaiting(database: TestDatabase): Promise<boolean> {
  const waiting = await database.query(
    `SELECT FROM pg_locks AS key JOIN pg_locks AS row USING (pid)
     WHERE key.locktype = 'advisory' AND key.granted AND NOT row.granted
       AND key.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return waiting.length > 0;
}
