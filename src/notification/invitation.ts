import { ICalAttendeeRole, ICalAttendeeStatus, ICalAttendeeType, ICalCalendar, ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { mailtoAddress, type MailAddress } from './address.ts';

/** REQUEST puts the visit into a calendar, CANCEL takes it out again (RFC 5546, sections 3.2.2 and 3.2.5). */
export type InvitationMethod = 'REQUEST' | 'CANCEL';

/** What stands in the calendar. Texts hold no control characters but `\n`; they are escaped here. */
export interface Invitation {
  readonly method: InvitationMethod;
  readonly bookingId: string;
  readonly sequence: number;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly organizer: MailAddress;
  readonly attendee: MailAddress;
  readonly title: string;
  readonly location: string | null;
  readonly description: string;
  readonly url: string;
  /** When this calendar object is made. */
  readonly stamp: Date;
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
  const calendar = new ICalCalendar({
    prodId: { company: 'Visita', product: 'Visita', language: 'EN' },
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  });
  const event = calendar.createEvent({
    id: invitationUid(invitation.bookingId),
    sequence: invitation.sequence,
    stamp: invitation.stamp,
    start: invitation.startTime,
    end: invitation.endTime,
    summary: invitation.title,
    description: invitation.description,
    location: invitation.location,
    url: invitation.url,
    organizer: calendarAddress(invitation.organizer),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: isCancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
  });
  event.createAttendee({
    ...calendarAddress(invitation.attendee),
    type: ICalAttendeeType.INDIVIDUAL,
    role: ICalAttendeeRole.REQ,
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  });
  // The library leaves out the line break after the last line, which RFC 5545, section 3.1 asks for.
  return `${calendar.toString()}\r\n`;
}

function calendarAddress({ name, address }: MailAddress): { name: string; email: string } {
  // Calendars show the caret encoding of a quotation mark (RFC 6868) as it stands, so there is none to encode.
  const shown = name.replaceAll('"', '\'').replaceAll('^', '');
  return { name: shown === '' ? address : shown, email: mailtoAddress(address) };
}
