/**
 * What people are told about a visit: the facts of one message, in no language and no format. The delivery
 * worker and CalendarService find them out; src/notification puts them into words.
 */

/** To whom a message goes. */
export type NoticeRecipient = 'applicant' | 'agent';

/** What happened, as far as people are told. 'visit_reminder' is not an event but a time that came. */
export type NoticeKind =
  | 'booking_confirmed'
  | 'booking_cancelled_by_applicant'
  | 'booking_cancelled_by_agent'
  | 'applicant_registered'
  | 'applicant_linked'
  | 'visit_reminder';

/** A person as a message names and reaches them; both texts come from outside and may be hostile. */
export interface NoticePerson {
  readonly name: string;
  readonly email: string;
}

/** The visit a message is about. */
export interface NoticeVisit {
  readonly bookingId: string;
  readonly slotId: string;
  readonly startTime: Date;
  readonly endTime: Date;
  /** What the applicant wrote; '' when nothing. */
  readonly notes: string;
  readonly property: {
    readonly id: string;
    readonly title: string | null;
    readonly address: string | null;
    /** IANA zone; null when nothing is known of the property. */
    readonly timeZone: string | null;
  };
  readonly agent: NoticePerson;
  readonly applicant: NoticePerson;
  /** The agent withdrew the whole slot, not only the booking. */
  readonly slotCancelled: boolean;
  /** iCalendar SEQUENCE: 0 on confirmation, higher on cancellation. */
  readonly sequence: number;
}

/** One message to one person. */
export interface Notice {
  /** The outbox row's id, a UUID: the same at every attempt. */
  readonly id: string;
  readonly kind: NoticeKind;
  readonly recipient: NoticeRecipient;
  readonly organizationId: string;
  readonly to: NoticePerson;
  /** Null for applicant_*. */
  readonly visit: NoticeVisit | null;
}
