import { createTransport, type SendMailOptions } from 'nodemailer';
import { hasCode } from '../errors.ts';

/** What a failed attempt means. `reason` is a code and a general class, without an address or the server's words. */
export interface Refusal {
  readonly isPermanent: boolean;
  readonly reason: string;
}

/** Hands mails to the mail server, one at a time. */
export interface MailSender {
  send(mail: SendMailOptions): Promise<void>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const SOCKET_TIMEOUT_MS = 20_000;

/** Sends through the server of this URL, `smtp:` or `smtps:`, each mail on a connection of its own. */
export function createMailSender(smtpUrl: string): MailSender {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      await transport.sendMail(mail);
    },
    close: () => transport.close(),
  };
}

/**
 * Reads why an attempt failed. Permanent is only what the server says of this recipient or this message (5xx to RCPT or
 * DATA, RFC 5321 section 4.2.1) and a record without a usable address. A 5xx to anything else, such as 535 to the
 * sign-in or 554 as a greeting, is the server's or the operator's trouble and passes.
 */
export function readRefusal(error: unknown): Refusal {
  if (hasCode(error, 'invalid_argument')) {
    return { isPermanent: true, reason: 'no usable address' };
  }
  const fact = (name: string): unknown => (error instanceof Error ? Reflect.get(error, name) : undefined);
  const [status, command, code] = [fact('responseCode'), fact('command'), fact('code')];
  if (typeof status === 'number') {
    const step = typeof command === 'string' ? command.toUpperCase() : '';
    const isOfThisMail = step === 'RCPT TO' || step === 'DATA';
    return { isPermanent: isOfThisMail && status >= 500 && status < 600, reason: `${status} ${stepName(step)}` };
  }
  return { isPermanent: false, reason: typeof code === 'string' ? code : 'failed' };
}

function stepName(step: string): string {
  if (step === 'RCPT TO') {
    return 'recipient refused';
  }
  return step === 'DATA' ? 'message refused' : 'refused by the server';
}
