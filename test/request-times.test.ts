import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApiClient } from './api.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const YEAR = new Date().getUTCFullYear() + 2;

describe('times in requests', () => {
  let visita: TestVisita;
  let agent: ApiClient;
  before(async () => {
    visita = await startVisita();
    agent = (await visita.agent(randomUUID())).api;
  });
  after(() => visita.stop());

  const accepted: [string, string, string][] = [
    ['UTC', `${YEAR}-03-15T10:00:00Z`, `${YEAR}-03-15T10:00:00.000Z`],
    ['an offset', `${YEAR}-03-15T10:00:00+01:00`, `${YEAR}-03-15T09:00:00.000Z`],
    ['an offset over the end of the year', `${YEAR}-12-31T23:00:00-02:30`, `${YEAR + 1}-01-01T01:30:00.000Z`],
    ['the unknown offset -00:00', `${YEAR}-03-15T10:00:00-00:00`, `${YEAR}-03-15T10:00:00.000Z`],
    ['lower-case letters', `${YEAR}-03-15t10:00:00z`, `${YEAR}-03-15T10:00:00.000Z`],
    ['milliseconds', `${YEAR}-03-15T10:00:00.5Z`, `${YEAR}-03-15T10:00:00.500Z`],
    ['29 February of a leap year', '2096-02-29T10:00:00Z', '2096-02-29T10:00:00.000Z'],
  ];
  for (const [what, time, inUtc] of accepted) {
    test(`${what} is understood and answered in UTC`, async () => {
      const end = new Date(Date.parse(inUtc) + 1_800_000).toISOString();
      const { status, body } = await agent.createSlot({ property_id: randomUUID(), start_time: time, end_time: end });
      assert.equal(status, 201);
      assert.equal(body.slot.start_time, inUtc);
      const { body: page } = await agent.listSlots({ from: time, to: end, property_id: body.slot.property_id });
      assert.deepEqual(page.slots, [body.slot]);
    });
  }

  const refused: [string, string][] = [
    ['no offset', `${YEAR}-03-15T10:00:00`],
    ['a date alone', `${YEAR}-03-15`],
    ['30 February', `${YEAR}-02-30T10:00:00Z`],
    ['29 February of a common year', '2100-02-29T10:00:00Z'],
    ['31 April', `${YEAR}-04-31T10:00:00Z`],
    ['month 13', `${YEAR}-13-01T10:00:00Z`],
    ['a leap second', `${YEAR}-06-30T23:59:60Z`],
    ['24 o\'clock', `${YEAR}-03-15T24:00:00Z`],
    ['an offset without a colon', `${YEAR}-03-15T10:00:00+0100`],
    ['an offset of a day', `${YEAR}-03-15T10:00:00+24:00`],
    ['a space for the T', `${YEAR}-03-15 10:00:00Z`],
    ['no seconds', `${YEAR}-03-15T10:00Z`],
    ['an expanded year', `+00${YEAR}-03-15T10:00:00Z`],
    ['a time whose year in UTC has five digits', '9999-12-31T23:30:00-12:00'],
    ['the year 0000', '0000-01-01T00:00:00Z'],
    ['a word', 'infinity'],
    ['seconds since 1970', '1900000000'],
    ['white space around it', ` ${YEAR}-03-15T10:00:00Z `],
    ['NUL', `${YEAR}-03-15T10:00:00Z\0`],
    ['another script\'s digits', `${YEAR}-03-15T1٠:00:00Z`],
    ['nothing', ''],
  ];
  for (const [what, time] of refused) {
    test(`${what} is refused`, async () => {
      const end = new Date(Date.UTC(YEAR, 2, 15, 10, 30)).toISOString();
      const answers = {
        start_time: await agent.createSlot({ property_id: randomUUID(), start_time: time, end_time: end }),
        from: await agent.listSlots({ from: time }),
        to: await agent.listBookings({ to: time }),
      };
      for (const [field, { status, body }] of Object.entries(answers)) {
        assert.deepEqual([status, body.errors?.[0]?.path], [400, field]);
      }
    });
  }
});
