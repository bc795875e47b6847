import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { writeVisitFile } from './calendar-file.ts';
import { readContentLines, unescapeText } from './icalendar.fixture.ts';
import { composeMail } from './mail.ts';
import { noticeOf, SETTINGS, VISIT } from './notice.fixture.ts';

const NOW = new Date('2026-07-01T12:00:00Z');
const OFF = { ...VISIT, sequence: 1 };
const CASES = [
  ['applicant', VISIT, 'booking_confirmed'],
  ['agent', VISIT, 'booking_confirmed'],
  ['applicant', OFF, 'booking_cancelled_by_agent'],
  ['agent', OFF, 'booking_cancelled_by_applicant'],
] as const;

describe('the calendar file of a visit', () => {
  for (const [reader, visit, kind] of CASES) {
    test(`${reader}, ${kind}: says what the invitation by mail says, and names no attendee`, () => {
      const mailed = composeMail(noticeOf(kind, reader, visit), SETTINGS, NOW).calendar?.content ?? assert.fail();
      const kept = readContentLines(writeVisitFile(visit, reader, SETTINGS, NOW));
      const expected = readContentLines(mailed).filter(({ name }) => name !== 'ATTENDEE');
      const method = expected.find(({ name }) => name === 'METHOD') ?? assert.fail();
      assert.deepEqual(kept, expected.map((line) => (line === method ? { ...line, value: 'PUBLISH' } : line)));
    });
  }

  test('leads the applicant to their visits and the agent to the booking', () => {
    const url = (reader: 'applicant' | 'agent') =>
      unescapeText(readContentLines(writeVisitFile(VISIT, reader, SETTINGS, NOW)).find(({ name }) => name === 'URL')?.value ?? '');
    assert.equal(url('applicant'), 'https://visitas.agencia.example/visits');
    assert.equal(url('agent'), `https://visitas.agencia.example/bookings/${VISIT.bookingId}`);
  });
});
