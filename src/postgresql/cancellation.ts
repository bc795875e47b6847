import type { Booking } from '../booking.ts';
import type { Actor, BookingOfCaller, BookingRelease, BookingWithApplicant, Cancellation, CancellationStore, LockedVisit } from '../service/ports.ts';
import type { Slot } from '../slot.ts';
import { findBooking } from './booking.gen.ts';
import { toBookingWithApplicant } from './booking.ts';
import { lockSlot, lockSlotOfBooking, releaseBooking, saveBooking, saveSlot } from './cancellation.gen.ts';
import type { Connection, Transactions } from './database.ts';
import { toSlot } from './slot.ts';

/** Calling off slots and bookings, each in one statement or one transaction. */
export class PostgresqlCancellationStore implements CancellationStore {
  readonly #database: Connection & Transactions;

  constructor(database: Connection & Transactions) {
    this.#database = database;
  }

  async releaseBooking({ actor, ...release }: BookingRelease): Promise<BookingWithApplicant | null> {
    const [row] = await releaseBooking.run({ ...release, actorRole: actor.role, actorId: actor.id }, this.#database);
    return row === undefined ? null : toBookingWithApplicant(row);
  }

  async cancel<T>(work: (cancellation: Cancellation) => Promise<T>): Promise<T> {
    return this.#database.transaction((connection) => work(new PostgresqlCancellation(connection)));
  }
}

class PostgresqlCancellation implements Cancellation {
  readonly #connection: Connection;
  /** What the database's clock said when the slot was locked. */
  #lockedAt = new Date(0);

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async lockSlot(organizationId: string, slotId: string): Promise<LockedVisit | null> {
    const [row] = await lockSlot.run({ organizationId, slotId }, this.#connection);
    if (row === undefined) {
      return null;
    }
    this.#lockedAt = row.now;
    const booking = row.booking_id === null ? null : await this.#findBooking(organizationId, row.booking_id);
    return { slot: toSlot(row), booking, now: row.now };
  }

  async lockSlotOfBooking({ organizationId, bookingId, applicantId }: BookingOfCaller): Promise<LockedVisit | null> {
    const [row] = await lockSlotOfBooking.run({ organizationId, bookingId, applicantId }, this.#connection);
    if (row === undefined) {
      return null;
    }
    this.#lockedAt = row.now;
    return { slot: toSlot(row), booking: await this.#findBooking(organizationId, bookingId), now: row.now };
  }

  async save(slot: Slot, booking: Booking | null, actor: Actor): Promise<{ slot: Slot; booking: Booking | null }> {
    const { organizationId } = slot;
    const by = { organizationId, actorRole: actor.role, actorId: actor.id, at: this.#lockedAt };
    const savedBooking = booking === null ? null : await this.#saveBooking(booking, by);
    const { id, status, bookingId } = slot;
    const eventType = status === 'cancelled' ? 'slot.cancelled' : 'slot.released';
    const [row] = await saveSlot.run({ ...by, id, status, bookingId, eventType }, this.#connection);
    return { slot: { ...slot, updatedAt: row?.updated_at ?? slot.updatedAt }, booking: savedBooking };
  }

  async #saveBooking(
    booking: Booking,
    by: { organizationId: string; actorRole: string; actorId: string; at: Date },
  ): Promise<Booking> {
    const { id, status } = booking;
    const kind = { eventType: `booking.${status}`, messageKind: `booking_${status}` };
    const [row] = await saveBooking.run({ ...by, id, status, ...kind }, this.#connection);
    return { ...booking, updatedAt: row?.updated_at ?? booking.updatedAt };
  }

  async #findBooking(organizationId: string, id: string): Promise<BookingWithApplicant | null> {
    const [row] = await findBooking.run({ organizationId, id }, this.#connection);
    return row === undefined ? null : toBookingWithApplicant(row);
  }
}
