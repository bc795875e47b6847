import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, FastifyRequest } from 'fastify';

// The emulator listens on every address, answers any web page, and speaks SNS and S3 beside SQS. This narrows it to
// what a booking service on one machine needs. It changes the HTTP server the emulator builds, through the channel on
// which fastify announces each new server (https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks).

const ANNOUNCEMENT = 'fastify.initialization';
const LOOPBACK = '127.0.0.1';

/**
 * Runs `start` and narrows the HTTP server that it builds before its first await: loopback only, SQS only, no web
 * pages, queue URLs that need no DNS. Other servers of the process are left alone, as nothing else runs meanwhile.
 * When the start fails, or an emulator of another build listens elsewhere after all, the server is closed again.
 */
export async function startGuarded<T>(account: string, start: () => Promise<T>): Promise<T> {
  const servers: FastifyInstance[] = [];
  const narrow = (message: unknown) => {
    if (announcesServer(message)) {
      bindToLoopback(message.fastify);
      guard(message.fastify, account);
      servers.push(message.fastify);
    }
  };
  subscribe(ANNOUNCEMENT, narrow);
  const starting = start();
  unsubscribe(ANNOUNCEMENT, narrow);
  try {
    const started = await starting;
    requireLoopback(servers);
    return started;
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()));
    throw error;
  }
}

function requireLoopback(servers: readonly FastifyInstance[]): void {
  const addresses = servers.map((server) => server.server.address());
  const narrowed = addresses.every((address) => typeof address === 'object' && address?.address === LOOPBACK);
  if (addresses.length !== 1 || !narrowed) {
    throw new Error('the queue emulator did not listen on 127.0.0.1 alone: it was built differently than expected');
  }
}

function announcesServer(message: unknown): message is { fastify: FastifyInstance } {
  return typeof message === 'object' && message !== null && 'fastify' in message;
}

function bindToLoopback(http: FastifyInstance): void {
  const listen = http.listen.bind(http);
  Object.defineProperty(http, 'listen', {
    value: (options: { port: number }) => listen({ ...options, host: LOOPBACK }),
  });
}

function guard(http: FastifyInstance, account: string): void {
  http.addHook('onRequest', async (request, reply) => {
    if (!isSqsCall(request)) {
      return reply.code(403).send({ message: 'only SQS calls in JSON (application/x-amz-json-1.0 with X-Amz-Target, to the path /), by programs on this machine, are served here' });
    }
    // The emulator reads the region from the signature; without one every caller meets the same queues.
    delete request.raw.headers.authorization;
    return undefined;
  });
  http.addHook('preHandler', async (request) => keepVisibilityAboveZero(request.body));
  http.addHook('preSerialization', async (request, _reply, payload) =>
    withLoopbackUrls(payload, `http://${LOOPBACK}:${request.socket.localPort}/${account}`),
  );
}

/**
 * A browser sends `Origin` with each cross-site POST and cannot leave it out, and a name that was rebound to this
 * machine shows in `Host`: so no web page can slip a screening in, not even by way of a plain form.
 */
function isSqsCall(request: FastifyRequest): boolean {
  const { origin, host, 'content-type': contentType, 'x-amz-target': target } = request.headers;
  return (
    request.method === 'POST' &&
    request.url === '/' &&
    origin === undefined &&
    isLoopbackName(host) &&
    contentType?.startsWith('application/x-amz-json-1.0') === true &&
    typeof target === 'string' &&
    target.startsWith('AmazonSQS.')
  );
}

function isLoopbackName(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase();
  return name === LOOPBACK || name === 'localhost' || name?.endsWith('.localhost') === true;
}

/** fauxqs 2.4 with a data folder loses a message whose visibility timeout is set to 0 until the next start. */
function keepVisibilityAboveZero(body: unknown): void {
  if (typeof body !== 'object' || body === null) {
    return;
  }
  if ('ReceiptHandle' in body && 'VisibilityTimeout' in body && body.VisibilityTimeout === 0) {
    body.VisibilityTimeout = 1;
  }
  if ('Entries' in body && Array.isArray(body.Entries)) {
    body.Entries.forEach(keepVisibilityAboveZero);
  }
}

/** The emulator's own queue URLs name `sqs.<region>.localhost`, which resolves on some machines only, and an old port. */
function withLoopbackUrls(payload: unknown, base: string): unknown {
  if (typeof payload !== 'object' || payload === null) {
    return payload;
  }
  const loopback = (url: unknown) => `${base}/${String(url).split('/').at(-1)}`;
  if ('QueueUrl' in payload) {
    return { ...payload, QueueUrl: loopback(payload.QueueUrl) };
  }
  if ('QueueUrls' in payload && Array.isArray(payload.QueueUrls)) {
    return { ...payload, QueueUrls: payload.QueueUrls.map(loopback) };
  }
  return payload;
}
