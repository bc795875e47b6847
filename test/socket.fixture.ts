import { connect } from 'node:net';

/** What came back on one connection until the server closed it, or until nothing more came. */
export interface SocketAnswer {
  readonly text: string;
  /** The status of each answer, in their order; 100 Continue is none. */
  readonly statuses: readonly number[];
  readonly closed: boolean;
}

const PATIENCE_MS = 20_000;

/**
 * Sends bytes on a connection of their own and reads until `answers` answers have come or the server closed it. Fails
 * when neither happens.
 */
export function sendBytes(url: string, bytes: string | Buffer, answers = 1): Promise<SocketAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`neither ${answers} answers nor the end within ${PATIENCE_MS} ms: ${read().text}`));
    }, PATIENCE_MS);
    const read = () => {
      const text = Buffer.concat(chunks).toString('latin1');
      return { text, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)).filter((status) => status >= 200) };
    };
    const finish = (closed: boolean) => {
      clearTimeout(patience);
      socket.destroy();
      resolve({ ...read(), closed });
    };
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const { text, statuses } = read();
      if (statuses.length >= answers && isWhole(text)) finish(false);
    });
    // The server may close while we still write: what was answered until then counts.
    socket.on('error', () => undefined);
    socket.on('close', () => finish(true));
  });
}

/** True when the last answer has the body that its Content-Length names. */
function isWhole(text: string): boolean {
  const last = text.slice(text.lastIndexOf('HTTP/1.1 '));
  const end = last.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(last.slice(0, end))?.[1];
  return end >= 0 && last.length >= end + 4 + Number(length ?? 0);
}
