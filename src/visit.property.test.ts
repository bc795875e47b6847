import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyScreening, type ScreenedApplicant } from './applicant.ts';
import { cancelByAgent, cancelByApplicant, refusalOf, type Booking } from './booking.ts';
import { VisitaError } from './errors.ts';
import { cancelSlot, checkVisitIsAhead, checkVisitLength, releaseSlot, type Slot } from './slot.ts';
import { AGENCIES_OF_APPLICANT, AGENCY_OF_AGENT, atMinute, VisitModel, type Step, type VisitsState } from './visit-model.fixture.ts';
import { visitSteps, type Visits } from './visit-steps.fixture.ts';

/** Slots and bookings in memory, changed by nothing but the domain's own transitions. It only tells who is busy. */
class Diary implements Visits {
  readonly #slots: Slot[] = [];
  readonly #bookings: Booking[] = [];
  readonly #applicants = new Map<string, ScreenedApplicant>();
  #now = atMinute(0);

  constructor() {
    for (const [applicant, agencies] of AGENCIES_OF_APPLICANT.entries()) {
      for (const agency of agencies) {
        this.#screen(applicant, agency, 'LOW');
      }
    }
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'offer':
        return this.#offer(step);
      case 'book':
        return this.#book(step);
      case 'cancel booking as applicant':
        return this.#cancelBooking(step.booking, cancelByApplicant);
      case 'cancel booking as agent':
        return this.#cancelBooking(step.booking, cancelByAgent);
      case 'cancel slot':
        return this.#cancelSlot(step.slot);
      case 'screen':
        return this.#screen(step.applicant, step.agency, step.riskLevel);
      case 'pass time':
        this.#now = new Date(this.#now.getTime() + step.minutes * 60_000);
    }
  }

  async state(): Promise<VisitsState> {
    const numberOf = (id: string | null) => (id === null ? null : this.#bookings.findIndex((booking) => booking.id === id));
    return {
      slots: this.#slots.map(({ status, bookingId }) => ({ status, booking: numberOf(bookingId) })),
      bookings: this.#bookings.map(({ slotId, applicantId, status }) => ({
        slot: this.#slots.findIndex((slot) => slot.id === slotId),
        applicant: Number(applicantId),
        status,
      })),
    };
  }

  #offer({ agent, property, start, minutes }: Step & { kind: 'offer' }): void {
    const times = { startTime: atMinute(start), endTime: atMinute(start + minutes) };
    checkVisitLength(times.startTime, times.endTime);
    checkVisitIsAhead(times.startTime, this.#now);
    const offer = { ...times, agentId: String(agent), propertyId: String(property), organizationId: String(AGENCY_OF_AGENT[agent]) };
    if (this.#slots.some((slot) => slot.status !== 'cancelled' && slot.agentId === offer.agentId && slot.propertyId === offer.propertyId && overlap(slot, offer))) {
      throw new VisitaError('conflict', 'a duplicate offer');
    }
    this.#slots.push({ ...offer, id: randomUUID(), status: 'available', bookingId: null, createdAt: this.#now, updatedAt: this.#now });
  }

  #book({ applicant, slot: number }: Step & { kind: 'book' }): void {
    const slot = this.#slot(number);
    const { organizationId, agentId, propertyId, startTime, endTime } = slot;
    const confirmed = this.#bookings.filter((booking) => booking.status === 'confirmed' && booking.organizationId === organizationId && overlap(booking, slot));
    const screened = this.#applicants.get(`${applicant} ${organizationId}`);
    const situation = {
      slot,
      applicant: { riskLevel: screened?.riskLevel ?? 'HIGH' },
      agentBusy: confirmed.some((booking) => booking.agentId === agentId && booking.slotId !== slot.id),
      applicantBusy: confirmed.some((booking) => booking.applicantId === String(applicant)),
      now: this.#now,
    };
    const id = randomUUID();
    const refusal = refusalOf(situation);
    if (refusal !== null) {
      throw refusal;
    }
    this.#slots[number] = { ...slot, status: 'booked', bookingId: id };
    const visit = { slotId: slot.id, agentId, propertyId, organizationId, startTime, endTime };
    this.#bookings.push({ ...visit, id, applicantId: String(applicant), status: 'confirmed', notes: '', createdAt: this.#now, updatedAt: this.#now });
  }

  #cancelBooking(number: number, cancel: (booking: Booking, now: Date) => Booking): void {
    const booking = this.#booking(number);
    const slot = this.#slots.findIndex(({ id }) => id === booking.slotId);
    const cancelled = cancel(booking, this.#now);
    this.#slots[slot] = releaseSlot(this.#slot(slot));
    this.#bookings[number] = cancelled;
  }

  #cancelSlot(number: number): void {
    const slot = this.#slot(number);
    const cancelled = cancelSlot(slot, this.#now);
    const holder = this.#bookings.findIndex(({ id }) => id === slot.bookingId);
    if (holder !== -1) {
      this.#bookings[holder] = cancelByAgent(this.#booking(holder), this.#now);
    }
    this.#slots[number] = cancelled;
  }

  #screen(applicant: number, agency: number, riskLevel: 'LOW' | 'MEDIUM' | 'HIGH'): void {
    const key = `${applicant} ${agency}`;
    const screening = { externalId: String(applicant), organizationId: String(agency), name: '', email: '', riskLevel, screenedAt: this.#now };
    const { applicant: screened } = applyScreening(this.#applicants.get(key) ?? null, screening, String(applicant));
    if (screened !== null) {
      this.#applicants.set(key, screened);
    }
  }

  #slot(number: number): Slot {
    return this.#slots[number] ?? fail('slot', number);
  }

  #booking(number: number): Booking {
    return this.#bookings[number] ?? fail('booking', number);
  }
}

function fail(what: string, number: number): never {
  throw new Error(`there is no ${what} ${number}`);
}

function overlap(a: { startTime: Date; endTime: Date }, b: { startTime: Date; endTime: Date }): boolean {
  return a.startTime < b.endTime && b.startTime < a.endTime;
}

test('slots and bookings change as a simple model says, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(visitSteps({ strangers: false }), { maxCommands: 60, size: 'max' }), async (steps) => {
      await fc.asyncModelRun(() => ({ model: new VisitModel(), real: new Diary() }), steps);
    }),
    { numRuns: 300 },
  );
});
