import type { Agent, NewAgent } from '../agent.ts';
import type { Applicant, ScreenedApplicant, Screening, ScreeningOutcome, ScreeningVerdict } from '../applicant.ts';
import type { Booking, BookingApplicant, BookingRequest, BookingSituation, BookingStatus } from '../booking.ts';
import type { Membership, Role } from '../caller.ts';
import type { NoticeVisit } from '../notice.ts';
import type { PageRequest, PropertyPageRequest } from '../page.ts';
import type { Property, PropertyKnowledge, PropertyOutcome } from '../property.ts';
import type { Slot, SlotOffer, SlotStatus } from '../slot.ts';

// What the use cases need from outside; what mail needs is in message-ports.ts. Lists give up to `limit + 1` rows, by start, then id.
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
  /** Stores the offer, unless it does not start after the database's clock: then `slot` is null. `conflict` when it duplicates another. */
  offerSlot(offer: SlotOffer): Promise<{ slot: Slot | null; now: Date }>;
  findSlot(organizationId: string, id: string): Promise<Slot | null>;
  listSlotsOfAgent(organizationId: string, agentId: string, filter: SlotFilter): Promise<Slot[]>;
  /** Available slots in the future whose agent is not on another visit then. */
  listAvailableSlots(organizationId: string, propertyId: string, page: PageRequest): Promise<AvailableSlots>;
}

/** What can be booked of a property, and the database's clock where there is anything. */
export interface AvailableSlots {
  readonly slots: readonly Slot[];
  readonly now: Date | null;
}

/** A booking and who is coming. */
export interface BookingWithApplicant extends Booking {
  readonly applicant: BookingApplicant;
}

export interface BookingFilter extends PageRequest {
  readonly status: BookingStatus | null;
  readonly propertyId: string | null;
}

/** The booking; or what was found when something stood against it, null where the organization has no such slot or applicant. */
export type BookingOutcome = { readonly booking: Booking } | { readonly refusal: BookingSituation | null };

export interface BookingStore {
  /**
   * Books in one round trip; only a miss asks why, and by then that may be over. `again`: this request was refused before, for nothing that
   * still stands against it.
   */
  bookSlot(request: BookingRequest, options: { readonly again: boolean }): Promise<BookingOutcome>;
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
  /** Null, and nothing is locked, where there is no such booking or it is another's. */
  lockSlotOfBooking(booking: BookingOfCaller): Promise<LockedVisit | null>;
  /** Writes the changed slot, the changed booking if there is one, and what happened to each. */
  save(slot: Slot, booking: Booking | null, actor: Actor): Promise<{ slot: Slot; booking: Booking | null }>;
}

/** A booking that somebody names. */
export interface BookingOfCaller {
  readonly organizationId: string;
  readonly bookingId: string;
  /** Null: whoever's it is. */
  readonly applicantId: string | null;
}

/** What somebody asks who calls a booking off. */
export interface BookingRelease extends BookingOfCaller {
  readonly status: Exclude<BookingStatus, 'confirmed'>;
  readonly actor: Actor;
}

export interface CancellationStore {
  /** Calls a booking off and frees its slot, in one round trip; null when anything stands against it, which `cancel` then tells. */
  releaseBooking(release: BookingRelease): Promise<BookingWithApplicant | null>;
  cancel<T>(work: (cancellation: Cancellation) => Promise<T>): Promise<T>;
}

/** The answer to a request, as it was sent. */
export interface SentAnswer {
  /** The HTTP status, a success. */
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

/** An answer with the fingerprint (SHA-256) of the request that it answered. */
export interface KeptAnswer {
  readonly fingerprint: Buffer;
  readonly answer: SentAnswer;
}

/** A key that a client gave to a request. It belongs to the user: another one's equal key is another key. */
export interface IdempotencyKey {
  readonly userId: string;
  readonly key: string;
}

/** One transaction in which a request under a key takes effect and its answer is kept. */
export interface IdempotentWork {
  /** Holds the key until the transaction ends; false when another transaction holds it. Never waits. */
  lock(key: IdempotencyKey): Promise<boolean>;
  /** Null when nothing was answered under this key, or it expired. To be asked under the lock. */
  findKeptAnswer(key: IdempotencyKey): Promise<KeptAnswer | null>;
  /** Keeps the answer for 24 hours. */
  keep(key: IdempotencyKey, kept: KeptAnswer): Promise<void>;
  /** What is changed through these is stored with the answer or not at all. */
  readonly slots: SlotStore;
  readonly bookings: BookingStore;
  readonly cancellations: CancellationStore;
}

export interface IdempotencyStore {
  inOneTransaction<T>(work: (transaction: IdempotentWork) => Promise<T>): Promise<T>;
}

/** What the newest screening of a person makes of what is known of them; null: nothing is. */
export type ScreeningDecision = (known: ScreenedApplicant | null) => ScreeningVerdict;

export interface ScreeningStore {
  /**
   * Makes this the newest screening of the person, lets `decide` judge it on what is known of them and stores that, in one transaction that
   * no other screening of the person gets between. `outdated`, without asking, when it is not newer than the newest. `decide` is pure: it
   * may be asked again when the transaction has to be.
   */
  takeIn(screening: Screening, decide: ScreeningDecision): Promise<ScreeningOutcome>;
}

/** One transaction that takes in what is said of one property. Nobody else can change it until the transaction ends. */
export interface PropertyIntake {
  readonly known: PropertyKnowledge;
  /** Nobody had said anything of it before. */
  readonly isNew: boolean;
  /** The database's clock, read when the property was held. */
  readonly now: Date;
  /** Writes what is known now, and what happened unless the outcome is `unchanged`. */
  save(knowledge: PropertyKnowledge, outcome: PropertyOutcome, by: Actor | 'screening'): Promise<Property>;
}

export interface PropertyStore {
  takeIn<T>(organizationId: string, id: string, work: (intake: PropertyIntake) => Promise<T>): Promise<T>;
  findProperty(organizationId: string, id: string): Promise<Property | null>;
  /** Up to `limit + 1` rows, by id. */
  listProperties(organizationId: string, page: PropertyPageRequest): Promise<Property[]>;
}

/** One thing that happened to a booking. */
export interface BookingEvent {
  readonly type: string;
  readonly occurredAt: Date;
  readonly actor: BookingActor;
}

/** Who did it. `name` is null where the person is not known any more, and so is `id` where it was no person. */
export interface BookingActor {
  readonly role: Role | 'screening';
  readonly id: string | null;
  readonly name: string | null;
}

export interface HistoryStore {
  /** What happened to a booking, in the order in which it happened. */
  listBookingEvents(organizationId: string, bookingId: string): Promise<BookingEvent[]>;
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

/** The facts of a visit, as they are now. */
export interface VisitStore {
  findVisit(organizationId: string, bookingId: string): Promise<NoticeVisit | null>;
}
