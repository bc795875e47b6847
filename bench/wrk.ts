import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { LoadOptions, LoadRequest } from './load.ts';

/** Where wrk is; null where there is none. */
export const WRK = ['/usr/bin/wrk', '/usr/local/bin/wrk'].find((path) => existsSync(path)) ?? null;

/** What the script below prints: microseconds, how often each status came, and the latency of each thousandth of the answers. */
const WrkReport = z.object({ us: z.number(), requests: z.number(), latencies: z.array(z.number()), statuses: z.record(z.string(), z.number()) });

/** What one wrk saw. */
export type WrkReport = z.infer<typeof WrkReport>;

/** @param nth of those that run at the same time */
export async function runWrk(wrk: string, url: string, requests: readonly LoadRequest[], { connections, seconds, folder, once = false }: LoadOptions, nth: number): Promise<WrkReport> {
  const list = join(folder, `requests-${nth}.tsv`);
  const script = join(folder, `wrk-${nth}.lua`);
  await writeFile(list, requests.map(({ method, path, token, body }) => `${method}\t${path}\t${token}\t${body ?? ''}\n`).join(''));
  await writeFile(script, wrkScript(list, once ? Math.max(1, requests.length - connections) : 1e12));
  // One thread asks for all: a second one would take a processor from those that are measured.
  const { stdout } = await promisify(execFile)(wrk, ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', script, url], { maxBuffer: 1e7 });
  const errors = /Socket errors: (.*)/.exec(stdout)?.[1];
  if (errors !== undefined) {
    throw new Error(`wrk: ${errors}`);
  }
  return WrkReport.parse(JSON.parse(stdout.split('\n').find((each) => each.startsWith('{')) ?? ''));
}

/** @param most answers after which it stops. wrk itself waits for its time to be over, so the script keeps a clock of its own. */
function wrkScript(list: string, most: number): string {
  return `
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long ns; } visita_time; int clock_gettime(int clock, visita_time *time);")
local time = ffi.new("visita_time")
local function now()
  ffi.C.clock_gettime(1, time)
  return tonumber(time.s) * 1e6 + tonumber(time.ns) / 1e3
end
local asked, n, threads = {}, 0, {}
function setup(thread) table.insert(threads, thread) end
function init(args)
  for line in io.lines("${list}") do
    local method, path, token, body = line:match("^(.-)\\t(.-)\\t(.-)\\t(.*)$")
    local head = method .. " " .. path .. " HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nAuthorization: Bearer " .. token .. "\\r\\n"
    if body ~= "" then head = head .. "Content-Type: application/json\\r\\nContent-Length: " .. #body .. "\\r\\n" end
    asked[#asked + 1] = head .. "\\r\\n" .. body
  end
  seen, answered, began, took = {}, 0, 0, 0
end
function request()
  if n == 0 then began = now() end
  n = n % #asked + 1
  return asked[n]
end
function response(status)
  local name = tostring(status)
  seen[name] = (seen[name] or 0) + 1
  answered = answered + 1
  if answered >= ${most} and took == 0 then
    took = now() - began
    wrk.thread:stop()
  end
end
function done(summary, latency)
  local statuses, latencies = {}, {}
  for name, count in pairs(threads[1]:get("seen")) do statuses[#statuses + 1] = '"' .. name .. '":' .. count end
  for place = 1, 1000 do latencies[place] = string.format("%d", latency:percentile(place / 10 - 0.05)) end
  local stopped = threads[1]:get("took")
  io.write(string.format('\\n{"us":%d,"requests":%d,"latencies":[%s],"statuses":{%s}}\\n', stopped > 0 and stopped or summary.duration,
    summary.requests, table.concat(latencies, ","), table.concat(statuses, ",")))
end`;
}
