import type { Booking } from '../booking.ts';
import { requireApplicant, type Caller } from '../caller.ts';
import type { BookingService } from '../service/booking.ts';
import type { BookingWithApplicant } from '../service/ports.ts';
import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import { readPageRequest, writeCursor } from './cursor.ts';
import type { RequestContext } from './request-context.ts';

type BookingOperations = 'createBooking' | 'listBookings' | 'getBooking' | 'cancelBooking';

/** The operations on bookings. */
export function bookingHandlers(bookings: BookingService): Pick<Handlers<RequestContext>, BookingOperations> {
  return {
    async createBooking({ body }, { caller }): Promise<Answer<'createBooking'>> {
      const booking = await bookings.book(requireApplicant(caller), body.slot_id, body.notes ?? '');
      const headers = { location: `/api/v1/bookings/${booking.id}` };
      return { status: 201, body: { booking: toBookingBody(booking) }, headers };
    },

    async listBookings({ query }, { caller }): Promise<Answer<'listBookings'>> {
      const page = await bookings.list(caller, {
        ...readPageRequest(query),
        status: query.status ?? null,
        propertyId: query.property_id ?? null,
      });
      const body = { bookings: page.items.map((each) => toBookingBodyFor(caller, each)), next_cursor: writeCursor(page.next) };
      return { status: 200, body };
    },

    async getBooking({ params }, { caller }): Promise<Answer<'getBooking'>> {
      return { status: 200, body: { booking: toBookingBodyFor(caller, await bookings.get(caller, params.id)) } };
    },

    async cancelBooking({ params }, { caller }): Promise<Answer<'cancelBooking'>> {
      return { status: 200, body: { booking: toBookingBodyFor(caller, await bookings.cancel(caller, params.id)) } };
    },
  };
}

/** A booking as its caller may see it: agents also learn who is coming. */
export function toBookingBodyFor(
  caller: Caller,
  booking: BookingWithApplicant,
): components['schemas']['Booking'] {
  const { name, email } = booking.applicant;
  return caller.role === 'agent' ? { ...toBookingBody(booking), applicant: { name, email } } : toBookingBody(booking);
}

function toBookingBody(booking: Booking): components['schemas']['Booking'] {
  return {
    id: booking.id,
    slot_id: booking.slotId,
    applicant_id: booking.applicantId,
    agent_id: booking.agentId,
    property_id: booking.propertyId,
    organization_id: booking.organizationId,
    start_time: booking.startTime.toISOString(),
    end_time: booking.endTime.toISOString(),
    status: booking.status,
    notes: booking.notes,
    created_at: booking.createdAt.toISOString(),
    updated_at: booking.updatedAt.toISOString(),
  };
}
