import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { VisitaError } from '../errors.ts';

/** A port of the mailbox that listens before there is anything behind it. */
export interface MailboxPort {
  readonly port: number;
  /** @param target says, for each connection, on which port of this machine it is answered; a connection waits for that */
  forward(target: () => Promise<number>): void;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

interface Wish {
  /** 0 takes a free one, null the usual one or, where that is taken, a free one. */
  readonly wished: number | null;
  readonly usual: number;
  /** The setting to name when the wished one is taken. */
  readonly variable: string;
}

/** @throws VisitaError `unavailable` naming the variable when the wished port cannot be had */
export async function openMailboxPort(host: string, { wished, usual, variable }: Wish): Promise<MailboxPort> {
  const server = wished === null ? await listen(host, usual).catch(() => listen(host, 0)) : await listen(host, wished).catch(asUnavailable(host, wished, variable));
  const address = server.address();
  const open = new Set<Socket>();
  let carryOn = (_socket: Socket): void => undefined;
  server.on('connection', (socket) => {
    open.add(heedErrors(socket));
    socket.once('close', () => open.delete(socket));
    carryOn(socket);
  });
  return {
    port: address !== null && typeof address === 'object' ? address.port : usual,
    forward(target) {
      carryOn = (socket) => void carry(socket, host, target);
      // Some may have come before anybody said where to.
      open.forEach(carryOn);
    },
    async close() {
      server.close();
      open.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }).listen(port, host);
  await once(server, 'listening');
  return server;
}

function asUnavailable(host: string, port: number, variable: string): (error: unknown) => never {
  return (cause) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const detail = `the local mailbox cannot listen on ${host}:${port} (${code}): set ${variable} to a free port, or to 0`;
    throw new VisitaError('unavailable', detail, { cause });
  };
}

/** Whoever came is cut off when nothing answers behind the port, as by a server that is away. */
async function carry(socket: Socket, host: string, target: () => Promise<number>): Promise<void> {
  try {
    const behind = heedErrors(connect({ host, port: await target(), allowHalfOpen: true }));
    await Promise.all([pipeline(socket, behind), pipeline(behind, socket)]);
  } catch {
    socket.destroy();
  }
}

/** The pipelines say what went wrong, once; either end may break after that, and an error that nobody heeds ends the process. */
function heedErrors(socket: Socket): Socket {
  return socket.on('error', () => undefined);
}
