import { isBookable, type Booking, type BookingRequest, type BookingSituation } from '../booking.ts';
import type { Membership } from '../caller.ts';
import type { BookingFilter, BookingOutcome, BookingStore, BookingWithApplicant } from '../service/ports.ts';
import { bookSlots, bookSlotsOfSeveral, findBookingSituations, findBookingSituationsOfSeveral } from './booking.gen.ts';
import { toBooking, toSituation, type PostgresqlBookingStore } from './booking.ts';
import { runByOrganization } from './by-organization.ts';
import type { Connection, SharedConnection } from './database.ts';
import { SharedStatement } from './shared-statement.ts';

/** For so long many may want a slot that one of them has got. */
const HOT_MS = 1_000;
const MOST_HOT_SLOTS = 10_000;

/**
 * Bookings that arrive together share a statement, those of several organizations where one node has them all; everything else is left to `single`.
 * `database` should give up waiting for locks soon: what cannot be had together is then had one by one.
 */
export class SharedBookingStore implements BookingStore {
  readonly #single: PostgresqlBookingStore;
  /** Slots that were refused a moment ago, and until when: the oldest first. */
  readonly #hotUntil = new Map<string, number>();
  readonly #bookings: SharedStatement<BookingRequest, Booking | null>;
  readonly #situations: SharedStatement<BookingRequest, BookingSituation | null>;

  constructor(database: SharedConnection, single: PostgresqlBookingStore) {
    this.#single = single;
    const groupOf = (request: BookingRequest) => request.organizationId;
    const mayMix = () => database.isOneNode;
    this.#bookings = new SharedStatement({
      groupOf,
      together: (requests) => bookTogether(database, requests),
      alone: (request) => single.bookOrMiss(request),
      byHalves: true,
      mayMix,
    });
    this.#situations = new SharedStatement({
      groupOf,
      together: (requests) => findTogether(database, requests),
      alone: (request) => single.findSituation(request),
      mayMix,
    });
  }

  async bookSlot(request: BookingRequest, { again }: { readonly again: boolean }): Promise<BookingOutcome> {
    if (again) {
      // Somebody else had the slot locked, or has just let go of it: this time it is waited for.
      return this.#single.bookSlot(request);
    }
    // Of a thousand who want one slot, all but the first are told so by a look: no lock, no commit.
    if (this.#isHot(request.slotId)) {
      const seen = await this.#situations.ask(request);
      if (seen === null || !isBookable(seen)) {
        return { refusal: seen };
      }
    }
    const booking = await this.#bookings.ask(request);
    if (booking !== null) {
      return { booking };
    }
    this.#keepHot(request.slotId);
    return { refusal: await this.#situations.ask(request) };
  }

  #isHot(slotId: string): boolean {
    return (this.#hotUntil.get(slotId) ?? 0) > performance.now();
  }

  #keepHot(slotId: string): void {
    const now = performance.now();
    this.#hotUntil.delete(slotId);
    this.#hotUntil.set(slotId, now + HOT_MS);
    for (const [oldest, until] of this.#hotUntil) {
      if (until > now && this.#hotUntil.size <= MOST_HOT_SLOTS) {
        break;
      }
      this.#hotUntil.delete(oldest);
    }
  }

  findBooking(organizationId: string, id: string): Promise<BookingWithApplicant | null> {
    return this.#single.findBooking(organizationId, id);
  }

  listBookingsOfOrganization(organizationId: string, filter: BookingFilter): Promise<BookingWithApplicant[]> {
    return this.#single.listBookingsOfOrganization(organizationId, filter);
  }

  listBookingsOfApplicant(membership: Membership, filter: BookingFilter): Promise<BookingWithApplicant[]> {
    return this.#single.listBookingsOfApplicant(membership, filter);
  }
}

async function bookTogether(database: Connection, requests: readonly BookingRequest[]): Promise<(Booking | null)[]> {
  const columns = { ...columnsOf(requests), ids: requests.map(({ id }) => id), notes: requests.map(({ notes }) => notes) };
  const rows = await runByOrganization({ ofOne: bookSlots, ofSeveral: bookSlotsOfSeveral }, columns, database);
  const booked = new Map(rows.map((row) => [row.id, toBooking(row)]));
  return requests.map(({ id }) => booked.get(id) ?? null);
}

async function findTogether(database: Connection, requests: readonly BookingRequest[]): Promise<(BookingSituation | null)[]> {
  const rows = await runByOrganization({ ofOne: findBookingSituations, ofSeveral: findBookingSituationsOfSeveral }, columnsOf(requests), database);
  const found = requests.map((): BookingSituation | null => null);
  for (const row of rows) {
    found[row.place - 1] = toSituation(row);
  }
  return found;
}

function columnsOf(requests: readonly BookingRequest[]) {
  return {
    organizationIds: requests.map(({ organizationId }) => organizationId),
    slotIds: requests.map(({ slotId }) => slotId),
    applicantIds: requests.map(({ applicantId }) => applicantId),
  };
}
