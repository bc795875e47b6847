import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FauxqsServer } from 'fauxqs';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import { startGuarded } from './sqs-guard.ts';

/** Where the embedded queue of a server on this machine is. */
export interface EmbeddedQueueAddress {
  /** `http://127.0.0.1:<port>`, for the `endpoint` of an SQS client. */
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly region: string;
  /** Any will do; these are for clients that insist on some. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A queue service in this process, reachable from this machine only. */
export interface EmbeddedSqs extends EmbeddedQueueAddress {
  /** Ends open long polls and closes the port. Messages stay in `dataDir`. */
  stop(): Promise<void>;
}

const QUEUE = 'applicant-events';
const DEAD_LETTER_QUEUE = 'applicant-events-dlq';
const REGION = 'eu-west-1';
const ACCOUNT = '000000000000';
const RETENTION_DAYS = 14;
/** The consumer holds messages while the database is away, so a receive counts only where something else is wrong. */
const MAX_RECEIVE_COUNT = 20;

/**
 * Starts the emulator on 127.0.0.1 with the queue of events and its dead-letter queue. Messages live in `dataDir`/sqs and outlast
 * the process, also one that is killed; those in hand come back when their visibility timeout ends.
 * Any region and any credentials reach the same queues; only SQS is served, and no web page may call it.
 *
 * @param options.port 0 takes a free one
 * @throws VisitaError `unavailable` naming EMBEDDED_SQS_PORT when the port is taken
 */
export async function startEmbeddedSqs(options: {
  readonly port: number;
  readonly dataDir: string;
  readonly logger: Logger;
}): Promise<EmbeddedSqs> {
  const dataDir = join(options.dataDir, 'sqs');
  // Message bodies name people: nobody else on the machine reads them.
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const server = await listen(options.port, dataDir);
  createQueues(server);
  options.logger.info({ port: server.port }, 'embedded queue started');
  return { ...embeddedQueueAt(server.port), stop: () => server.stop() };
}

/** The address of the embedded queue that a server on this machine runs on this port. */
export function embeddedQueueAt(port: number): EmbeddedQueueAddress {
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    queueUrl: `${endpoint}/${ACCOUNT}/${QUEUE}`,
    deadLetterQueueUrl: `${endpoint}/${ACCOUNT}/${DEAD_LETTER_QUEUE}`,
    region: REGION,
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  };
}

async function listen(port: number, dataDir: string): Promise<FauxqsServer> {
  // Read only where it is used: a server with a real queue need not.
  const { startFauxqs } = await import('fauxqs');
  try {
    return await startGuarded(ACCOUNT, () => startFauxqs({ port, dataDir, logger: false, defaultRegion: REGION }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) {
      throw new VisitaError(
        'unavailable',
        `the embedded queue cannot listen on 127.0.0.1:${port} (${error.code}): set EMBEDDED_SQS_PORT to a free port, or to 0`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** Creating a queue that exists would replace it and delete its messages. */
function createQueues(server: FauxqsServer): void {
  const createIfAbsent = (name: string, attributes: Record<string, string>) => {
    if (server.inspectQueue(name) === undefined) {
      server.createQueue(name, { attributes });
    }
  };
  createIfAbsent(DEAD_LETTER_QUEUE, { MessageRetentionPeriod: String(RETENTION_DAYS * 24 * 3600) });
  createIfAbsent(QUEUE, {
    VisibilityTimeout: '30',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${DEAD_LETTER_QUEUE}`,
      maxReceiveCount: MAX_RECEIVE_COUNT,
    }),
  });
}
