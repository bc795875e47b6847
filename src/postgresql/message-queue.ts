import type { JobInsert, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { hasCode } from '../errors.ts';
import type { NoticeKind, NoticeRecipient } from '../notice.ts';
import { idDerivedFrom } from '../service/derived-id.ts';
import type { GiveUpReason, Message, MessageQueue } from '../service/message-ports.ts';
import type { Connection, Database } from './database.ts';
import { QUEUE } from './message-queue-schema.ts';
import { listOutbox, takeFromOutbox, tryLockMover, type ListOutboxResult } from './outbox.gen.ts';
import { addUndelivered } from './undelivered.gen.ts';

const BATCH = 100;
/** Any number will do that nobody else locks. */
const MOVER_LOCK = '7305186420';
const HOUR_MS = 3_600_000;

type Moved = { moved: number; mayHaveMore: boolean };
const NOTHING_MOVED: Moved = { moved: 0, mayHaveMore: false };

interface JobData {
  readonly organizationId: string;
  readonly eventId: string;
  readonly kind: NoticeKind;
  readonly recipient: NoticeRecipient;
}

/** Messages as pg-boss jobs, fed from the outbox. */
export class PostgresqlMessageQueue implements MessageQueue {
  readonly #database: Database;
  readonly #reminderHours: number;
  readonly #logger: Logger;
  #boss: Promise<PgBoss> | null = null;

  /**
   * @param database connections of its own, so that messages and requests do not wait for each other
   * @param reminderHours how long before a visit its applicant is reminded; 0: never
   */
  constructor(database: Database, reminderHours: number, logger: Logger) {
    this.#database = database;
    this.#reminderHours = reminderHours;
    this.#logger = logger;
  }

  /**
   * The order within a booking is the order of `created_on`, which is the start of the transaction that inserts. So of
   * one booking and recipient a batch takes one message, and the transaction starts when no other mover is at it.
   */
  async moveOutbox(): Promise<Moved> {
    const boss = await this.#started();
    return this.#database.transaction(async (guard) => {
      const [lock] = await tryLockMover.run({ key: MOVER_LOCK }, guard);
      return lock?.locked === true ? this.#database.transaction((connection) => this.#moveBatch(boss, connection)) : NOTHING_MOVED;
    });
  }

  async take(): Promise<Message | null> {
    const boss = await this.#started();
    const [job] = await boss.fetch<JobData>(QUEUE, { batchSize: 1, includeMetadata: true });
    return job === undefined ? null : { ...job.data, id: job.id, attempts: job.retryCount, since: job.createdOn };
  }

  async keep(message: Message): Promise<void> {
    const boss = await this.#started();
    await boss.touch(QUEUE, attemptOf(message));
  }

  // Deleted, not completed: a message that was told is of no further use here, and its id may come again (re-queueing).
  async finish(message: Message): Promise<void> {
    const boss = await this.#started();
    await boss.deleteJob(QUEUE, attemptOf(message));
  }

  async postpone(message: Message, seconds: number): Promise<void> {
    const boss = await this.#started();
    await this.#database.transaction(async (connection) => {
      const db = onConnection(connection);
      await boss.fail(QUEUE, attemptOf(message), null, { db });
      await boss.update(QUEUE, undefined, { id: message.id, startAfter: seconds, db });
    });
  }

  async giveUp(message: Message, reason: GiveUpReason): Promise<void> {
    const { organizationId, id, eventId, kind, recipient, attempts } = message;
    const boss = await this.#started();
    await this.#database.transaction(async (connection) => {
      await addUndelivered.run({ organizationId, id, eventId, kind, recipient, reason, attempts: String(attempts + 1) }, connection);
      await boss.deleteJob(QUEUE, attemptOf(message), { db: onConnection(connection) });
    });
  }

  /** Ends what pg-boss does in the background. What is in hand should be settled before. */
  async stop(): Promise<void> {
    const boss = await this.#boss?.catch(() => null);
    await boss?.stop({ graceful: false });
  }

  /** At the first use, when the schema is there; again after a start that failed. */
  async #started(): Promise<PgBoss> {
    this.#boss ??= this.#start().catch((error: unknown) => {
      this.#boss = null;
      throw error;
    });
    return this.#boss;
  }

  async #start(): Promise<PgBoss> {
    // Only now: a start is not to wait until it is read.
    const { PgBoss: Boss } = await import('pg-boss');
    const boss = new Boss({
      db: { executeSql: (text, values) => this.#database.runText(text, values) },
      migrate: false,
      createSchema: false,
      schedule: false,
      registerInstance: false,
      // A job of a worker that died is found within a second of its last chance.
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 1,
      maintenanceIntervalSeconds: 3600,
    });
    // Once a second while the database is away, which the workers say often enough.
    boss.on('error', (error) => {
      this.#logger[hasCode(error, 'unavailable') ? 'debug' : 'warn']({ err: error }, 'the message queue has trouble with its database');
    });
    await boss.start();
    return boss;
  }

  async #moveBatch(boss: PgBoss, connection: Connection): Promise<Moved> {
    const rows = await listOutbox.run({ limit: BATCH }, connection);
    const moved = await takeOf(firstOfEachKey(rows), connection);
    if (moved.length === 0) {
      return NOTHING_MOVED;
    }
    const db = onConnection(connection);
    const jobs = moved.map((row) => ({ id: row.id, singletonKey: keyOf(row), data: dataOf(row) }));
    await boss.insert(QUEUE, [...jobs, ...moved.flatMap((row) => this.#reminderOf(row))], { db });
    const calledOff = moved.filter(isCancellation).map(({ booking_id: bookingId }) => reminderId(bookingId ?? ''));
    if (calledOff.length > 0) {
      await boss.deleteJob(QUEUE, calledOff, { db });
    }
    return { moved: moved.length, mayHaveMore: rows.length === BATCH || moved.length < rows.length };
  }

  /** The reminder of a confirmed booking, unless its time had come when the booking was made. */
  #reminderOf(row: ListOutboxResult): JobInsert[] {
    if (this.#reminderHours === 0 || row.kind !== 'booking_confirmed' || row.recipient !== 'applicant' || row.booking_id === null || row.start_time === null) {
      return [];
    }
    const startAfter = new Date(row.start_time.getTime() - this.#reminderHours * HOUR_MS);
    const data = { ...dataOf(row), kind: 'visit_reminder' };
    const singletonKey = `${row.booking_id}:reminder`;
    return startAfter > row.created_at ? [{ id: reminderId(row.booking_id), singletonKey, startAfter, data }] : [];
  }
}

/** Those that nobody else has taken meanwhile; they are out of the outbox when the transaction commits. */
async function takeOf(rows: readonly ListOutboxResult[], connection: Connection): Promise<ListOutboxResult[]> {
  if (rows.length === 0) {
    return [];
  }
  const keys = { organizationIds: rows.map((row) => row.organization_id), ids: rows.map(({ id }) => id) };
  const taken = new Set((await takeFromOutbox.run(keys, connection)).map(({ id }) => id));
  return rows.filter(({ id }) => taken.has(id));
}

function firstOfEachKey(rows: readonly ListOutboxResult[]): ListOutboxResult[] {
  const first = new Map<string, ListOutboxResult>();
  for (const row of rows) {
    if (!first.has(keyOf(row))) {
      first.set(keyOf(row), row);
    }
  }
  return [...first.values()];
}

function keyOf({ about, recipient, kind }: ListOutboxResult): string {
  return `${about}:${kind === 'visit_reminder' ? 'reminder' : recipient}`;
}

function dataOf(row: ListOutboxResult): object {
  return { organizationId: row.organization_id, eventId: row.event_id, kind: row.kind, recipient: row.recipient };
}

function isCancellation({ kind, recipient }: ListOutboxResult): boolean {
  return kind.startsWith('booking_cancelled') && recipient === 'applicant';
}

/** One booking has one reminder, always with the same id. */
function reminderId(bookingId: string): string {
  return idDerivedFrom(`reminder ${bookingId}`);
}

// Settles this attempt alone: whoever was thought dead and comes back changes nothing.
function attemptOf({ id, attempts }: Message): { id: string; retryCount: number } {
  return { id, retryCount: attempts };
}

function onConnection(connection: Connection): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return { executeSql: (text, values) => connection.query(text, values) };
}
