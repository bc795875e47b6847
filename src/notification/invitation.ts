import { ICalAttendeeRole, ICalAttendeeStatus, ICalAttendeeType, ICalCalendar, ICalCalendarMethod, ICalEventStatus, ICalEventTransparency, type ICalEvent } from 'ical-generator';
import { mailtoAddress, type MailAddress } from './address.ts';

/** REQUEST puts the visit into a calendar, CANCEL takes it out again (RFC 5546, sections 3.2.2 and 3.2.5). */
export type InvitationMethod = 'REQUEST' | 'CANCEL';

/** What stands in the calendar. Texts hold no control characters but `\n`; they are escaped here. */
export interface CalendarVisit {
  readonly bookingId: string;
  readonly sequence: number;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly organizer: MailAddress;
  readonly title: string;
  readonly location: string | null;
  readonly description: string;
  readonly url: string;
  /** When this calendar object is made. */
  readonly stamp: Date;
}

/** A visit, sent to somebody. */
export interface Invitation extends CalendarVisit {
  readonly method: InvitationMethod;
  readonly attendee: MailAddress;
}

/** One UID a booking, whoever it is sent to and however often. */
export function invitationUid(bookingId: string): string {
  return `${bookingId}@visita`;
}

/**
 * The invitation as iCalendar text (RFC 5545): one event, times in UTC. The attendee counts as coming and is asked for no
 * answer: the booking was their answer, and nobody reads the organizer's mailbox for replies.
 */
export function writeInvitation(invitation: Invitation): string {
  const isCancelled = invitation.method === 'CANCEL';
  const calendar = newCalendar(isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST);
  addEvent(calendar, invitation, isCancelled).createAttendee({
    ...calendarAddress(invitation.attendee),
    type: ICalAttendeeType.INDIVIDUAL,
    role: ICalAttendeeRole.REQ,
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  });
  return toText(calendar);
}

/** The same event for somebody to keep: METHOD:PUBLISH, which names no attendee (RFC 5546, section 3.2.1). */
export function writeCalendarFile(visit: CalendarVisit, isCancelled: boolean): string {
  const calendar = newCalendar(ICalCalendarMethod.PUBLISH);
  addEvent(calendar, visit, isCancelled);
  return toText(calendar);
}

function newCalendar(method: ICalCalendarMethod): ICalCalendar {
  return new ICalCalendar({ prodId: { company: 'Visita', product: 'Visita', language: 'EN' }, method });
}

function addEvent(calendar: ICalCalendar, visit: CalendarVisit, isCancelled: boolean): ICalEvent {
  return calendar.createEvent({
    id: invitationUid(visit.bookingId),
    sequence: visit.sequence,
    stamp: visit.stamp,
    start: visit.startTime,
    end: visit.endTime,
    summary: visit.title,
    description: visit.description,
    location: visit.location,
    url: visit.url,
    organizer: calendarAddress(visit.organizer),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: isCancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
  });
}

function toText(calendar: ICalCalendar): string {
  // The library leaves out the line break after the last line, which RFC 5545, section 3.1 asks for.
  return `${calendar.toString()}\r\n`;
}

function calendarAddress({ name, address }: MailAddress): { name: string; email: string } {
  // Calendars show the caret encoding of a quotation mark (RFC 6868) as it stands, so there is none to encode.
  const shown = name.replaceAll('"', '\'').replaceAll('^', '');
  return { name: shown === '' ? address : shown, email: mailtoAddress(address) };
}
