import type { Notice, NoticePerson, NoticeVisit } from '../notice.ts';
import type { MailAddress } from './address.ts';
import { writeInvitation, type CalendarVisit, type InvitationMethod } from './invitation.ts';
import { factsToText, type Fact } from './letter.ts';
import { manyLines, oneLine, shorten } from './plain-text.ts';
import type { Texts, VisitWords } from './texts.ts';
import { describeVisitTime, timeZoneOf, type Locale } from './visit-time.ts';

const LONGEST_IN_SUBJECT = 60;
const LONGEST_NAME = 100;

/** What one message says of its visit, cleaned of what could pass for something else, before it is put into sentences. */
export interface VisitContent {
  readonly words: VisitWords;
  readonly facts: readonly Fact[];
  readonly address: string | null;
}

/** Collects what the recipient is told of the visit, in the property's time zone, or the default one where it names none. */
export function describeVisit(
  visit: NoticeVisit,
  recipient: Notice['recipient'],
  texts: Texts,
  settings: { readonly defaultTimeZone: string; readonly locale: Locale },
): VisitContent {
  const timeZone = timeZoneOf(visit.property, settings.defaultTimeZone);
  const time = describeVisitTime(visit.startTime, visit.endTime, timeZone, settings.locale);
  const title = lineOrNull(visit.property.title);
  const address = lineOrNull(visit.property.address);
  const words: VisitWords = {
    title,
    shortTitle: title === null ? null : shorten(title, LONGEST_IN_SUBJECT),
    agent: nameOf(visit.agent),
    applicant: nameOf(visit.applicant),
    when: time.short,
  };
  const { labels } = texts;
  const facts: Fact[] = [{ label: labels.when, lines: [time.day, time.hours], as: 'text', detail: time.zone }];
  if (address !== null) {
    facts.unshift({ label: labels.address, lines: [address], as: 'text' });
  }
  if (title !== null) {
    facts.unshift({ label: labels.property, lines: [title], as: 'text' });
  }
  return { words, facts: [...facts, ...companyFacts(visit, recipient, words, texts)], address };
}

/** The agent is told who comes, how to reach them and what they wrote; the applicant who receives them. */
function companyFacts(visit: NoticeVisit, recipient: Notice['recipient'], words: VisitWords, { labels }: Texts): Fact[] {
  if (recipient === 'applicant') {
    return [{ label: labels.agent, lines: [words.agent], as: 'text' }];
  }
  const notes = manyLines(visit.notes);
  const facts: Fact[] = [
    { label: labels.applicant, lines: [words.applicant], as: 'text' },
    { label: labels.email, lines: [oneLine(visit.applicant.email)], as: 'email' },
  ];
  return notes === '' ? facts : [...facts, { label: labels.notes, lines: notes.split('\n'), as: 'quote' }];
}

/** The calendar part of the message: `null` where the message changes nothing in a calendar. */
export function inviteToVisit(
  notice: Notice,
  visit: NoticeVisit,
  content: VisitContent,
  texts: Texts,
  mail: { readonly from: MailAddress; readonly to: MailAddress; readonly url: string; readonly now: Date },
): { method: InvitationMethod; content: string } | null {
  if (notice.kind === 'visit_reminder') {
    return null;
  }
  const method = notice.kind === 'booking_confirmed' ? 'REQUEST' : 'CANCEL';
  const calendarVisit = calendarVisitOf(visit, notice.recipient, method === 'CANCEL', content, texts, mail);
  return { method, content: writeInvitation({ ...calendarVisit, method, attendee: mail.to }) };
}

/** The visit as it stands in the calendar of one of its two people. */
export function calendarVisitOf(
  visit: NoticeVisit,
  recipient: Notice['recipient'],
  isCancelled: boolean,
  { words, address }: VisitContent,
  texts: Texts,
  { from, url, now }: { readonly from: MailAddress; readonly url: string; readonly now: Date },
): CalendarVisit {
  const title = texts.calendarTitle(words.title, isCancelled);
  const company = factsToText(companyFacts(visit, recipient, words, texts));
  return {
    bookingId: visit.bookingId,
    sequence: visit.sequence,
    startTime: visit.startTime,
    endTime: visit.endTime,
    organizer: from,
    title: recipient === 'agent' ? `${title} (${words.applicant})` : title,
    location: address,
    description: `${company}\n${url}`,
    url,
    stamp: now,
  };
}

function lineOrNull(text: string | null): string | null {
  const line = oneLine(text ?? '');
  return line === '' ? null : line;
}

function nameOf(person: NoticePerson): string {
  const name = oneLine(person.name);
  return shorten(name === '' ? oneLine(person.email) : name, LONGEST_NAME);
}
