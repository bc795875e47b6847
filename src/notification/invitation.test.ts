import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import ical, { type VEvent } from 'node-ical';
import { readContentLines, unescapeText, type ContentLine } from './icalendar.fixture.ts';
import { writeInvitation, type Invitation } from './invitation.ts';
import { manyLines, oneLine } from './plain-text.ts';

const INVITATION: Invitation = {
  method: 'REQUEST',
  bookingId: '7b0d6b5e-3a53-4c6b-9d0a-1f6a0c9f2b11',
  sequence: 0,
  startTime: new Date('2026-10-25T00:30:00Z'),
  endTime: new Date('2026-10-25T01:30:00Z'),
  organizer: { name: 'Agência Nunes', address: 'visitas@agencia.example' },
  attendee: { name: 'João Silva', address: 'joao.silva+casa@exemplo.example' },
  title: 'Visita – T2; com varanda, em Alfama \\o/',
  location: 'Rua dos Remédios 12, 2.º Esq., 1100-445 Lisboa',
  description: 'Agente: Marta Nunes\nhttps://visitas.agencia.example/visits',
  url: 'https://visitas.agencia.example/visits',
  stamp: new Date('2026-07-01T12:00:00Z'),
};
const CANCELLATION: Invitation = { ...INVITATION, method: 'CANCEL', sequence: 1 };

function only(lines: readonly ContentLine[], name: string): ContentLine {
  const found = lines.filter((line) => line.name === name);
  assert.equal(found.length, 1, `${name} stands once`);
  return found[0] ?? assert.fail();
}

/** As another program reads it. */
function parse(text: string): VEvent {
  const events = Object.values(ical.sync.parseICS(text)).filter((component) => component?.type === 'VEVENT');
  assert.equal(events.length, 1);
  return events[0] as VEvent;
}

describe('the syntax of RFC 5545', () => {
  test('one event in one calendar, nothing else', () => {
    for (const invitation of [INVITATION, CANCELLATION]) {
      const lines = readContentLines(writeInvitation(invitation));
      const structure = lines.filter(({ name }) => name === 'BEGIN' || name === 'END').map(({ name, value }) => `${name}:${value}`);
      assert.deepEqual(structure, ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'END:VEVENT', 'END:VCALENDAR']);
      assert.equal(lines[0]?.value, 'VCALENDAR');
      assert.equal(lines.at(-1)?.value, 'VCALENDAR');
      assert.equal(only(lines, 'VERSION').value, '2.0');
      assert.match(only(lines, 'PRODID').value, /\S/);
    }
  });

  test('times are in UTC and end in Z, on a day when clocks change too', () => {
    const lines = readContentLines(writeInvitation(INVITATION));
    const times = ['DTSTART', 'DTEND', 'DTSTAMP'].map((name) => only(lines, name));
    assert.deepEqual(times.map(({ value }) => value), ['20261025T003000Z', '20261025T013000Z', '20260701T120000Z']);
    assert.ok(times.every(({ parameters }) => parameters.size === 0), 'no TZID beside UTC');
  });

  test('each value is of the type its property asks for', () => {
    const lines = readContentLines(writeInvitation(INVITATION));
    assert.match(only(lines, 'SEQUENCE').value, /^\d+$/);
    assert.equal(only(lines, 'STATUS').value, 'CONFIRMED');
    assert.equal(only(lines, 'TRANSP').value, 'OPAQUE');
    assert.ok(URL.canParse(only(lines, 'URL').value));
    assert.equal(only(lines, 'ORGANIZER').value.toLowerCase(), 'mailto:visitas@agencia.example');
    assert.equal(only(lines, 'ATTENDEE').value.toLowerCase(), 'mailto:joao.silva+casa@exemplo.example');
  });

  test('long texts are folded between characters, not within one', () => {
    const title = '🏡é'.repeat(200);
    const lines = readContentLines(writeInvitation({ ...INVITATION, title }));
    assert.equal(unescapeText(only(lines, 'SUMMARY').value), title);
  });
});

describe('the scheduling of RFC 5546', () => {
  test('a request has what section 3.2.2 asks for', () => {
    const lines = readContentLines(writeInvitation(INVITATION));
    assert.equal(only(lines, 'METHOD').value, 'REQUEST');
    for (const name of ['ATTENDEE', 'DTSTAMP', 'DTSTART', 'ORGANIZER', 'SEQUENCE', 'SUMMARY', 'UID']) {
      only(lines, name);
    }
  });

  test('the attendee counts as coming and is asked for no answer', () => {
    const { parameters } = only(readContentLines(writeInvitation(INVITATION)), 'ATTENDEE');
    assert.equal(parameters.get('RSVP'), 'FALSE');
    assert.equal(parameters.get('PARTSTAT'), 'ACCEPTED');
    assert.equal(parameters.get('ROLE'), 'REQ-PARTICIPANT');
    assert.equal(parameters.get('CN'), 'João Silva');
  });

  test('a cancellation has what section 3.2.5 asks for, the same UID and organizer, and a higher sequence', () => {
    const request = readContentLines(writeInvitation(INVITATION));
    const cancellation = readContentLines(writeInvitation(CANCELLATION));
    assert.equal(only(cancellation, 'METHOD').value, 'CANCEL');
    assert.equal(only(cancellation, 'STATUS').value, 'CANCELLED');
    for (const name of ['ATTENDEE', 'DTSTAMP', 'ORGANIZER', 'UID']) {
      only(cancellation, name);
    }
    assert.equal(only(cancellation, 'UID').value, only(request, 'UID').value);
    assert.deepEqual(only(cancellation, 'ORGANIZER'), only(request, 'ORGANIZER'));
    assert.ok(Number(only(cancellation, 'SEQUENCE').value) > Number(only(request, 'SEQUENCE').value));
  });

  test('the UID is that of the booking, whoever is invited', () => {
    const agent = { ...INVITATION, attendee: { name: 'Marta Nunes', address: 'marta@agencia.example' } };
    const uids = [INVITATION, agent].map((invitation) => only(readContentLines(writeInvitation(invitation)), 'UID').value);
    assert.deepEqual(uids, [`${INVITATION.bookingId}@visita`, `${INVITATION.bookingId}@visita`]);
  });
});

describe('another program', () => {
  test('reads the visit as it was written', () => {
    const event = parse(writeInvitation(INVITATION));
    assert.equal(event.uid, `${INVITATION.bookingId}@visita`);
    assert.equal(event.method, 'REQUEST');
    assert.equal(event.start.getTime(), INVITATION.startTime.getTime());
    assert.equal(event.end?.getTime(), INVITATION.endTime.getTime());
    assert.equal(event.summary, INVITATION.title);
    assert.equal(event.location, INVITATION.location);
    assert.equal(event.description, INVITATION.description);
    assert.equal(event.status, 'CONFIRMED');
  });

  test('reads that it is off', () => {
    const event = parse(writeInvitation(CANCELLATION));
    assert.equal(event.method, 'CANCEL');
    assert.equal(event.status, 'CANCELLED');
    assert.equal(String(event.sequence), '1');
  });
});

const fragments = fc.constantFrom(
  '\r\n', '\n', '\r', '\u2028', '\u0085', '\u0000', '\u000B', '\u001B', '\u202E', '\\', '\\n', ';', ',', ':', '"', '^', '^n', '=',
  'END:VEVENT', 'BEGIN:VEVENT', 'ATTENDEE:mailto:other@evil.example', 'METHOD:CANCEL', ' ', '\t', '🏡', 'é',
);
const hostile = fc.array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 30 }).map((parts) => parts.join(''));

describe('texts from outside', () => {
  test('stay the text of one property, whatever is in them', () => {
    const names = (text: string) => readContentLines(text).map(({ name }) => name);
    const expected = names(writeInvitation({ ...INVITATION, title: 'a', location: 'b', description: 'c' }));
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (name, title, location, notes) => {
        const cleaned = { title: `x${oneLine(title)}`, location: `x${oneLine(location)}`, description: `x${manyLines(notes)}` };
        const text = writeInvitation({ ...INVITATION, ...cleaned, attendee: { ...INVITATION.attendee, name: oneLine(name) } });
        assert.deepEqual(names(text), expected);
        const lines = readContentLines(text);
        assert.equal(unescapeText(only(lines, 'SUMMARY').value), cleaned.title);
        assert.equal(unescapeText(only(lines, 'LOCATION').value), cleaned.location);
        assert.equal(unescapeText(only(lines, 'DESCRIPTION').value), cleaned.description);
        assert.equal(only(lines, 'ATTENDEE').value.toLowerCase(), 'mailto:joao.silva+casa@exemplo.example');
        const event = parse(text);
        assert.equal(event.uid, `${INVITATION.bookingId}@visita`);
      }),
      { numRuns: 300 },
    );
  });

  test('an address with signs of its own stays one address', () => {
    const attendee = { name: 'O’Brien', address: 'o\'brien;x,y%z?to=b@exemplo.example' };
    const { value } = only(readContentLines(writeInvitation({ ...INVITATION, attendee })), 'ATTENDEE');
    assert.equal(value.toLowerCase(), 'mailto:o\'brien%3bx%2cy%25z%3fto%3db@exemplo.example');
  });
});
