import type { DataFolder } from './data-folder.ts';
import type { EmbeddedMailbox } from './mailbox.ts';
import type { EmbeddedPostgresql } from './postgresql.ts';
import type { EmbeddedSqs } from './sqs.ts';

/** The parts that run inside or beside this server; null where the real one is used. */
export interface EmbeddedParts {
  readonly dataFolder: DataFolder | null;
  readonly postgresql: EmbeddedPostgresql | null;
  readonly sqs: EmbeddedSqs | null;
  readonly mailbox: EmbeddedMailbox | null;
  /** Stops everything that was started and gives the data folder back. */
  stop(): Promise<void>;
}

/** For a process that uses real parts alone. */
export const NOTHING_EMBEDDED: EmbeddedParts = { dataFolder: null, postgresql: null, sqs: null, mailbox: null, stop: async () => {} };
