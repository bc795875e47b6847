import type { AgentCaller } from '../caller.ts';
import { bookingNotFound } from './booking.ts';
import type { BookingEvent, BookingStore, HistoryStore } from './ports.ts';

/** What happened to a booking, for the agents of its organization. */
export class HistoryService {
  readonly #bookings: Pick<BookingStore, 'findBooking'>;
  readonly #history: HistoryStore;

  constructor(bookings: Pick<BookingStore, 'findBooking'>, history: HistoryStore) {
    this.#bookings = bookings;
    this.#history = history;
  }

  /** In the order in which it happened. `not_found` for a booking of another organization. */
  async ofBooking(agent: AgentCaller, bookingId: string): Promise<BookingEvent[]> {
    if ((await this.#bookings.findBooking(agent.organizationId, bookingId)) === null) {
      throw bookingNotFound();
    }
    return this.#history.listBookingEvents(agent.organizationId, bookingId);
  }
}
