import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** Sends exactly this path and these headers, as fetch would not: it mends paths, and writes Host and Origin itself. */
export async function askRaw(
  server: string,
  path: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(server);
  const asking = request({ host: hostname, port, path, method, setHost: false, headers: { host, ...headers }, agent: false });
  asking.end(body);
  const [answer] = await once(asking, 'response');
  const received = await buffer(answer);
  return { status: answer.statusCode, headers: answer.headers, body: received, text: received.toString() };
}
