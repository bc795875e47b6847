import { once } from 'node:events';
import { callbackify } from 'node:util';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { findFreePort } from '../src/embedded/free-port.ts';
import { until } from './until.fixture.ts';

/** One mail that a sink accepted. */
export interface SunkMail {
  readonly to: string;
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  /** METHOD of the calendar part; null when there is none. */
  readonly method: string | null;
  readonly parsed: ParsedMail;
}

/** What a sink answers instead of taking a mail. */
export type Refusal = { readonly code: number; readonly at: 'MAIL FROM' | 'RCPT TO' | 'DATA' };

/** A mail server that keeps what it gets. */
export class MailSink {
  readonly mails: SunkMail[] = [];
  /** Attempts it refused. */
  refused = 0;
  /** Null takes the mail for this recipient. */
  refuse: (recipient: string) => Refusal | null = () => null;
  /** Called when a mail was read, before it is accepted. */
  beforeAccepting: () => Promise<void> | void = () => undefined;
  #server = this.#create();
  readonly #port: number;

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(): Promise<MailSink> {
    const sink = new MailSink(await findFreePort());
    await sink.listen();
    return sink;
  }

  /** Also after `close`, at the same port. */
  async listen(): Promise<void> {
    this.#server = this.#create();
    const server = this.#server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }

  get settings(): { SMTP_URL: string; MAIL_FROM: string } {
    return { SMTP_URL: `smtp://127.0.0.1:${this.#port}`, MAIL_FROM: 'Visita <visita@agency.example>' };
  }

  to(email: string): SunkMail[] {
    return this.mails.filter(({ to }) => to === email);
  }

  async waitFor(count: number, email: string, withinMs = 30_000): Promise<SunkMail[]> {
    await until(`${count} mails have come`, () => this.to(email).length >= count, withinMs);
    return this.to(email);
  }

  #create(): SMTPServer {
    const answer = (at: Refusal['at'], recipient: string) => {
      const refusal = this.refuse(recipient);
      if (refusal === null || refusal.at !== at) {
        return undefined;
      }
      this.refused += 1;
      return Object.assign(new Error('refused by the test'), { responseCode: refusal.code });
    };
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      closeTimeout: 100,
      onMailFrom: (_address, _session, done) => done(answer('MAIL FROM', '')),
      onRcptTo: (address, _session, done) => done(answer('RCPT TO', address.address)),
      onData: (stream, session, done) => {
        const [recipient] = session.envelope.rcptTo;
        const take = async (): Promise<Error | undefined> => {
          const parsed = await simpleParser(stream);
          await this.beforeAccepting();
          const refusal = answer('DATA', recipient?.address ?? '');
          if (refusal === undefined) {
            this.mails.push(toSunkMail(recipient?.address ?? '', parsed));
          }
          return refusal;
        };
        callbackify(take)((error, refusal) => done(error ?? refusal));
      },
    });
    // A client that is killed while it speaks resets its connection; whether its mail came is what the tests look at.
    server.on('error', () => undefined);
    return server;
  }
}

function toSunkMail(to: string, parsed: ParsedMail): SunkMail {
  const calendar = parsed.attachments.find(({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics');
  const method = /^METHOD:(\w+)\r?$/m.exec(calendar?.content.toString('utf8') ?? '')?.[1] ?? null;
  return { to, messageId: parsed.messageId ?? '', subject: parsed.subject ?? '', text: parsed.text ?? '', method, parsed };
}
