import type { Logger } from 'pino';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { startEmbeddedPostgresql, type EmbeddedPostgresql } from './postgresql.ts';
import { startEmbeddedSqs, type EmbeddedSqs } from './sqs.ts';

/** Which parts are embedded: those for which no real one is configured. */
export interface EmbeddedWishes {
  readonly dataDir: string;
  readonly postgresql: boolean;
  readonly sqs: boolean;
  /** 0 takes a free one. */
  readonly sqsPort: number;
}

/** The parts that run inside or beside this server; null where the real one is used. */
export interface EmbeddedParts {
  readonly dataFolder: DataFolder | null;
  readonly postgresql: EmbeddedPostgresql | null;
  readonly sqs: EmbeddedSqs | null;
  /** Stops everything that was started and gives the data folder back. */
  stop(): Promise<void>;
}

/** Starts the wished parts, all or none: when one cannot start the others are stopped again. */
export async function startEmbeddedParts(wishes: EmbeddedWishes, logger: Logger): Promise<EmbeddedParts> {
  if (!wishes.postgresql && !wishes.sqs) {
    return { dataFolder: null, postgresql: null, sqs: null, stop: async () => {} };
  }
  const dataFolder = await openDataFolder(wishes.dataDir);
  const [postgresql, sqs] = await Promise.allSettled([
    wishes.postgresql ? startEmbeddedPostgresql({ dataFolder, logger }) : null,
    wishes.sqs ? startEmbeddedSqs({ port: wishes.sqsPort, dataDir: dataFolder.path, logger }) : null,
  ]);
  const stop = async () => {
    const running = [postgresql, sqs].map((part) => (part.status === 'fulfilled' ? part.value : null));
    try {
      await Promise.all(running.map(async (part) => part?.stop()));
    } finally {
      dataFolder.release();
    }
  };
  if (postgresql.status === 'rejected' || sqs.status === 'rejected') {
    await stop();
    throw postgresql.status === 'rejected' ? postgresql.reason : sqs.status === 'rejected' ? sqs.reason : null;
  }
  return { dataFolder, postgresql: postgresql.value, sqs: sqs.value, stop };
}
