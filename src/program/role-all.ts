import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { startEmbeddedParts } from '../embedded/start.ts';
import type { Tracer } from '../service/tracing.ts';
import type { RunningServer } from './lifecycle.ts';

/**
 * The whole system in one process: the embedded parts where nothing else is configured, then migrations, requests and work.
 * PostgreSQL is started before anything else is even read: it takes as long as reading the rest, which is done meanwhile.
 */
export async function startAll(config: Config, tracer: Tracer | null, logger: Logger, interrupted: AbortSignal): Promise<RunningServer> {
  const wishes = {
    dataDir: config.dataDir,
    postgresql: config.database === null,
    sqs: config.queue === null,
    sqsPort: config.embeddedSqsPort,
    mailbox: config.mail.smtpUrl === null,
    mailboxPort: config.mail.mailboxPort,
    smtpPort: config.mail.embeddedSmtpPort,
  };
  const embedded = await startEmbeddedParts(wishes, logger, readAhead);
  try {
    const { startOn } = await import('./whole.ts');
    const server = await startOn(embedded, config, tracer, logger, interrupted);
    embedded.mailbox?.readAhead();
    return {
      ...server,
      async stop() {
        try {
          await server.stop();
        } finally {
          // PostgreSQL above all, whatever went wrong before.
          await embedded.stop();
        }
      },
    };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

function readAhead(): void {
  // What cannot be read is said where it is needed.
  import('./whole.ts').catch(() => undefined);
}
