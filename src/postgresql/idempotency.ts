import { createHash } from 'node:crypto';
import type {
  BookingStore,
  CancellationStore,
  IdempotencyKey,
  IdempotencyStore,
  IdempotentWork,
  KeptAnswer,
  SlotStore,
} from '../service/ports.ts';
import { PostgresqlBookingStore } from './booking.ts';
import { PostgresqlCancellationStore } from './cancellation.ts';
import type { Connection, Transactions } from './database.ts';
import { findKeptAnswer, keepAnswer, lockIdempotencyKey } from './idempotency.gen.ts';
import { PostgresqlSlotStore } from './slot.ts';
import { StatementsInTurn } from './statements-in-turn.ts';

/** Requests under a key, each in one transaction with what it changes. */
export class PostgresqlIdempotencyStore implements IdempotencyStore {
  readonly #database: Transactions;

  constructor(database: Transactions) {
    this.#database = database;
  }

  async inOneTransaction<T>(work: (transaction: IdempotentWork) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (connection) => {
      const inTurn = new StatementsInTurn(connection);
      try {
        return await work(new PostgresqlIdempotentWork(inTurn));
      } finally {
        await inTurn.settled();
      }
    });
  }
}

class PostgresqlIdempotentWork implements IdempotentWork {
  readonly slots: SlotStore;
  readonly bookings: BookingStore;
  readonly cancellations: CancellationStore;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.slots = new PostgresqlSlotStore(connection);
    this.bookings = new PostgresqlBookingStore(connection);
    this.cancellations = new PostgresqlCancellationStore({
      query: (text, values) => connection.query(text, values),
      transaction: (work) => work(connection),
    });
  }

  async lock(key: IdempotencyKey): Promise<boolean> {
    const [row] = await lockIdempotencyKey.run({ lock: lockOf(key) }, this.#connection);
    return row?.locked ?? false;
  }

  async findKeptAnswer({ userId, key }: IdempotencyKey): Promise<KeptAnswer | null> {
    const [row] = await findKeptAnswer.run({ userId, key }, this.#connection);
    if (row === undefined) {
      return null;
    }
    const { fingerprint, status, location, body } = row;
    return { fingerprint, answer: { status, location, body } };
  }

  async keep({ userId, key }: IdempotencyKey, { fingerprint, answer }: KeptAnswer): Promise<void> {
    const [row] = await keepAnswer.run({ userId, key, fingerprint, ...answer }, this.#connection);
    if (row === undefined) {
      throw new Error('an answer was kept under this key although its lock was held');
    }
  }
}

/**
 * The number of the advisory lock of a key. From SHA-256, so that nobody can find a key of their own that holds up
 * somebody else's.
 */
function lockOf({ userId, key }: IdempotencyKey): string {
  return createHash('sha256').update(JSON.stringify([userId, key])).digest().readBigInt64BE().toString();
}
