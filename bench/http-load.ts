import { connect, type Socket } from 'node:net';

/**
 * A connection that asks one thing after the other and reads no more of an answer than its status and length: a load
 * generator beside the server it measures must leave the processor to that.
 */
export class LoadConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #done: ((status: number, body: string) => void) | null = null;
  /** Set when the connection ended; it can ask nothing any more. */
  isBroken = false;

  constructor(url: URL, onBroken: () => void) {
    this.#socket = connect(Number(url.port), url.hostname);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (data: Buffer) => this.#read(data));
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      this.isBroken = true;
      this.#done?.(0, '');
      onBroken();
    });
  }

  /** Status 0: the connection broke before the answer. */
  ask(bytes: Buffer, done: (status: number, body: string) => void): void {
    this.#done = done;
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) {
      return;
    }
    const head = this.#received.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < end + 4 + length) {
      return;
    }
    const body = this.#received.toString('utf8', end + 4, end + 4 + length);
    this.#received = Buffer.alloc(0);
    const done = this.#done;
    this.#done = null;
    done?.(Number(head.slice(9, 12)), body);
  }
}

/** The bytes of a request, with keep-alive. */
export function requestBytes(method: string, path: string, token: string, body: object | null = null): Buffer {
  const text = body === null ? '' : JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token}`,
    ...(body === null ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`]),
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
}
