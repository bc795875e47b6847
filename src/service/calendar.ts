import type { Caller } from '../caller.ts';
import type { NoticeVisit } from '../notice.ts';
import { bookingNotFound, type BookingService } from './booking.ts';
import type { VisitStore } from './ports.ts';

/** What a calendar says of a visit. */
export class CalendarService {
  readonly #bookings: Pick<BookingService, 'get'>;
  readonly #visits: VisitStore;

  constructor(bookings: Pick<BookingService, 'get'>, visits: VisitStore) {
    this.#bookings = bookings;
    this.#visits = visits;
  }

  /** The visit of a booking that the caller may see, called off or not; else `not_found`. */
  async visitOf(caller: Caller, bookingId: string): Promise<NoticeVisit> {
    const { organizationId } = await this.#bookings.get(caller, bookingId);
    const visit = await this.#visits.findVisit(organizationId, bookingId);
    if (visit === null) {
      throw bookingNotFound();
    }
    return visit;
  }
}
