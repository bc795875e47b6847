import type { Logger } from 'pino';
import { openDataFolder } from './data-folder.ts';
import { startEmbeddedMailbox } from './mailbox.ts';
import { NOTHING_EMBEDDED, type EmbeddedParts } from './parts.ts';
import { startEmbeddedPostgresql } from './postgresql.ts';
import { startEmbeddedSqs } from './sqs.ts';

/** Which parts are embedded: those for which no real one is configured. */
export interface EmbeddedWishes {
  readonly dataDir: string;
  readonly postgresql: boolean;
  readonly sqs: boolean;
  /** 0 takes a free one. */
  readonly sqsPort: number;
  readonly mailbox: boolean;
  /** Of the mailbox's page; 0 takes a free one, null the usual one or, where that is taken, a free one. */
  readonly mailboxPort: number | null;
  /** The same of its SMTP. */
  readonly smtpPort: number | null;
}

/**
 * Starts the wished parts, all or none: when one cannot start the others are stopped again.
 * @param whileWaiting called once, when PostgreSQL is on its way and this process has nothing to do but wait for it
 */
export async function startEmbeddedParts(wishes: EmbeddedWishes, logger: Logger, whileWaiting: () => void = () => {}): Promise<EmbeddedParts> {
  if (!wishes.postgresql && !wishes.sqs && !wishes.mailbox) {
    return NOTHING_EMBEDDED;
  }
  const dataFolder = await openDataFolder(wishes.dataDir);
  const { path } = dataFolder;
  const { mailboxPort, smtpPort } = wishes;
  const spawned = Promise.withResolvers<void>();
  const startingPostgresql = wishes.postgresql ? startEmbeddedPostgresql({ dataFolder, logger, onSpawned: spawned.resolve }) : null;
  // Reading the emulator of the queue would hold up the start of PostgreSQL, which is to run meanwhile.
  const mayWait = Promise.race([spawned.promise, startingPostgresql]).then(whileWaiting, whileWaiting);
  const [postgresql, sqs, mailbox] = await Promise.allSettled([
    startingPostgresql,
    wishes.sqs ? mayWait.then(() => startEmbeddedSqs({ port: wishes.sqsPort, dataDir: path, logger })) : null,
    wishes.mailbox ? startEmbeddedMailbox({ port: mailboxPort, smtpPort, dataDir: path, logger }) : null,
  ]);
  const stop = async () => {
    const running = [postgresql, sqs, mailbox].map((part) => (part.status === 'fulfilled' ? part.value : null));
    try {
      await Promise.all(running.map(async (part) => part?.stop()));
    } finally {
      dataFolder.release();
    }
  };
  if (postgresql.status === 'fulfilled' && sqs.status === 'fulfilled' && mailbox.status === 'fulfilled') {
    return { dataFolder, postgresql: postgresql.value, sqs: sqs.value, mailbox: mailbox.value, stop };
  }
  await stop();
  throw [postgresql, sqs, mailbox].find((part) => part.status === 'rejected')?.reason;
}
