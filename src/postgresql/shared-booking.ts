import { isBookable, type Booking, type BookingRequest, type BookingSituation } from '../booking.ts';
import type { Membership } from '../caller.ts';
import type { BookingFilter, BookingStore, BookingWithApplicant } from '../service/ports.ts';
import { bookSlots, findBookingSituations } from './booking.gen.ts';
import { toBooking, toSituation } from './booking.ts';
import type { Connection } from './database.ts';
import { SharedStatement } from './shared-statement.ts';

/** For so long many may want a slot that one of them has got. */
const HOT_MS = 1_000;
const MOST_HOT_SLOTS = 10_000;

/**
 * Bookings that arrive together, for one organization, share a statement; everything else is left to `single`.
 * `database` should give up waiting for locks soon: what cannot be had together is then had one by one.
 */
export class SharedBookingStore implements BookingStore {
  readonly #single: BookingStore;
  /** Requests whose slot somebody else had locked, or that met a conflict: they come back, and then they wait for it. */
  readonly #seen = new WeakSet<BookingRequest>();
  /** Slots that were refused a moment ago, and until when: the oldest first. */
  readonly #hotUntil = new Map<string, number>();
  /** Why a request was refused, where that was found before anything was tried. */
  readonly #refusals = new WeakMap<BookingRequest, { situation: BookingSituation | null }>();
  readonly #bookings: SharedStatement<BookingRequest, { booking: Booking | null }>;
  readonly #situations: SharedStatement<BookingRequest, { situation: BookingSituation | null }>;

  constructor(database: Connection, single: BookingStore) {
    this.#single = single;
    const groupOf = (request: BookingRequest) => request.organizationId;
    this.#bookings = new SharedStatement({
      groupOf,
      together: (requests) => bookTogether(database, requests),
      alone: async (request) => ({ booking: await single.bookSlot(request) }),
      byHalves: true,
    });
    this.#situations = new SharedStatement({
      groupOf,
      together: (requests) => findTogether(database, requests),
      alone: async (request) => ({ situation: await single.findBookingSituation(request) }),
    });
  }

  async bookSlot(request: BookingRequest): Promise<Booking | null> {
    if (this.#seen.has(request)) {
      return this.#single.bookSlot(request);
    }
    this.#seen.add(request);
    if (this.#isHot(request.slotId) && (await this.#isRefused(request))) {
      return null;
    }
    const { booking } = await this.#bookings.ask(request);
    if (booking === null) {
      this.#keepHot(request.slotId);
    }
    return booking;
  }

  async findBookingSituation(request: BookingRequest): Promise<BookingSituation | null> {
    const refusal = this.#refusals.get(request);
    this.#refusals.delete(request);
    return (refusal ?? (await this.#situations.ask(request))).situation;
  }

  // Of a thousand who want one slot, all but the first are told so by a look: no lock, no commit.
  async #isRefused(request: BookingRequest): Promise<boolean> {
    const found = await this.#situations.ask(request);
    if (found.situation !== null && isBookable(found.situation)) {
      return false;
    }
    this.#refusals.set(request, found);
    return true;
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

async function bookTogether(database: Connection, requests: readonly BookingRequest[]): Promise<{ booking: Booking | null }[]> {
  const rows = await bookSlots.run({ ...columnsOf(requests), notes: requests.map(({ notes }) => notes) }, database);
  const booked = new Map(rows.map((row) => [row.id, toBooking(row)]));
  return requests.map(({ id }) => ({ booking: booked.get(id) ?? null }));
}

async function findTogether(database: Connection, requests: readonly BookingRequest[]): Promise<{ situation: BookingSituation | null }[]> {
  const rows = await findBookingSituations.run(columnsOf(requests), database);
  const situations = new Map(rows.map((row) => [row.request_id, toSituation(row)]));
  return requests.map(({ id }) => ({ situation: situations.get(id) ?? null }));
}

function columnsOf(requests: readonly BookingRequest[]) {
  return {
    organizationId: requests[0]?.organizationId ?? '',
    ids: requests.map(({ id }) => id),
    slotIds: requests.map(({ slotId }) => slotId),
    applicantIds: requests.map(({ applicantId }) => applicantId),
  };
}
