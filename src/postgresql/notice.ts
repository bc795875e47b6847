import type { Notice, NoticePerson, NoticeVisit } from '../notice.ts';
import type { Message, NoticeStore } from '../service/message-ports.ts';
import type { VisitStore } from '../service/ports.ts';
import type { Connection } from './database.ts';
import { findNoticeFacts, findVisitFacts, type FindNoticeFactsResult } from './notice.gen.ts';

/** What messages say, from PostgreSQL. */
export class PostgresqlNoticeStore implements NoticeStore, VisitStore {
  readonly #database: Connection;

  constructor(database: Connection) {
    this.#database = database;
  }

  /**
   * A confirmation is told even if the booking was called off since: the cancellation follows it, and would speak of
   * a booking nobody has heard of. A reminder is not.
   */
  async findNotice(message: Message): Promise<Notice | null> {
    const { organizationId, eventId, id, kind, recipient } = message;
    const [facts] = await findNoticeFacts.run({ organizationId, eventId }, this.#database);
    if (facts === undefined || (kind === 'visit_reminder' && !isAhead(facts))) {
      return null;
    }
    const isCancelled = kind.startsWith('booking_cancelled');
    const slotCancelled = kind === 'booking_cancelled_by_agent' && facts.slot_status === 'cancelled';
    const visit = visitOf(facts, isCancelled, slotCancelled);
    const to = recipient === 'agent' ? visit?.agent : applicantOf(facts);
    return to === undefined || to === null ? null : { id, kind, recipient, organizationId, to, visit };
  }

  /** The visit of a booking as it is now; null where there is no such booking. */
  async findVisit(organizationId: string, bookingId: string): Promise<NoticeVisit | null> {
    const [facts] = await findVisitFacts.run({ organizationId, bookingId }, this.#database);
    return facts === undefined ? null : visitOf(facts, facts.status !== 'confirmed', facts.slot_status === 'cancelled');
  }
}

function isAhead({ status, start_time: startTime, now }: FindNoticeFactsResult): boolean {
  return status === 'confirmed' && startTime !== null && startTime > now;
}

function visitOf(facts: Omit<FindNoticeFactsResult, 'now'>, isCancelled: boolean, slotCancelled: boolean): NoticeVisit | null {
  const { booking_id: bookingId, slot_id: slotId, property_id: propertyId, start_time: startTime, end_time: endTime } = facts;
  const { agent_name: name, agent_email: email } = facts;
  const applicant = applicantOf(facts);
  if (bookingId === null || slotId === null || propertyId === null || startTime === null || endTime === null) {
    return null;
  }
  if (name === null || email === null || applicant === null) {
    return null;
  }
  return {
    bookingId,
    slotId,
    startTime,
    endTime,
    notes: facts.notes ?? '',
    property: { id: propertyId, title: facts.title, address: facts.address, timeZone: facts.time_zone },
    agent: { name, email },
    applicant,
    slotCancelled,
    sequence: isCancelled ? 1 : 0,
  };
}

function applicantOf({ applicant_name: name, applicant_email: email }: Pick<FindNoticeFactsResult, 'applicant_name' | 'applicant_email'>): NoticePerson | null {
  return name === null || email === null ? null : { name, email };
}
