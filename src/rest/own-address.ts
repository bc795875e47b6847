import { isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** What a server that listens on a loopback address is called on its own machine. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * True when the header Host names this server by a loopback name and the port it listens on. A name on the internet that
 * was pointed at this machine (DNS rebinding) is refused, and what a proxy says in X-Forwarded-Host does not count.
 */
export function namesThisServer(request: FastifyRequest): boolean {
  return ownAuthorities(request).includes(request.headers.host?.toLowerCase() ?? '');
}

/** True when a page of this server asks: its Origin. Browsers send it with each POST, and no page can forge it. */
export function comesFromThisServer(request: FastifyRequest): boolean {
  return ownAuthorities(request).some((authority) => request.headers.origin === `http://${authority}`);
}

function ownAuthorities({ socket: { localAddress = '', localPort } }: FastifyRequest): string[] {
  // HOST may be any address of 127.0.0.0/8.
  const names = isIPv4(localAddress) ? [...LOOPBACK_NAMES, localAddress] : LOOPBACK_NAMES;
  // Clients leave out the port that goes without saying (RFC 9110, section 4.2.1).
  return names.flatMap((name) => (localPort === 80 ? [name, `${name}:80`] : [`${name}:${localPort}`]));
}
