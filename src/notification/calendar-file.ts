import type { NoticeRecipient, NoticeVisit } from '../notice.ts';
import { writeCalendarFile } from './invitation.ts';
import { linkToVisit } from './links.ts';
import type { MailSettings } from './mail.ts';
import { TEXTS } from './texts-by-locale.ts';
import { calendarVisitOf, describeVisit } from './visit-content.ts';

/**
 * A visit as an iCalendar file for one of its two people to keep: in the words and with the UID and SEQUENCE of the
 * invitation they had by mail, so that a calendar that has the one replaces it with the other. Times are in UTC; the
 * description says them in the property's zone. `now` is when the file says it was made.
 */
export function writeVisitFile(visit: NoticeVisit, reader: NoticeRecipient, settings: MailSettings, now: Date = new Date()): string {
  const texts = TEXTS[settings.locale];
  const content = describeVisit(visit, reader, texts, settings);
  const isCancelled = visit.sequence > 0;
  const url = linkToVisit(visit, reader, settings.publicUrl);
  return writeCalendarFile(calendarVisitOf(visit, reader, isCancelled, content, texts, { from: settings.from, url, now }), isCancelled);
}
