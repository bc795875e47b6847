import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { findFreePort } from '../src/embedded/free-port.ts';

/** Stands between a server and what it connects to, to take that away and give it back. */
export class TcpProxy {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #frozen = false;
  readonly #port: number;

  /** @param target where connections go, as a URL with host and port */
  private constructor(target: string, port: number) {
    this.#target = new URL(target);
    this.#port = port;
  }

  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, await findFreePort());
    await proxy.#listen();
    return proxy;
  }

  /** The target's URL, but through the proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  /** Breaks every connection; new ones are refused. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    if (server !== null) {
      await once(server, 'close');
    }
  }

  /** Connections stay open and new ones are accepted, but nothing comes through anymore. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  /** New connections work again. Those that were frozen stay so, as when a machine vanished and another took its place. */
  async restore(): Promise<void> {
    this.#frozen = false;
    if (this.#server === null) {
      await this.#listen();
    }
  }

  async stop(): Promise<void> {
    await this.cut();
  }

  async #listen(): Promise<void> {
    this.#server = createServer((client) => this.#accept(client));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #accept(client: Socket): void {
    this.#keep(client);
    if (this.#frozen) {
      client.pause();
      return;
    }
    const target = connect(Number(this.#target.port), this.#target.hostname);
    this.#keep(target);
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
    client.pipe(target);
    target.pipe(client);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    // A broken connection is what this is for; the other half is told by the close.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
