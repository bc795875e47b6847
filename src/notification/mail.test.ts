import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import { createTransport } from 'nodemailer';
import { hasCode } from '../errors.ts';
import type { Notice, NoticeVisit } from '../notice.ts';
import { readContentLines } from './icalendar.fixture.ts';
import { composeMail, toNodemailer, type Mail } from './mail.ts';
import { everyNotice, noticeOf, SETTINGS, VISIT } from './notice.fixture.ts';
import type { Locale } from './visit-time.ts';

const LOCALES: readonly Locale[] = ['en', 'pt-PT'];
const NOW = new Date('2026-07-01T12:00:00Z');
const compose = (notice: Notice, locale: Locale = 'en') => composeMail(notice, { ...SETTINGS, locale }, NOW);

/** The mail as it goes over the wire, and as another program reads it there. */
async function send(mail: Mail): Promise<{ raw: string; parsed: ParsedMail; recipients: readonly string[] }> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message, envelope } = await transport.sendMail(toNodemailer(mail));
  assert.ok(Buffer.isBuffer(message));
  return { raw: message.toString('latin1'), parsed: await simpleParser(message), recipients: [envelope.to].flat().map(String) };
}

const addresses = (field: AddressObject | AddressObject[] | undefined) =>
  [field ?? []].flat().flatMap(({ value }) => value.map(({ address, name }) => ({ address, name })));

describe('every message', () => {
  for (const locale of LOCALES) {
    for (const [name, notice] of everyNotice()) {
      const mail = compose(notice, locale);

      test(`${locale}, ${name}: says what, where, when, who and what next, in text and HTML`, () => {
        const when = locale === 'en' ? ['Tuesday, 14 July 2026', 'Western European Summer Time'] : ['terça-feira, 14 de julho de 2026', 'Hora de verão da Europa Ocidental'];
        const visit = ['T2 com varanda em Alfama', 'Rua dos Remédios 12, 2.º Esq., 1100-445 Lisboa', ...when, '10:00–10:30', 'Europe/Lisbon'];
        const company = notice.recipient === 'agent' ? ['João Silva', 'joao.silva@exemplo.example', 'Há lugar para estacionar?'] : ['Marta Nunes'];
        const facts = notice.visit === null ? [] : [...visit, ...company];
        for (const fact of [notice.to.name, ...facts, SETTINGS.publicUrl]) {
          assert.ok(mail.text.includes(fact), `text: ${fact}`);
          assert.ok(mail.html.includes(fact), `HTML: ${fact}`);
        }
      });

      test(`${locale}, ${name}: arrives as it was written`, async () => {
        const { parsed, recipients } = await send(mail);
        assert.equal(parsed.subject, mail.subject);
        assert.equal(parsed.messageId, `<${notice.id}@visitas.agencia.example>`);
        assert.deepEqual(addresses(parsed.to), [{ address: notice.to.email, name: notice.to.name }]);
        assert.deepEqual(addresses(parsed.from), [{ address: 'visitas@agencia.example', name: 'Agência Nunes' }]);
        assert.deepEqual(recipients, [notice.to.email]);
        assert.equal(parsed.text?.trimEnd(), mail.text.trimEnd());
        assert.equal(parsed.html, mail.html);
        assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated');
      });
    }
  }

  test('has wording of its own', () => {
    for (const locale of LOCALES) {
      const texts = [...everyNotice().values()].map((notice) => compose(notice, locale).text);
      assert.equal(new Set(texts).size, texts.length);
    }
  });

  test('an HTML part loads nothing, follows the dark mode and has no tables', () => {
    for (const notice of everyNotice().values()) {
      const { html } = compose(notice);
      assert.doesNotMatch(html, /<(?:img|link|script|iframe|table|video|object)|url\(|@import|src=/i);
      assert.match(html, /name="viewport"/);
      assert.match(html, /prefers-color-scheme:dark/);
    }
  });

  test('subjects are short', () => {
    for (const locale of LOCALES) {
      for (const notice of everyNotice({ ...VISIT, property: { ...VISIT.property, title: '🏡'.repeat(500) } }).values()) {
        assert.ok([...compose(notice, locale).subject].length <= 120);
      }
    }
  });

  test('never goes to somebody it is not meant for', () => {
    assert.throws(() => compose(noticeOf('visit_reminder', 'agent')), /no visit is told of/);
    assert.throws(() => compose(noticeOf('applicant_linked', 'agent')), /lacks its visit/);
    assert.throws(() => compose({ ...noticeOf('booking_confirmed', 'agent'), visit: null }), /lacks its visit/);
    assert.throws(() => compose({ ...noticeOf('applicant_linked', 'applicant'), visit: VISIT }), /no visit is told of/);
  });
});

describe('who called it off', () => {
  const lead = (name: string) => compose(everyNotice().get(name) ?? assert.fail()).text;

  test('is told to both, each in their own words', () => {
    assert.match(lead('cancelled by the applicant, to the applicant'), /You cancelled your visit/);
    assert.match(lead('cancelled by the applicant, to the agent'), /João Silva cancelled the visit/);
    assert.match(lead('cancelled by the agent, to the applicant'), /The agency had to cancel your visit/);
    assert.match(lead('cancelled by the agent, to the agent'), /Your agency cancelled the visit of João Silva/);
  });

  test('a withdrawn time is not said to be free again', () => {
    assert.match(lead('withdrawn, to the applicant'), /no longer offers the time/);
    assert.match(lead('withdrawn, to the agent'), /You withdrew this time/);
    assert.doesNotMatch(lead('withdrawn, to the agent'), /book this time again/);
  });
});

describe('links', () => {
  test('lead the applicant to their visits or back to the property, the agent to the booking', () => {
    const url = (notice: Notice) => /https:\S+/.exec(compose(notice).text)?.[0];
    assert.equal(url(noticeOf('booking_confirmed', 'applicant')), 'https://visitas.agencia.example/visits');
    assert.equal(url(noticeOf('booking_confirmed', 'agent')), `https://visitas.agencia.example/bookings/${VISIT.bookingId}`);
    assert.equal(url(noticeOf('booking_cancelled_by_agent', 'applicant')), `https://visitas.agencia.example/properties/${VISIT.property.id}`);
    assert.equal(url(noticeOf('applicant_registered', 'applicant')), 'https://visitas.agencia.example/');
  });

  test('follow a public address with a path', () => {
    const { text } = composeMail(noticeOf('booking_confirmed', 'applicant'), { ...SETTINGS, publicUrl: 'https://agencia.example/visitas' });
    assert.match(text, /https:\/\/agencia\.example\/visitas\/visits\n/);
  });
});

describe('what is not known', () => {
  const unknown = { ...VISIT.property, title: null, address: null, timeZone: null };

  test('a property without a title or an address is "the property"', () => {
    assert.match(compose(noticeOf('booking_confirmed', 'applicant', { ...VISIT, property: unknown })).text, /a visit to the property\./);
    assert.match(compose(noticeOf('booking_confirmed', 'applicant', { ...VISIT, property: unknown }), 'pt-PT').text, /uma visita ao imóvel\./);
    for (const locale of LOCALES) {
      for (const notice of everyNotice({ ...VISIT, property: unknown }).values()) {
        const mail = compose(notice, locale);
        assert.doesNotMatch(`${mail.subject}${mail.text}${mail.html}${mail.calendar?.content}`, /\bnull\b(?!$)|“”|«»/);
        assert.doesNotMatch(mail.calendar?.content ?? '', /^LOCATION/m);
      }
    }
  });

  test('a time zone that is missing or no zone gives way to the default', () => {
    for (const timeZone of [null, '', 'Mars/Olympus']) {
      const { text } = compose(noticeOf('booking_confirmed', 'agent', { ...VISIT, property: { ...VISIT.property, timeZone } }));
      assert.match(text, /10:00–10:30\n.*Europe\/Lisbon, UTC\+1/);
    }
  });

  test('a person without a name is greeted without one, and known by their address', () => {
    const nameless = { ...VISIT, agent: { ...VISIT.agent, name: ' ' }, applicant: { ...VISIT.applicant, name: '' } };
    const { text } = compose(noticeOf('booking_confirmed', 'agent', nameless));
    assert.match(text, /^Hello,\n/);
    assert.match(text, /joao\.silva@exemplo\.example booked a visit/);
  });

  test('no notes leave no empty heading', () => {
    assert.doesNotMatch(compose(noticeOf('booking_confirmed', 'agent', { ...VISIT, notes: ' \n' })).text, /Notes/);
  });
});

describe('the time', () => {
  const hours = (start: string, end: string, timeZone: string, locale: Locale = 'en') => {
    const visit = { ...VISIT, startTime: new Date(start), endTime: new Date(end), property: { ...VISIT.property, timeZone } };
    const { text } = compose(noticeOf('booking_confirmed', 'applicant', visit), locale);
    return /(?:When|Data e hora): (.*\n.*\n.*)/.exec(text)?.[1]?.split('\n').map((line) => line.trim());
  };

  test('is that of the property, not of the agency', () => {
    assert.deepEqual(hours('2026-07-14T01:00:00Z', '2026-07-14T01:30:00Z', 'America/Sao_Paulo'), [
      'Monday, 13 July 2026', '22:00–22:30', 'Brasilia Standard Time (America/Sao_Paulo, UTC-3)',
    ]);
    assert.deepEqual(hours('2026-12-01T09:00:00Z', '2026-12-01T09:30:00Z', 'Atlantic/Azores', 'pt-PT'), [
      'terça-feira, 1 de dezembro de 2026', '08:00–08:30', 'Hora padrão dos Açores (Atlantic/Azores, UTC-1)',
    ]);
    assert.equal(hours('2026-12-01T09:00:00Z', '2026-12-01T09:30:00Z', 'Asia/Kolkata')?.[2], 'India Standard Time (Asia/Kolkata, UTC+5:30)');
  });

  test('is right on the days when clocks change', () => {
    assert.deepEqual(hours('2026-03-29T09:00:00Z', '2026-03-29T09:30:00Z', 'Europe/Lisbon')?.slice(1), ['10:00–10:30', 'Western European Summer Time (Europe/Lisbon, UTC+1)']);
    assert.deepEqual(hours('2026-10-25T09:00:00Z', '2026-10-25T09:30:00Z', 'Europe/Lisbon')?.slice(1), ['09:00–09:30', 'Western European Standard Time (Europe/Lisbon, UTC+0)']);
  });

  test('names both offsets where clocks change during the visit', () => {
    assert.deepEqual(hours('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Lisbon'), [
      'Sunday, 25 October 2026', '01:30 (UTC+1) – 01:30 (UTC+0)', 'Europe/Lisbon',
    ]);
  });

  test('names both days where midnight falls into the visit, and writes midnight as 00:00', () => {
    assert.deepEqual(hours('2026-07-14T22:30:00Z', '2026-07-14T23:00:00Z', 'Europe/Lisbon')?.slice(0, 2), ['Tuesday, 14 July 2026', '23:30 – Wed 15 Jul, 00:00']);
  });
});

describe('the calendar part', () => {
  const leaves = (mail: ParsedMail) => mail.attachments.map(({ contentType, contentDisposition, filename }) => ({ contentType, contentDisposition, filename }));

  test('goes with confirmations and cancellations, to both, and with nothing else', () => {
    const methods = Object.fromEntries([...everyNotice()].map(([name, notice]) => [name, compose(notice).calendar?.method ?? null]));
    assert.deepEqual(methods, {
      'confirmed to the applicant': 'REQUEST',
      'confirmed to the agent': 'REQUEST',
      'cancelled by the applicant, to the applicant': 'CANCEL',
      'cancelled by the applicant, to the agent': 'CANCEL',
      'cancelled by the agent, to the applicant': 'CANCEL',
      'cancelled by the agent, to the agent': 'CANCEL',
      'withdrawn, to the applicant': 'CANCEL',
      'withdrawn, to the agent': 'CANCEL',
      reminder: null,
      registered: null,
      linked: null,
    });
  });

  test('stands beside text and HTML, last, with its method and charset in the content type (RFC 6047), and once as a file', async () => {
    for (const [notice, method] of [[noticeOf('booking_confirmed', 'applicant'), 'REQUEST'], [noticeOf('booking_cancelled_by_agent', 'agent'), 'CANCEL']] as const) {
      const mail = compose(notice);
      const { raw, parsed } = await send(mail);
      const types = [...raw.matchAll(/^Content-Type: (?<type>[^;\r]+)/gim)].map((match) => match.groups?.['type']);
      assert.deepEqual(types, ['multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'text/calendar', 'application/ics']);
      const type = /^Content-Type: (text\/calendar[^\r]*(?:\r\n[ \t][^\r]*)*)/im.exec(raw)?.[1]?.replaceAll(/\s+/g, ' ');
      assert.equal(type?.toLowerCase(), `text/calendar; charset=utf-8; method=${method.toLowerCase()}`);
      assert.deepEqual(leaves(parsed).map(({ contentType, filename }) => [contentType, filename]), [['text/calendar', undefined], ['application/ics', 'invite.ics']]);
      for (const { content } of parsed.attachments) {
        assert.equal(content.toString('utf8'), mail.calendar?.content, 'not a byte is changed on the way');
      }
      assert.match(mail.calendar?.content ?? '', new RegExp(`^METHOD:${method}\r$`, 'm'));
    }
  });

  test('is sent by the address that sends the mail, to the one that gets it', () => {
    for (const recipient of ['applicant', 'agent'] as const) {
      const mail = compose(noticeOf('booking_confirmed', recipient));
      const lines = readContentLines(mail.calendar?.content ?? '');
      assert.equal(lines.find(({ name }) => name === 'ORGANIZER')?.value.toLowerCase(), `mailto:${mail.from.address}`);
      assert.deepEqual(lines.filter(({ name }) => name === 'ATTENDEE').map(({ value }) => value.toLowerCase()), [`mailto:${mail.to.address}`]);
    }
  });

  test('tells the applicant nothing that is for the agent alone', () => {
    const unfolded = compose(noticeOf('booking_confirmed', 'applicant')).calendar?.content.replaceAll('\r\n ', '') ?? '';
    assert.doesNotMatch(unfolded, /marta@|estacionar/);
  });
});

describe('the message id', () => {
  const idAt = (publicUrl: string) => composeMail(noticeOf('applicant_linked', 'applicant'), { ...SETTINGS, publicUrl }).messageId;

  test('is the same at every attempt and another for another notice', () => {
    const notice = noticeOf('booking_confirmed', 'agent');
    assert.equal(compose(notice).messageId, compose(notice).messageId);
    assert.notEqual(compose(notice).messageId, compose({ ...notice, id: '00000000-0000-4000-8000-000000000000' }).messageId);
  });

  test('names the public host, or the domain of the sender on a bare machine', () => {
    assert.match(idAt('https://visitas.agência.example:8443/x'), /@visitas\.xn--agncia-jva\.example>$/);
    for (const url of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000']) {
      assert.match(idAt(url), /@agencia\.example>$/);
    }
  });
});

const fragments = fc.constantFrom(
  '\r\n', '\n', '\r', '\u2028', '\u0085', '\u0000', '\u202E', '\u2066', '\r\nBcc: other@evil.example', '\r\n\r\n', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>',
  '</div>', '&lt;', '\' onmouseover=\'x', '"', '<', '>', '@', ',', ';', ':', '\\', 'END:VEVENT', 'ATTENDEE:mailto:other@evil.example', '=?utf-8?B?QQ==?=',
  'other@evil.example', '<other@evil.example>', '-- \n', ' ', 'a', '🏡',
);
const hostile = fc.array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 20 }).map((parts) => parts.join(''));
const hostileVisit = fc
  .record({ agent: hostile, applicant: hostile, notes: hostile, title: fc.option(hostile), address: fc.option(hostile) })
  .map(({ agent, applicant, notes, title, address }): NoticeVisit => ({
    ...VISIT,
    notes,
    property: { ...VISIT.property, title, address },
    agent: { ...VISIT.agent, name: agent },
    applicant: { ...VISIT.applicant, name: applicant },
  }));
const anyMessage = fc.constantFrom(...everyNotice().keys());

describe('names, titles, addresses and notes', () => {
  const EXPECTED_HEADERS = [
    'auto-submitted', 'content-language', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress',
  ];

  test('add no header and no recipient', async () => {
    await fc.assert(
      fc.asyncProperty(hostileVisit, anyMessage, fc.constantFrom(...LOCALES), async (visit, name, locale) => {
        const notice = everyNotice(visit).get(name) ?? assert.fail();
        const mail = compose(notice, locale);
        assert.doesNotMatch(mail.subject, /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u);
        const { parsed, recipients } = await send(mail);
        assert.deepEqual(recipients, [notice.to.email]);
        assert.deepEqual(addresses(parsed.to).map(({ address }) => address), [notice.to.email]);
        assert.equal(parsed.bcc ?? parsed.cc, undefined);
        assert.deepEqual([...parsed.headers.keys()].filter((header) => header !== 'content-transfer-encoding').sort(), EXPECTED_HEADERS);
        assert.equal(parsed.attachments.length, mail.calendar === null ? 0 : 2);
      }),
      { numRuns: 150 },
    );
  });

  test('add no element and no attribute to the HTML', () => {
    const skeleton = (html: string) => html.slice(html.indexOf('<body')).match(/<[^>]*>/g)?.filter((tag) => tag !== '<br>') ?? [];
    fc.assert(
      fc.property(hostileVisit, anyMessage, (visit, name) => {
        const text = (given: string | null) => (given === null || given.replace(/[\p{Cc}\p{Zl}\p{Zp}\s\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '') === '' ? null : 'x');
        const harmless: NoticeVisit = {
          ...visit,
          notes: text(visit.notes) ?? '',
          property: { ...visit.property, title: text(visit.property.title), address: text(visit.property.address) },
        };
        const given = compose(everyNotice(visit).get(name) ?? assert.fail()).html;
        assert.deepEqual(skeleton(given), skeleton(compose(everyNotice(harmless).get(name) ?? assert.fail()).html));
      }),
      { numRuns: 300 },
    );
  });

  test('add no line to the calendar', () => {
    const names = (mail: Mail) => (mail.calendar === null ? [] : readContentLines(mail.calendar.content).map(({ name }) => name)).filter((name) => name !== 'LOCATION');
    fc.assert(
      fc.property(hostileVisit, anyMessage, (visit, name) => {
        const [given, plain] = [everyNotice(visit), everyNotice()].map((notices) => names(compose(notices.get(name) ?? assert.fail())));
        assert.deepEqual(given, plain);
      }),
      { numRuns: 300 },
    );
  });

  test('notes are quoted line by line, so that they cannot speak for us', () => {
    const notes = 'Olá\n\nOpen the dashboard: https://evil.example\r\n-- \rVisita';
    const { text } = compose(noticeOf('booking_confirmed', 'agent', { ...VISIT, notes }));
    assert.match(text, /Notes:\n> Olá\n> \n> Open the dashboard: https:\/\/evil\.example\n> -- \n> Visita\n\n/);
  });
});

describe('the recipient', () => {
  test('is one mailbox, or the mail is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(hostile, fc.emailAddress(), fc.tuple(hostile, hostile).map((parts) => parts.join('@'))), async (email) => {
        const notice = { ...noticeOf('applicant_registered', 'applicant'), to: { name: 'Ana', email } };
        let mail: Mail;
        try {
          mail = compose(notice);
        } catch (error) {
          assert.ok(hasCode(error, 'invalid_argument'));
          return;
        }
        const { parsed, recipients } = await send(mail);
        assert.equal(recipients.length, 1);
        assert.equal(addresses(parsed.to).length, 1);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused without quoting the address', () => {
    for (const email of ['', 'nobody', '@a.example', 'a@', 'a@b@c.example', 'a@b.example, c@d.example', 'a <b@c.example>', `${'a'.repeat(250)}@b.example`]) {
      const notice = { ...noticeOf('applicant_registered', 'applicant'), to: { name: 'Ana', email } };
      assert.throws(() => compose(notice), (error) => hasCode(error, 'invalid_argument') && (email === '' || !String(error).includes(email)));
    }
  });

  test('may be written in any script', async () => {
    const notice = { ...noticeOf('applicant_registered', 'applicant'), to: { name: '田中', email: '見学@correção.example' } };
    const { parsed, recipients } = await send(compose(notice));
    assert.deepEqual(recipients, ['見学@correção.example']);
    assert.deepEqual(addresses(parsed.to), [{ address: '見学@correção.example', name: '田中' }]);
  });
});
