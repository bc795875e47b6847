import type { components } from '../../../src/rest/contract.gen.ts';

type Problem = components['schemas']['Problem'];

/** Why a call did not succeed: what the server said (RFC 9457), or that it could not be reached at all. */
export class ApiProblem extends Error {
  readonly code: Problem['code'] | 'unreachable';
  readonly status: number;
  /** Names the call in the server's log; null when it never answered. */
  readonly requestId: string | null;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  /** Seconds after which to try again, where the server says so. */
  readonly retryAfter: number | null;

  constructor(
    code: ApiProblem['code'],
    detail: string,
    more: Partial<Pick<ApiProblem, 'status' | 'requestId' | 'fields' | 'retryAfter'>> = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = more.status ?? 0;
    this.requestId = more.requestId ?? null;
    this.fields = more.fields ?? [];
    this.retryAfter = more.retryAfter ?? null;
  }
}

/** What a proxy says where the server could not be reached, or did not answer in time: nobody knows whether it was done. */
const BETWEEN: ReadonlySet<number> = new Set([502, 503, 504]);

interface Called<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of a call that succeeded; throws an ApiProblem for any other, also for one that was never answered. */
export async function answerOf<Data>(call: Promise<Called<Data>>): Promise<Data> {
  let called: Called<Data>;
  try {
    called = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new ApiProblem('unreachable', error instanceof Error ? error.message : String(error));
  }
  const { data, error, response } = called;
  if (response.ok && data !== undefined) {
    return data;
  }
  throw problemOf(error, response);
}

/** What an answer that is no success says. Something in between (a proxy) may have answered in words of its own. */
export function problemOf(body: unknown, response: Response): ApiProblem {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const more = {
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
  };
  return isProblem(body)
    ? new ApiProblem(body.code, body.detail, { ...more, requestId: body.request_id, fields: body.errors ?? [] })
    : new ApiProblem(BETWEEN.has(response.status) ? 'unavailable' : 'internal', response.statusText, more);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'request_id' in body;
}
