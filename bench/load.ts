import autocannon from 'autocannon';
import { runWrk, WRK, type WrkReport } from './wrk.ts';

/** One request of a load. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token: string;
  readonly body: string | null;
}

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  readonly folder: string;
  /** Ends when each request was asked once, instead of beginning anew; by wrk only. */
  readonly once?: boolean;
}

/** What came of a load. Latencies in milliseconds. */
export interface LoadResult {
  /** How long it took, which is less than was asked for where the requests were used up. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Which load generator there is. wrk is the lighter one by far; Debian has it. */
export const GENERATOR = WRK === null ? 'autocannon' : 'wrk';

/**
 * Asks each of the requests in turn, again from the first one when they are used up, over `connections` connections that
 * each wait for their answer. Of several servers each gets its share of requests and connections at the same time.
 */
export async function load(urls: readonly string[], requests: readonly LoadRequest[], options: LoadOptions): Promise<LoadResult> {
  const wrk = WRK;
  if (wrk === null) {
    return loadWithAutocannon(urls, requests, options);
  }
  const share = { ...options, connections: Math.max(1, Math.floor(options.connections / urls.length)) };
  return merge(
    await Promise.all(urls.map((url, nth) => runWrk(wrk, url, requests.filter((_, place) => place % urls.length === nth), share, nth))),
  );
}

/** Latencies of all answers together: each report's thousandths weigh as much as answers stand behind them. */
function merge(reports: readonly WrkReport[]): LoadResult {
  const weighed = reports.flatMap(({ latencies, requests }) => latencies.map((us) => ({ us, weight: requests / latencies.length }))).toSorted((a, b) => a.us - b.us);
  const total = reports.reduce((sum, { requests }) => sum + requests, 0);
  const at = (share: number) => {
    let below = 0;
    return (weighed.find(({ weight }) => (below += weight) >= total * share)?.us ?? 0) / 1000;
  };
  const statuses: Record<string, number> = {};
  for (const [status, count] of reports.flatMap((report) => Object.entries(report.statuses))) {
    statuses[status] = (statuses[status] ?? 0) + count;
  }
  const perSecond = reports.reduce((sum, { requests, us }) => sum + (requests / us) * 1e6, 0);
  const seconds = Math.max(...reports.map(({ us }) => us)) / 1e6;
  return { seconds, perSecond: Math.round(perSecond), p50: at(0.5), p95: at(0.95), p99: at(0.99), statuses };
}

async function loadWithAutocannon([url, ...others]: readonly string[], requests: readonly LoadRequest[], { connections, seconds, once = false }: LoadOptions): Promise<LoadResult> {
  if (url === undefined || others.length > 0 || once) {
    throw new Error('this load wants wrk (apt-get install wrk)');
  }
  let next = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 20,
    requests: [
      {
        setupRequest(request) {
          const { method, path, token, body } = requests[next++ % requests.length] ?? { method: 'GET', path: '/', token: '', body: null };
          const headers = { authorization: `Bearer ${token}`, ...(body === null ? {} : { 'content-type': 'application/json' }) };
          return { ...request, method, path, headers, ...(body === null ? {} : { body }) };
        },
      },
    ],
  });
  return {
    seconds,
    perSecond: Math.round(result.requests.average),
    p50: result.latency.p50,
    p95: result.latency.p97_5,
    p99: result.latency.p99,
    statuses: Object.fromEntries(Object.entries(result.statusCodeStats ?? {}).map(([status, { count = 0 }]) => [status, count])),
  };
}
