import { isEligible, type Applicant } from './applicant.ts';
import { invalidField, VisitaError } from './errors.ts';
import { hasStarted, whyNotAvailable, type Slot } from './slot.ts';

/** confirmed, and from there to one of the two cancellations; both are final. */
export type BookingStatus = 'confirmed' | 'cancelled_by_applicant' | 'cancelled_by_agent';

/** An applicant's visit in one slot. Agent, property and times are those of the slot. All times are instants. */
export interface Booking {
  readonly id: string;
  readonly slotId: string;
  readonly applicantId: string;
  readonly agentId: string;
  readonly propertyId: string;
  readonly organizationId: string;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly status: BookingStatus;
  readonly notes: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Who is coming, as the agency's agents see it. */
export interface BookingApplicant {
  readonly name: string;
  readonly email: string;
}

/** What an applicant asks for. */
export interface BookingRequest {
  readonly id: string;
  readonly slotId: string;
  readonly applicantId: string;
  readonly organizationId: string;
  readonly notes: string;
}

export const LONGEST_NOTES = 2000;

// Control characters, but for line breaks and tabs.
const FORBIDDEN_IN_NOTES = /(?![\n\r\t])\p{Cc}/u;

/** Refuses (`invalid_argument`) notes that are too long, counted in code points, or hold control characters. */
export function checkNotes(notes: string): void {
  if (!notes.isWellFormed()) {
    throw invalidField('notes', 'must be well-formed Unicode text');
  }
  if ([...notes].length > LONGEST_NOTES) {
    throw invalidField('notes', `must be at most ${LONGEST_NOTES} characters long`);
  }
  if (FORBIDDEN_IN_NOTES.test(notes)) {
    throw invalidField('notes', 'must not contain control characters other than line breaks and tabs');
  }
}

/** Everything that decides whether a slot can be booked by an applicant, at one moment. */
export interface BookingSituation {
  readonly slot: Pick<Slot, 'status' | 'startTime'>;
  readonly applicant: Pick<Applicant, 'riskLevel'>;
  /** The slot's agent has a confirmed visit elsewhere at that time. */
  readonly agentBusy: boolean;
  /** The applicant has another confirmed visit at that time. */
  readonly applicantBusy: boolean;
  /** The database's clock. */
  readonly now: Date;
}

/**
 * Why a booking is refused, the first reason that holds: `forbidden` (eligibility withdrawn), then `conflict`
 * (cancelled, taken, started, applicant busy, agent busy). Null where nothing is against it.
 */
export function refusalOf(situation: BookingSituation): VisitaError | null {
  if (!isEligible(situation.applicant)) {
    return new VisitaError('forbidden', 'this applicant may not book visits with this agency at the moment');
  }
  const reason = whyInConflict(situation);
  return reason === null ? null : new VisitaError('conflict', reason);
}

/** Whether nothing is against a booking. Of a crowd at one slot it is asked for each, so it makes no error. */
export function isBookable(situation: BookingSituation): boolean {
  return isEligible(situation.applicant) && whyInConflict(situation) === null;
}

function whyInConflict({ slot, agentBusy, applicantBusy, now }: BookingSituation): string | null {
  const reason = whyNotAvailable(slot, now);
  if (reason !== null) {
    return reason;
  }
  if (applicantBusy) {
    return 'you already have another visit at that time';
  }
  return agentBusy ? 'the agent is on another visit at that time' : null;
}

/** confirmed → cancelled_by_applicant. `conflict` when it is no longer confirmed or the visit has started. */
export function cancelByApplicant(booking: Booking, now: Date): Booking {
  return cancel(booking, 'cancelled_by_applicant', now);
}

/** confirmed → cancelled_by_agent. `conflict` when it is no longer confirmed or the visit has started. */
export function cancelByAgent(booking: Booking, now: Date): Booking {
  return cancel(booking, 'cancelled_by_agent', now);
}

function cancel(booking: Booking, status: BookingStatus, now: Date): Booking {
  if (booking.status !== 'confirmed') {
    throw new VisitaError('conflict', 'the booking is no longer confirmed');
  }
  if (hasStarted(booking, now)) {
    throw new VisitaError('conflict', 'the visit has already started');
  }
  return { ...booking, status };
}
