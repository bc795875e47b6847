import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';

/** A mail server in this process that keeps what it gets and shows it on a page, reachable from this machine only. */
export interface EmbeddedMailbox {
  /** The page. */
  readonly url: string;
  readonly smtpUrl: string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const USUAL_PORT = 1080;
const USUAL_SMTP_PORT = 1025;
const MOST_MAILS = 500;

/**
 * Starts the mailbox on 127.0.0.1. The newest 500 mails live in `dataDir`/mailbox and outlast the process.
 *
 * @param options.port of the page; 0 takes a free one, null the usual one or, where that is taken, a free one: a
 *   second server on the machine is not to fail for its mailbox
 * @param options.smtpPort the same of its SMTP
 * @throws VisitaError `unavailable` naming MAILBOX_PORT or EMBEDDED_SMTP_PORT when that port is taken
 */
export async function startEmbeddedMailbox(options: {
  readonly port: number | null;
  readonly smtpPort: number | null;
  readonly dataDir: string;
  readonly logger: Logger;
}): Promise<EmbeddedMailbox> {
  const mailDirectory = join(options.dataDir, 'mailbox');
  // Mails name people: nobody else on the machine reads them.
  await mkdir(mailDirectory, { recursive: true, mode: 0o700 });
  // Asked before, because the emulator does not say which of its two ports is taken.
  const web = await choosePort(options.port, USUAL_PORT, 'MAILBOX_PORT');
  const smtpWished = await choosePort(options.smtpPort, USUAL_SMTP_PORT, 'EMBEDDED_SMTP_PORT');
  // Half a second to read, which a server with a real mail server need not spend.
  const { MailDev } = await import('maildev');
  const mailbox = new MailDev({ smtp: smtpWished, ip: HOST, web, webIp: HOST, mailDirectory, maxEmails: MOST_MAILS, silent: true });
  const { api, smtp } = await startQuietly(() => mailbox.start());
  const port = api?.getAddress()?.port ?? web;
  if (api !== undefined) {
    refuseOtherPages(api.server.server, port);
  }
  const smtpPort = smtp.getAddress().port;
  options.logger.info({ port, smtp_port: smtpPort }, 'embedded mailbox started');
  return { url: `http://${HOST}:${port}`, smtpUrl: `smtp://${HOST}:${smtpPort}`, stop: () => mailbox.stop() };
}

async function choosePort(wished: number | null, usual: number, variable: string): Promise<number> {
  if (wished !== null) {
    await requireFree(wished, variable);
    return wished;
  }
  return requireFree(usual, variable).then(
    () => usual,
    () => 0,
  );
}

async function requireFree(port: number, variable: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const probe = createServer().once('error', reject).listen(port, HOST, resolve);
  try {
    await promise;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const detail = `the local mailbox cannot listen on ${HOST}:${port} (${code}): set ${variable} to a free port, or to 0`;
    throw new VisitaError('unavailable', detail, { cause: error });
  }
  const closed = Promise.withResolvers<void>();
  probe.close(() => closed.resolve());
  await closed.promise;
}

/** maildev announces itself on standard output, whatever its options say; that is ours. */
async function startQuietly<T>(start: () => Promise<T>): Promise<T> {
  const { info } = console;
  // oxlint-disable-next-line no-console -- silenced, not used
  console.info = () => undefined;
  try {
    return await start();
  } finally {
    // oxlint-disable-next-line no-console -- and restored
    console.info = info;
  }
}

/** maildev lets any web page in the browser of this machine read the mails. Its own page alone may (the Host against rebinding). */
function refuseOtherPages(server: Server, port: number): void {
  const hosts = [`${HOST}:${port}`, `localhost:${port}`];
  const isOwn = ({ headers }: IncomingMessage) =>
    hosts.includes(headers.host ?? '') && (headers.origin === undefined || hosts.some((host) => headers.origin === `http://${host}`));
  const serve = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isOwn(request)) {
      serve.forEach((listener) => Reflect.apply(listener, server, [request, response]));
    } else {
      response.writeHead(403).end();
    }
  });
  server.prependListener('upgrade', (request: IncomingMessage, socket) => {
    if (!isOwn(request)) {
      socket.destroy();
    }
  });
}
