import { requireAgent } from '../caller.ts';
import type { HistoryService } from '../service/history.ts';
import type { BookingEvent } from '../service/ports.ts';
import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import type { RequestContext } from './request-context.ts';

/** What happened to a booking. */
export function historyHandlers(history: HistoryService): Pick<Handlers<RequestContext>, 'getBookingHistory'> {
  return {
    async getBookingHistory({ params }, { caller }): Promise<Answer<'getBookingHistory'>> {
      const events = await history.ofBooking(requireAgent(caller), params.id);
      return { status: 200, body: { events: events.map(toEventBody) } };
    },
  };
}

function toEventBody({ type, occurredAt, actor }: BookingEvent): components['schemas']['BookingEvent'] {
  const { role, id, name } = actor;
  return { type, occurred_at: occurredAt.toISOString(), actor: name === null ? { role, id } : { role, id, name } };
}
