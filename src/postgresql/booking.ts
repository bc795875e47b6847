import type { Booking, BookingRequest, BookingSituation, BookingStatus } from '../booking.ts';
import type { Membership } from '../caller.ts';
import type { BookingFilter, BookingOutcome, BookingStore, BookingWithApplicant } from '../service/ports.ts';
import type { SlotStatus } from '../slot.ts';
import {
  bookSlot,
  findBooking,
  findBookingSituations,
  listBookingsOfApplicant,
  listBookingsOfOrganization,
} from './booking.gen.ts';
import type { Connection } from './database.ts';
import { pageParameters } from './page.ts';

/** Bookings in PostgreSQL. */
export class PostgresqlBookingStore implements BookingStore {
  readonly #database: Connection;

  constructor(database: Connection) {
    this.#database = database;
  }

  async bookSlot(request: BookingRequest): Promise<BookingOutcome> {
    const booking = await this.bookOrMiss(request);
    return booking === null ? { refusal: await this.findSituation(request) } : { booking };
  }

  /** Waits for whoever has the slot locked. Null when anything stands against it. */
  async bookOrMiss(request: BookingRequest): Promise<Booking | null> {
    const [row] = await bookSlot.run(request, this.#database);
    return row === undefined ? null : toBooking(row);
  }

  /** Null where the organization has no such slot or applicant. */
  async findSituation({ organizationId, slotId, applicantId }: BookingRequest): Promise<BookingSituation | null> {
    const [row] = await findBookingSituations.run({ organizationId, slotIds: [slotId], applicantIds: [applicantId] }, this.#database);
    return row === undefined ? null : toSituation(row);
  }

  async findBooking(organizationId: string, id: string): Promise<BookingWithApplicant | null> {
    const [row] = await findBooking.run({ organizationId, id }, this.#database);
    return row === undefined ? null : toBookingWithApplicant(row);
  }

  async listBookingsOfOrganization(organizationId: string, filter: BookingFilter): Promise<BookingWithApplicant[]> {
    const { status, propertyId } = filter;
    const parameters = { organizationId, status, propertyId, ...pageParameters(filter) };
    return (await listBookingsOfOrganization.run(parameters, this.#database)).map(toBookingWithApplicant);
  }

  async listBookingsOfApplicant(membership: Membership, filter: BookingFilter): Promise<BookingWithApplicant[]> {
    const { status, propertyId } = filter;
    const parameters = { ...membership, status, propertyId, ...pageParameters(filter) };
    return (await listBookingsOfApplicant.run(parameters, this.#database)).map(toBookingWithApplicant);
  }
}

/** The columns of a booking. */
export interface BookingRow {
  organization_id: string;
  id: string;
  slot_id: string;
  applicant_id: string;
  agent_id: string;
  property_id: string;
  start_time: Date;
  end_time: Date;
  status: BookingStatus;
  notes: string;
  created_at: Date;
  updated_at: Date;
}

export function toBooking(row: BookingRow): Booking {
  return {
    id: row.id,
    slotId: row.slot_id,
    applicantId: row.applicant_id,
    agentId: row.agent_id,
    propertyId: row.property_id,
    organizationId: row.organization_id,
    startTime: row.start_time,
    endTime: row.end_time,
    status: row.status,
    notes: row.notes,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toSituation(row: {
  status: SlotStatus;
  start_time: Date;
  risk_level: BookingSituation['applicant']['riskLevel'];
  agent_busy: boolean;
  applicant_busy: boolean;
  now: Date;
}): BookingSituation {
  return {
    slot: { status: row.status, startTime: row.start_time },
    applicant: { riskLevel: row.risk_level },
    agentBusy: row.agent_busy,
    applicantBusy: row.applicant_busy,
    now: row.now,
  };
}

export function toBookingWithApplicant(
  row: BookingRow & { applicant_name: string; applicant_email: string },
): BookingWithApplicant {
  return { ...toBooking(row), applicant: { name: row.applicant_name, email: row.applicant_email } };
}
