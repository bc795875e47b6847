import type { Role } from '../caller.ts';
import type { NoticeVisit } from '../notice.ts';
import type { CalendarService } from '../service/calendar.ts';
import type { Answer, Handlers } from './contract.ts';
import type { RequestContext } from './request-context.ts';

/** Writes a visit as an iCalendar file for one of its two people. */
export type CalendarWriter = (visit: NoticeVisit, reader: Role) => string;

/** Taking a visit into a calendar. */
export function calendarHandlers(calendar: CalendarService, write: CalendarWriter): Pick<Handlers<RequestContext>, 'getBookingCalendar'> {
  return {
    async getBookingCalendar({ params }, { caller }): Promise<Answer<'getBookingCalendar'>> {
      const visit = await calendar.visitOf(caller, params.id);
      const headers = { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="visit.ics"' };
      return { status: 200, body: write(visit, caller.role), headers };
    },
  };
}
