import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { SendMailOptions } from 'nodemailer';
import type { Notice } from '../notice.ts';
import { toMailAddress, type MailAddress } from './address.ts';
import type { InvitationMethod } from './invitation.ts';
import { toHtml, toText, type Fact } from './letter.ts';
import { linkTo, linkToVisit } from './links.ts';
import { oneLine } from './plain-text.ts';
import { recordStoryOf, visitStoryOf } from './story.ts';
import { TEXTS } from './texts-by-locale.ts';
import type { Texts, Wording } from './texts.ts';
import { describeVisit, inviteToVisit } from './visit-content.ts';
import type { Locale } from './visit-time.ts';

/** What all mails have in common. */
export interface MailSettings {
  readonly from: MailAddress;
  /** Where the dashboard is reached, for links. */
  readonly publicUrl: string;
  /** IANA zone, for a property that names none. */
  readonly defaultTimeZone: string;
  readonly locale: Locale;
}

/** One mail to one person, ready to be sent. */
export interface Mail {
  /** In angle brackets; the same at every attempt of the same notice. */
  readonly messageId: string;
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly calendar: { readonly method: InvitationMethod; readonly content: string } | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Puts a notice into words. Nothing in a name, a title, an address or the notes can add a header, a recipient, HTML or a
 * line of the calendar. `invalid_argument` when the person has no address that mail can be sent to: trying again is no use.
 * `now` is when the calendar part says it was made.
 */
export function composeMail(notice: Notice, settings: MailSettings, now: Date = new Date()): Mail {
  const texts = TEXTS[settings.locale];
  const to = toMailAddress(notice.to);
  const { wording, facts, calendar } = contentOf(notice, to, texts, settings, now);
  const letter = {
    language: settings.locale,
    heading: wording.heading,
    greeting: texts.greeting(to.name),
    lead: wording.lead,
    facts,
    next: wording.next,
    button: { label: wording.button.label, url: linkTo(wording.button.to, notice.visit, settings.publicUrl) },
    footer: texts.footer,
  };
  return {
    messageId: `<${notice.id}@${messageIdDomain(settings)}>`,
    from: settings.from,
    to,
    subject: oneLine(wording.subject),
    text: toText(letter),
    html: toHtml(letter),
    calendar,
    headers: {
      // No answering machine is to answer (RFC 3834, section 5; the second for Exchange).
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': settings.locale,
    },
  };
}

/**
 * The mail as nodemailer takes it. Addresses stay objects, as a string would be parsed and could grow recipients. The
 * calendar goes out twice, beside text and HTML for those who show it (Gmail, Outlook) and attached for those who open files.
 */
export function toNodemailer(mail: Mail): SendMailOptions {
  return {
    messageId: mail.messageId,
    from: { ...mail.from },
    to: { ...mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { ...mail.headers },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(mail.calendar === null
      ? {}
      : { icalEvent: { method: mail.calendar.method, content: mail.calendar.content, filename: 'invite.ics' } }),
  };
}

type Content = { wording: Wording; facts: readonly Fact[]; calendar: Mail['calendar'] };

function contentOf(notice: Notice, to: MailAddress, texts: Texts, settings: MailSettings, now: Date): Content {
  const { visit, recipient } = notice;
  if (visit === null) {
    return { wording: texts.recordStories[recordStoryOf(notice)], facts: [], calendar: null };
  }
  const content = describeVisit(visit, recipient, texts, settings);
  const url = linkToVisit(visit, recipient, settings.publicUrl);
  return {
    wording: texts.visitStories[visitStoryOf(notice, visit)](content.words),
    facts: content.facts,
    calendar: inviteToVisit(notice, visit, content, texts, { from: settings.from, to, url, now }),
  };
}

/** The host people know us by. A bare machine's (an address, 'localhost') names nobody, so the sender's domain stands in. */
function messageIdDomain({ publicUrl, from }: MailSettings): string {
  const host = new URL(publicUrl).hostname;
  const isPublic = host.includes('.') && isIP(host) === 0;
  return isPublic ? host : domainToASCII(from.address.slice(from.address.lastIndexOf('@') + 1));
}
