import { Agent, request } from 'node:http';
import type { AnswerToCheck } from './contract.fixture.ts';

/** An answer as it came, whatever was asked. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

const PATIENCE_MS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 10 });

/** Sends what fetch would mend or refuse to send; fails when no answer comes. A stream is left once it began. */
export function sendRaw(url: string, asked: { method: string; path: string; headers: Readonly<Record<string, string>>; body: Buffer | null }): Promise<HttpAnswer> {
  const { hostname, port } = new URL(url);
  const { method, path, headers, body } = asked;
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method, path, headers, timeout: PATIENCE_MS }, (response) => {
      const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true;
      const chunks: Buffer[] = [];
      const finish = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') });
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', finish).on('error', reject);
      if (isStream) {
        finish();
        sent.destroy();
      }
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

/** The answer as the check against the contract takes it. */
export function toCheck({ status, headers, text }: HttpAnswer): AnswerToCheck {
  const one = (name: string) => [headers[name] ?? []].flat()[0] ?? null;
  const contentType = one('content-type');
  const body: unknown = contentType?.includes('json') === true ? JSON.parse(text) : text;
  return { status, contentType, requestId: one('x-request-id'), body };
}
