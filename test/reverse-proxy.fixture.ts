import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const ASK_EVERY_MS = 100;
/** A server that was not ready so often in a row is sent nothing: once it may have been the machine. */
const MISSES = 2;

/** A server behind the proxy. */
interface Backend {
  readonly url: string;
  ready: boolean;
  answered: number;
}

/**
 * A proxy as it stands in front of servers: asks each whether it is ready, sends requests to those that are, in turn, over
 * connections that it keeps. It never sends a request twice: where a server fails one, the client gets a 502.
 */
export class ReverseProxy {
  readonly #backends: Backend[] = [];
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #stopped = new AbortController();
  #turn = 0;

  static async start(): Promise<ReverseProxy> {
    const proxy = new ReverseProxy();
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor() {
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends requests to this server as well, once and for as long as it is ready. */
  add(url: string): void {
    const backend = { url, ready: false, answered: 0 };
    this.#backends.push(backend);
    void this.#watch(backend);
  }

  isReady(url: string): boolean {
    return this.#backends.some((backend) => backend.url === url && backend.ready);
  }

  /** How many requests this server has answered. */
  answered(url: string): number {
    return this.#backends.find((backend) => backend.url === url)?.answered ?? 0;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #watch(backend: Backend): Promise<void> {
    const { signal } = this.#stopped;
    for (let misses = 0; !signal.aborted; ) {
      const isReady = await fetch(`${backend.url}/health/ready`, { signal }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.status === 200;
        },
        () => false,
      );
      misses = isReady ? 0 : misses + 1;
      backend.ready = isReady || (backend.ready && misses < MISSES);
      await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const ready = this.#backends.filter((backend) => backend.ready);
    const backend = ready[this.#turn++ % Math.max(1, ready.length)];
    if (backend === undefined) {
      outgoing.writeHead(503, { 'x-request-id': 'proxy' }).end('no server is ready');
      return;
    }
    const { connection: _ours, ...headers } = incoming.headers;
    const passed = request(`${backend.url}${incoming.url}`, { method: incoming.method, headers, agent: this.#agent }, (answer) => {
      backend.answered += 1;
      const { connection: _theirs, 'keep-alive': _time, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(outgoing);
    });
    passed.on('error', (error) => outgoing.writeHead(502, { 'x-request-id': 'proxy' }).end(`${backend.url}: ${String(error)}`));
    incoming.pipe(passed);
  }
}
