import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import { z } from 'zod';

/** One request of a load. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token: string;
  readonly body: string | null;
}

/** What came of a load. Latencies in milliseconds. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
}

const WRK = ['/usr/bin/wrk', '/usr/local/bin/wrk'].find((path) => existsSync(path));

/** What the script below prints: microseconds, and how often each status came (`s200`). */
const WrkReport = z.object({ us: z.number(), requests: z.number(), p50: z.number(), p95: z.number(), p99: z.number() }).catchall(z.number());

/** Which load generator there is. wrk is the lighter one by far; Debian has it. */
export const GENERATOR = WRK === undefined ? 'autocannon' : 'wrk';

/**
 * Asks each of the requests in turn, again from the first one when they are used up, over `connections` connections that
 * each wait for their answer.
 */
export async function load(
  url: string,
  requests: readonly LoadRequest[],
  options: { readonly connections: number; readonly seconds: number; readonly folder: string },
): Promise<LoadResult> {
  return WRK === undefined ? loadWithAutocannon(url, requests, options) : loadWithWrk(WRK, url, requests, options);
}

async function loadWithWrk(
  wrk: string,
  url: string,
  requests: readonly LoadRequest[],
  { connections, seconds, folder }: { connections: number; seconds: number; folder: string },
): Promise<LoadResult> {
  const list = join(folder, 'requests.tsv');
  const script = join(folder, 'wrk.lua');
  await writeFile(list, requests.map(({ method, path, token, body }) => `${method}\t${path}\t${token}\t${body ?? ''}\n`).join(''));
  await writeFile(script, wrkScript(list));
  // One thread asks for all: a second one would take a processor from those that are measured.
  const { stdout } = await promisify(execFile)(wrk, ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', script, url], { maxBuffer: 1e7 });
  const line = stdout.split('\n').find((each) => each.startsWith('{')) ?? '';
  const { us, requests: count, p50, p95, p99, ...statuses } = WrkReport.parse(JSON.parse(line));
  const errors = /Socket errors: (.*)/.exec(stdout)?.[1];
  if (errors !== undefined) {
    throw new Error(`wrk: ${errors}`);
  }
  return {
    perSecond: Math.round((count / us) * 1e6),
    p50: p50 / 1000,
    p95: p95 / 1000,
    p99: p99 / 1000,
    statuses: Object.fromEntries(Object.entries(statuses).map(([name, value]) => [name.slice(1), value])),
  };
}

function wrkScript(list: string): string {
  return `
local asked, n, threads = {}, 0, {}
function setup(thread) table.insert(threads, thread) end
function init(args)
  for line in io.lines("${list}") do
    local method, path, token, body = line:match("^(.-)\\t(.-)\\t(.-)\\t(.*)$")
    local head = method .. " " .. path .. " HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nAuthorization: Bearer " .. token .. "\\r\\n"
    if body ~= "" then head = head .. "Content-Type: application/json\\r\\nContent-Length: " .. #body .. "\\r\\n" end
    asked[#asked + 1] = head .. "\\r\\n" .. body
  end
  seen = {}
end
function request()
  n = n % #asked + 1
  return asked[n]
end
function response(status)
  local name = "s" .. status
  seen[name] = (seen[name] or 0) + 1
end
function done(summary, latency)
  local told = ""
  for name, count in pairs(threads[1]:get("seen")) do told = told .. ',"' .. name .. '":' .. count end
  io.write(string.format('\\n{"us":%d,"requests":%d,"p50":%d,"p95":%d,"p99":%d%s}\\n', summary.duration, summary.requests,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), told))
end`;
}

async function loadWithAutocannon(
  url: string,
  requests: readonly LoadRequest[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<LoadResult> {
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
    perSecond: Math.round(result.requests.average),
    p50: result.latency.p50,
    p95: result.latency.p97_5,
    p99: result.latency.p99,
    statuses: Object.fromEntries(Object.entries(result.statusCodeStats ?? {}).map(([status, { count = 0 }]) => [status, count])),
  };
}
