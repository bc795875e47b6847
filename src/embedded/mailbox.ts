import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { openMailboxPort } from './mailbox-port.ts';
import { MailboxThread } from './mailbox-thread.ts';

/** A mail server in this process that keeps what it gets and shows it on a page, reachable from this machine only. */
export interface EmbeddedMailbox {
  /** The page. */
  readonly url: string;
  readonly smtpUrl: string;
  /** Reads the emulator, so that the first mail or reader need not wait for it. To be called when nobody waits for the server any more. */
  readAhead(): void;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const USUAL_PORT = 1080;
const USUAL_SMTP_PORT = 1025;

/**
 * Opens the mailbox on 127.0.0.1. The newest 500 mails live in `dataDir`/mailbox and outlast the process. Both ports listen
 * when this resolves; the emulator behind them comes with `readAhead`, or with the first mail or reader, because reading it takes
 * as long as reading half of the server.
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
  const web = await openMailboxPort(HOST, { wished: options.port, usual: USUAL_PORT, variable: 'MAILBOX_PORT' });
  const smtp = await openMailboxPort(HOST, { wished: options.smtpPort, usual: USUAL_SMTP_PORT, variable: 'EMBEDDED_SMTP_PORT' }).catch(async (error: unknown) => {
    await web.close();
    throw error;
  });
  const thread = new MailboxThread({ host: HOST, publicPort: web.port, mailDirectory }, options.logger);
  web.forward(async () => (await thread.ports()).web);
  smtp.forward(async () => (await thread.ports()).smtp);
  options.logger.info({ port: web.port, smtp_port: smtp.port }, 'embedded mailbox opened');
  return {
    url: `http://${HOST}:${web.port}`,
    smtpUrl: `smtp://${HOST}:${smtp.port}`,
    readAhead: () => thread.readAhead(),
    async stop() {
      await Promise.all([web.close(), smtp.close()]);
      await thread.stop();
    },
  };
}
