import { randomUUIDv7 } from 'node:crypto';
import {
  cancelByAgent,
  cancelByApplicant,
  checkNotes,
  refusalOf,
  type Booking,
  type BookingRequest,
} from '../booking.ts';
import { applicantIn, organizationsOf, type ApplicantCaller, type Caller } from '../caller.ts';
import { VisitaError } from '../errors.ts';
import { mergeIntoPage, type Page } from '../page.ts';
import { releaseSlot } from '../slot.ts';
import type {
  BookingFilter,
  BookingRelease,
  BookingStore,
  BookingWithApplicant,
  Cancellation,
  CancellationStore,
  LockedVisit,
  SlotStore,
} from './ports.ts';
import { slotNotFound } from './slot.ts';
import { announceToNobody, visitOf, type AnnounceVisit } from './visit-change.ts';

/** How often a booking is tried when what stood against it is gone by the time it is asked why. */
const BOOKING_ATTEMPTS = 3;

/** Booking, looking up and calling off visits. */
export class BookingService {
  readonly #bookings: BookingStore;
  readonly #cancellations: CancellationStore;
  readonly #slots: SlotStore;
  readonly #announce: AnnounceVisit;

  constructor(bookings: BookingStore, cancellations: CancellationStore, slots: SlotStore, announce: AnnounceVisit = announceToNobody) {
    this.#bookings = bookings;
    this.#cancellations = cancellations;
    this.#slots = slots;
    this.#announce = announce;
  }

  /**
   * Books a slot for the caller: one statement when nothing is against it; only a miss asks why.
   * `invalid_argument` (notes), `not_found`, `forbidden` (eligibility withdrawn), `conflict` (cancelled, taken,
   * started, the agent or the applicant busy then).
   */
  async book(applicant: ApplicantCaller, slotId: string, notes: string): Promise<Booking> {
    checkNotes(notes);
    const organizationId = await this.#organizationOfSlot(applicant, slotId);
    const applicantId = applicantIn(applicant, organizationId);
    if (applicantId === null) {
      throw slotNotFound();
    }
    const request: BookingRequest = { id: randomUUIDv7(), slotId, applicantId, organizationId, notes };
    for (let attempt = 1; attempt <= BOOKING_ATTEMPTS; attempt += 1) {
      const outcome = await this.#bookings.bookSlot(request, { again: attempt > 1 });
      if ('booking' in outcome) {
        await this.#announce({ kind: 'booked', visit: visitOf(outcome.booking) });
        return outcome.booking;
      }
      if (outcome.refusal === null) {
        throw slotNotFound();
      }
      const refusal = refusalOf(outcome.refusal);
      if (refusal !== null) {
        throw refusal;
      }
    }
    throw new VisitaError('conflict', 'the slot changes hands at this moment');
  }

  /** A booking the caller may see, else `not_found`. */
  async get(caller: Caller, id: string): Promise<BookingWithApplicant> {
    const found = await Promise.all(
      organizationsOf(caller).map((organization) => this.#bookings.findBooking(organization, id)),
    );
    const booking = found.find((candidate) => candidate !== null);
    if (booking === undefined || booking === null || !maySee(caller, booking)) {
      throw bookingNotFound();
    }
    return booking;
  }

  /** An agent's list is the organization's; an applicant's is their own, from every agency. */
  async list(caller: Caller, filter: BookingFilter): Promise<Page<BookingWithApplicant>> {
    const lists =
      caller.role === 'agent'
        ? [await this.#bookings.listBookingsOfOrganization(caller.organizationId, filter)]
        : await Promise.all(
            caller.memberships.map((membership) => this.#bookings.listBookingsOfApplicant(membership, filter)),
          );
    return mergeIntoPage(lists, filter.limit);
  }

  /**
   * Calls a booking off and makes its slot available again. `not_found` when the caller may not see it,
   * `conflict` when it is no longer confirmed or the visit has started.
   */
  async cancel(caller: Caller, id: string): Promise<BookingWithApplicant> {
    const released = (await this.#release(caller, id)) ?? (await this.#releaseUnderLock(caller, id));
    await this.#announce({ kind: 'released', visit: visitOf(released) });
    return released;
  }

  async #release(caller: Caller, bookingId: string): Promise<BookingWithApplicant | null> {
    for (const release of releasesBy(caller)) {
      const released = await this.#cancellations.releaseBooking({ ...release, bookingId });
      if (released !== null) {
        return released;
      }
    }
    return null;
  }

  // Something stands against it. Which it is, only a look under the lock can tell; what was only for a moment is done here.
  #releaseUnderLock(caller: Caller, id: string): Promise<BookingWithApplicant> {
    return this.#cancellations.cancel(async (cancellation) => {
      const { slot, booking, now, release } = await lockOwnBooking(cancellation, caller, id);
      const cancelled = release.status === 'cancelled_by_agent' ? cancelByAgent(booking, now) : cancelByApplicant(booking, now);
      const saved = await cancellation.save(releaseSlot(slot), cancelled, release.actor);
      return { ...(saved.booking ?? cancelled), applicant: booking.applicant };
    });
  }

  // With one agency, the common case, the slot can only be there. Among several it is looked for first.
  async #organizationOfSlot(applicant: ApplicantCaller, slotId: string): Promise<string> {
    const organizations = organizationsOf(applicant);
    const [first, ...others] = organizations;
    if (first !== undefined && others.length === 0) {
      return first;
    }
    const found = await Promise.all(organizations.map((organization) => this.#slots.findSlot(organization, slotId)));
    const slot = found.find((candidate) => candidate !== null);
    if (slot === undefined || slot === null) {
      throw slotNotFound();
    }
    return slot.organizationId;
  }
}

async function lockOwnBooking(
  cancellation: Cancellation,
  caller: Caller,
  id: string,
): Promise<LockedVisit & { booking: BookingWithApplicant; release: Release }> {
  for (const release of releasesBy(caller)) {
    const { organizationId, applicantId } = release;
    const visit = await cancellation.lockSlotOfBooking({ organizationId, applicantId, bookingId: id });
    if (visit !== null && visit.booking !== null) {
      return { ...visit, booking: visit.booking, release };
    }
  }
  throw bookingNotFound();
}

type Release = Omit<BookingRelease, 'bookingId'>;

/** As whom, in each of their organizations, somebody may call a booking off. */
function releasesBy(caller: Caller): Release[] {
  if (caller.role === 'agent') {
    const { organizationId, agentId } = caller;
    return [{ organizationId, applicantId: null, status: 'cancelled_by_agent', actor: { role: 'agent', id: agentId } }];
  }
  return caller.memberships.map(({ organizationId, applicantId }) => ({
    organizationId,
    applicantId,
    status: 'cancelled_by_applicant',
    actor: { role: 'applicant', id: applicantId },
  }));
}

function maySee(caller: Caller, booking: Booking): boolean {
  return (
    caller.role === 'agent' || caller.memberships.some((membership) => membership.applicantId === booking.applicantId)
  );
}

/** Says the same whether the booking does not exist or is somebody else's. */
export function bookingNotFound(): VisitaError {
  return new VisitaError('not_found', 'there is no such booking');
}
