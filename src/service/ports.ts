import type { Agent, NewAgent } from '../agent.ts';
import type { Applicant, ScreenedApplicant, Screening, ScreeningOutcome } from '../applicant.ts';
import type { Booking, BookingApplicant, BookingRequest, BookingSituation, BookingStatus } from '../booking.ts';
import type { Membership, Role } from '../caller.ts';
import type { PageRequest } from '../page.ts';
import type { Slot, SlotOffer, SlotStatus } from '../slot.ts';

// What the use cases need from outside. Lists give up to `limit + 1` rows, by start, then id.
// Every function throws `unavailable` when the database is out of reach.

/** Who did it, for the audit trail. */
export interface Actor {
  readonly role: Role;
  readonly id: string;
}

export interface SlotFilter extends PageRequest {
  readonly propertyId: string | null;
  readonly status: SlotStatus | null;
}

export interface SlotStore {
  /** Stores the offer, unless it does not start after the database's clock or duplicates another: then `slot` is null. */
  offerSlot(offer: SlotOffer): Promise<{ slot: Slot | null; now: Date }>;
  findSlot(organizationId: string, id: string): Promise<Slot | null>;
  listSlotsOfAgent(organizationId: string, agentId: string, filter: SlotFilter): Promise<Slot[]>;
  /** Available slots in the future whose agent is not on another visit then. */
  listAvailableSlots(organizationId: string, propertyId: string, page: PageRequest): Promise<Slot[]>;
}

/** A booking and who is coming. */
export interface BookingWithApplicant extends Booking {
  readonly applicant: BookingApplicant;
}

export interface BookingFilter extends PageRequest {
  readonly status: BookingStatus | null;
  readonly propertyId: string | null;
}

export interface BookingStore {
  /** Books in one round trip; null when anything stands against it, which `findBookingSituation` then tells. */
  bookSlot(request: BookingRequest): Promise<Booking | null>;
  /** Null when the organization has no such slot or applicant. */
  findBookingSituation(request: BookingRequest): Promise<BookingSituation | null>;
  findBooking(organizationId: string, id: string): Promise<BookingWithApplicant | null>;
  listBookingsOfOrganization(organizationId: string, filter: BookingFilter): Promise<BookingWithApplicant[]>;
  listBookingsOfApplicant(membership: Membership, filter: BookingFilter): Promise<BookingWithApplicant[]>;
}

/** A slot that nobody else can change until the transaction ends, its booking, and the database's clock. */
export interface LockedVisit {
  readonly slot: Slot;
  readonly booking: BookingWithApplicant | null;
  readonly now: Date;
}

/** One transaction that calls off a slot or a booking. The slot is locked first, always. */
export interface Cancellation {
  lockSlot(organizationId: string, slotId: string): Promise<LockedVisit | null>;
  lockSlotOfBooking(organizationId: string, bookingId: string): Promise<LockedVisit | null>;
  /** Writes the changed slot, the changed booking if there is one, and what happened to each. */
  save(slot: Slot, booking: Booking | null, actor: Actor): Promise<{ slot: Slot; booking: Booking | null }>;
}

export interface CancellationStore {
  cancel<T>(work: (cancellation: Cancellation) => Promise<T>): Promise<T>;
}

/** One transaction that takes in one screening. */
export interface ScreeningIntake {
  /** Makes this the newest screening of the person and keeps others of theirs waiting; false when it is not newer. */
  claim(screening: Screening): Promise<boolean>;
  findApplicant(organizationId: string, externalId: string): Promise<ScreenedApplicant | null>;
  save(applicant: ScreenedApplicant, screening: Screening, outcome: ScreeningOutcome): Promise<void>;
}

export interface ScreeningStore {
  takeIn<T>(work: (intake: ScreeningIntake) => Promise<T>): Promise<T>;
}

/** One record of a person in one organization. */
export interface Identity {
  readonly organizationId: string;
  readonly role: Role;
  /** Id of the agent or applicant. */
  readonly recordId: string;
  readonly linked: boolean;
}

export interface IdentityStore {
  /**
   * Every record of this user, and the records not linked to anybody whose e-mail has this key (null: none).
   * Agents by age, applicants by newest screening first.
   */
  findIdentities(userId: string, unlinkedEmailKey: string | null): Promise<Identity[]>;
  /** Links an applicant record that is not linked yet and whose e-mail still has this key; any other is left alone. */
  linkApplicant(membership: Membership, userId: string, emailKey: string): Promise<void>;
  /** Adds the agent, unless the user has a record in the organization already. */
  addAgent(agent: NewAgent): Promise<void>;
  findAgent(organizationId: string, id: string): Promise<Agent | null>;
  findApplicant(organizationId: string, id: string): Promise<Applicant | null>;
}
