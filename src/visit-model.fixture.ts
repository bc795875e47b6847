import type { BookingStatus } from './booking.ts';
import type { RiskLevel } from './applicant.ts';
import type { ErrorCode } from './errors.ts';
import type { SlotStatus } from './slot.ts';

// A model of slots and bookings that is simple enough to be right by looking at it: people, slots and bookings are
// numbers, time is minutes. Property tests hold the product against it: the domain alone (src/visit.property.test.ts)
// and the whole of it on PostgreSQL (test/visit.property.test.ts).

/** Two agents of agency 0, one of agency 1. */
export const AGENCY_OF_AGENT: readonly number[] = [0, 0, 1];
/** Whom each applicant was screened by: two persons by both agencies, one by the first alone. */
export const AGENCIES_OF_APPLICANT: readonly (readonly number[])[] = [[0, 1], [0, 1], [0]];
/** Minute 0 of the model. */
export const MODEL_EPOCH = new Date('2031-03-01T08:00:00Z');

/** What somebody does. Slots and bookings are numbered in the order in which they were made. */
export type Step =
  | { readonly kind: 'offer'; readonly agent: number; readonly property: number; readonly start: number; readonly minutes: number }
  | { readonly kind: 'book'; readonly applicant: number; readonly slot: number }
  | { readonly kind: 'cancel booking as applicant'; readonly applicant: number; readonly booking: number }
  | { readonly kind: 'cancel booking as agent'; readonly agent: number; readonly booking: number }
  | { readonly kind: 'cancel slot'; readonly agent: number; readonly slot: number }
  | { readonly kind: 'screen'; readonly applicant: number; readonly agency: number; readonly riskLevel: RiskLevel }
  | { readonly kind: 'pass time'; readonly minutes: number };

/** What became of a step: done, or refused with this code. */
export type Outcome = 'done' | ErrorCode;

export interface SlotState {
  readonly status: SlotStatus;
  readonly booking: number | null;
}

export interface BookingState {
  readonly slot: number;
  readonly applicant: number;
  readonly status: BookingStatus;
}

/** Everything that steps change, as it can be seen from outside. */
export interface VisitsState {
  readonly slots: readonly SlotState[];
  readonly bookings: readonly BookingState[];
}

interface ModelSlot {
  readonly agent: number;
  readonly property: number;
  readonly start: number;
  readonly end: number;
  cancelled: boolean;
}

type ModelBooking = { -readonly [Field in keyof BookingState]: BookingState[Field] };

export class VisitModel {
  readonly slots: ModelSlot[] = [];
  readonly bookings: ModelBooking[] = [];
  now = 0;
  /** State changes: each is to leave one event (docs/guarantees.md, promise 6). */
  changes = 0;
  readonly #withdrawn = new Set<string>();

  /** Takes the step where the rules allow it. */
  take(step: Step): Outcome {
    let outcome: Outcome = 'done';
    switch (step.kind) {
      case 'offer':
        outcome = this.#offer(step);
        break;
      case 'book':
        outcome = this.#book(step.applicant, step.slot);
        break;
      case 'cancel booking as applicant': {
        const own = this.bookings[step.booking]?.applicant === step.applicant;
        outcome = own ? this.#cancelBooking(step.booking, 'cancelled_by_applicant') : 'not_found';
        break;
      }
      case 'cancel booking as agent': {
        const same = this.#agencyOfBooking(step.booking) === AGENCY_OF_AGENT[step.agent];
        outcome = same ? this.#cancelBooking(step.booking, 'cancelled_by_agent') : 'not_found';
        break;
      }
      case 'cancel slot':
        outcome = this.#cancelSlot(step.agent, step.slot);
        break;
      case 'screen':
        this.changes += 1;
        this.#withdrawn[step.riskLevel === 'HIGH' ? 'add' : 'delete'](`${step.applicant} ${step.agency}`);
        break;
      case 'pass time':
        this.now += step.minutes;
        break;
    }
    return outcome;
  }

  state(): VisitsState {
    const slots = this.slots.map((slot, number): SlotState => {
      const booking = this.#holder(number);
      return { status: slot.cancelled ? 'cancelled' : booking === null ? 'available' : 'booked', booking };
    });
    return { slots, bookings: this.bookings.map((booking) => ({ ...booking })) };
  }

  /** What the availability list of a property has for an applicant, in its order. */
  available(applicant: number, property: number): number[] {
    return this.slots
      .map((slot, number) => ({ ...slot, number }))
      .filter((slot) => slot.property === property && !slot.cancelled && this.#holder(slot.number) === null)
      .filter((slot) => slot.start > this.now && !this.#isAgentBusy(slot, slot.number))
      .filter((slot) => AGENCIES_OF_APPLICANT[applicant]?.includes(AGENCY_OF_AGENT[slot.agent] ?? -1))
      .toSorted((a, b) => a.start - b.start || a.number - b.number)
      .map(({ number }) => number);
  }

  #offer({ agent, property, start, minutes }: Step & { kind: 'offer' }): Outcome {
    if (minutes < 5 || minutes > 24 * 60 || start <= this.now) {
      return 'invalid_argument';
    }
    const offer = { agent, property, start, end: start + minutes, cancelled: false };
    if (this.slots.some((slot) => !slot.cancelled && slot.agent === agent && slot.property === property && overlap(slot, offer))) {
      return 'conflict';
    }
    this.slots.push(offer);
    this.changes += 1;
    return 'done';
  }

  #book(applicant: number, number: number): Outcome {
    const slot = this.slots[number];
    const agency = AGENCY_OF_AGENT[slot?.agent ?? -1];
    if (slot === undefined || agency === undefined || !AGENCIES_OF_APPLICANT[applicant]?.includes(agency)) {
      return 'not_found';
    }
    if (this.#withdrawn.has(`${applicant} ${agency}`)) {
      return 'forbidden';
    }
    if (slot.cancelled || this.#holder(number) !== null || slot.start <= this.now) {
      return 'conflict';
    }
    // Agencies know nothing of each other: an applicant may be on two visits of two agencies at a time.
    const applicantBusy = this.#confirmed().some(
      (booking) => booking.applicant === applicant && AGENCY_OF_AGENT[booking.visit.agent] === agency && overlap(booking.visit, slot),
    );
    if (applicantBusy || this.#isAgentBusy(slot, number)) {
      return 'conflict';
    }
    this.bookings.push({ slot: number, applicant, status: 'confirmed' });
    this.changes += 1;
    return 'done';
  }

  #cancelBooking(number: number, status: BookingStatus): Outcome {
    const booking = this.bookings[number];
    const slot = this.slots[booking?.slot ?? -1];
    if (booking === undefined || slot === undefined || booking.status !== 'confirmed' || slot.start <= this.now) {
      return 'conflict';
    }
    booking.status = status;
    this.changes += 2;
    return 'done';
  }

  #cancelSlot(agent: number, number: number): Outcome {
    const slot = this.slots[number];
    if (slot === undefined || AGENCY_OF_AGENT[slot.agent] !== AGENCY_OF_AGENT[agent]) {
      return 'not_found';
    }
    if (slot.agent !== agent) {
      return 'forbidden';
    }
    const booking = this.bookings[this.#holder(number) ?? -1];
    // A slot that nobody booked may be withdrawn at any time.
    if (slot.cancelled || (booking !== undefined && slot.start <= this.now)) {
      return 'conflict';
    }
    if (booking !== undefined) {
      booking.status = 'cancelled_by_agent';
      this.changes += 1;
    }
    slot.cancelled = true;
    this.changes += 1;
    return 'done';
  }

  #holder(slot: number): number | null {
    const number = this.bookings.findIndex((booking) => booking.slot === slot && booking.status === 'confirmed');
    return number === -1 ? null : number;
  }

  #isAgentBusy(visit: ModelSlot, number: number): boolean {
    return this.#confirmed().some((booking) => booking.slot !== number && booking.visit.agent === visit.agent && overlap(booking.visit, visit));
  }

  #confirmed(): (ModelBooking & { visit: ModelSlot })[] {
    return this.bookings.flatMap((booking) => {
      const visit = this.slots[booking.slot];
      return booking.status === 'confirmed' && visit !== undefined ? [{ ...booking, visit }] : [];
    });
  }

  #agencyOfBooking(booking: number): number | undefined {
    return AGENCY_OF_AGENT[this.slots[this.bookings[booking]?.slot ?? -1]?.agent ?? -1];
  }
}

/** A minute of the model as an instant. */
export function atMinute(minute: number): Date {
  return new Date(MODEL_EPOCH.getTime() + minute * 60_000);
}

// Half-open: a visit may start the minute another one ends.
function overlap(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}
