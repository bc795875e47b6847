import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createLogger } from '../src/program/log.ts';
import { readContentLines } from '../src/notification/icalendar.fixture.ts';
import type { ApiClient } from './api.fixture.ts';
import { MailSink } from './mail-sink.fixture.ts';
import { TestQueue } from './queue.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { sendRaw } from './wire.fixture.ts';

// Whole ways through the system; src/notification/*.test.ts try many more texts on each of their parts.

const NAME = 'Eve" <other@evil.example>, ";ATTENDEE:mailto:x@evil.example <script>alert(1)</script> \u202e%s ${jndi:ldap://evil}';
const TITLE = 'T2; SUMMARY:x, "quoted" \\n \\r\\nBEGIN:VEVENT <img src=x onerror=alert(1)> =?utf-8?B?QQ==?=';
const ADDRESS = "Rua '; DROP TABLE slots; -- 1, </p><a href='javascript:alert(1)'>";
const NOTES = 'Olá\r\nBcc: other@evil.example\r\n\r\n.\r\nEND:VEVENT\nATTENDEE:mailto:x@evil.example\n"}{"level":"error","msg":"forged"}\n</script><svg onload=alert(1)>';

describe('texts from outside, all the way through', () => {
  const lines: string[] = [];
  let sink: MailSink;
  let visita: TestVisita;
  let queue: TestQueue;
  let agent: ApiClient;
  let agentEmail: string;
  let applicant: ApiClient;
  let applicantEmail: string;
  before(async () => {
    sink = await MailSink.start();
    visita = await startVisita(sink.settings, createLogger('trace', { write: (line: string) => void lines.push(line) }));
    queue = new TestQueue(visita);
    const organizationId = randomUUID();
    applicantEmail = `${randomUUID()}@people.example`;
    await queue.process({ event_type: 'APPLICANT_SCREENED', applicant_id: randomUUID(), organization_id: organizationId, name: NAME, email: applicantEmail, risk_level: 'LOW' });
    applicant = await visita.as({ sub: randomUUID(), email: applicantEmail });
    const made = await visita.agent(organizationId, NAME);
    [agent, agentEmail] = [made.api, made.email];
  });
  after(async () => {
    queue.close();
    await visita.stop();
    await sink.close();
  });

  test('come back from the API as they were, as JSON that no browser takes for a page, and are no more than text in mails and calendars', async () => {
    const property = randomUUID();
    const described = await agent.putProperty(property, { title: TITLE, address: ADDRESS, time_zone: 'Europe/Lisbon' });
    assert.deepEqual([described.status, described.body.property.title, described.body.property.address], [201, TITLE, ADDRESS]);
    const { slot } = (await agent.createSlot(visitAt({ property_id: property }))).body;
    const booked = await applicant.createBooking({ slot_id: slot.id, notes: NOTES });
    assert.deepEqual([booked.status, booked.body.booking.notes], [201, NOTES]);
    const read = await agent.getBooking(booked.body.booking.id);
    assert.deepEqual([read.body.booking.notes, read.body.booking.applicant?.name], [NOTES, NAME]);
    assert.equal((await agent.getBookingHistory(booked.body.booking.id)).body.events[0]?.actor.name, NAME);
    assert.match(read.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(read.headers.get('x-content-type-options'), 'nosniff');
    assert.match(read.headers.get('content-security-policy') ?? '', /default-src 'none'/);

    await sink.waitFor(3, applicantEmail);
    const toAgent = await sink.waitFor(1, agentEmail);
    for (const { to, parsed } of [...sink.to(applicantEmail), ...toAgent]) {
      assert.deepEqual([parsed.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address)), [to]);
      assert.equal(parsed.cc ?? parsed.bcc, undefined);
      assert.doesNotMatch(String(parsed.html), /<(?:script|img|svg)|href='javascript/i);
      for (const { content } of parsed.attachments) {
        const calendar = readContentLines(content.toString('utf8'));
        assert.equal(calendar.filter(({ name }) => name === 'ATTENDEE').length, 1);
        assert.equal(calendar.filter(({ name }) => name === 'BEGIN').length, 2);
      }
    }
    assert.deepEqual([...new Set(sink.mails.map(({ to }) => to))].toSorted(), [agentEmail, applicantEmail].toSorted(), 'nobody else got mail');
  });

  test('cannot write lines of their own into the log, wherever in a request they stand', async () => {
    const forged = '"}\n{"level":"error","msg":"forged"}\r\n\u001b[31mforged\u001b[0m\u2028forged';
    const encoded = encodeURIComponent(forged);
    const token = `Bearer ${agent.token}`;
    for (const path of [`/api/v1/slots/${encoded}`, `/api/v1/slots?cursor=${encoded}`, `/${encoded}`, `/api/v1/slots?${encoded}=1`, `/docs/${encoded}`]) {
      const { status } = await sendRaw(visita.server.url, { method: 'GET', path, headers: { authorization: token, 'user-agent': '[31mforged', referer: 'forged"}', 'x-request-id': 'forged"}' }, body: null });
      assert.ok(status < 500, path);
    }
    await agent.createSlot({ [forged]: forged, property_id: forged });
    await visita.api.withToken('forged').getMe();
    await queue.process({ event_type: forged, name: forged }, { event_type: 'APPLICANT_SCREENED', [forged]: forged, name: forged, email: forged });
    await queue.takeDeadLetters();
    assert.ok(lines.length > 0);
    for (const line of lines) {
      assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\u2028\u2029]/u, 'one line each, without control characters');
      assert.doesNotMatch(line, /forged/);
      const entry: unknown = JSON.parse(line);
      assert.ok(typeof entry === 'object' && entry !== null && 'level' in entry && 'time' in entry);
    }
  });
});
