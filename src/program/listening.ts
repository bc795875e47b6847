import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { VisitaError } from '../errors.ts';
import type { MailSettings } from '../notification/mail.ts';

/** Why the server cannot listen, in terms of the settings; any other error as it is. */
export function readListenError(error: unknown, { host, port }: Config): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) {
    return error;
  }
  if (error.code === 'EADDRINUSE') {
    return new VisitaError('unavailable', `PORT ${port} on ${host} is in use by another program: set PORT to a free one, or to 0`, { cause: error });
  }
  return error.syscall === 'listen' || error.syscall === 'getaddrinfo'
    ? new VisitaError('unavailable', `HOST ${host}, PORT ${port}: cannot listen there (${String(error.code)})`, { cause: error })
    : error;
}

/** Where the server listens, as a person would open it. */
export function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** What mails and calendar files have in common. Their links lead to where the server listens, unless told otherwise. */
export function mailSettingsOf({ host, mail }: Config, app: FastifyInstance): MailSettings {
  const { from, publicUrl, timeZone, locale } = mail;
  return { from, publicUrl: publicUrl ?? urlOf(app, host), defaultTimeZone: timeZone, locale };
}
