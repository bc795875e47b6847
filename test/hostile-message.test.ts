import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { TestQueue } from './queue.fixture.ts';
import { stateOf } from './state.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

/** Stands in every value, so that a reason that quoted one would show. */
const MARK = 'zqxmarked';

describe('messages as an attacker writes them', () => {
  let visita: TestVisita;
  let queue: TestQueue;
  before(async () => {
    visita = await startVisita();
    queue = new TestQueue(visita);
  });
  after(async () => {
    queue.close();
    await visita.stop();
  });

  const screening = (fields: Record<string, unknown> = {}) => ({
    event_type: 'APPLICANT_SCREENED', applicant_id: randomUUID(), organization_id: randomUUID(), name: `Ana ${MARK}`, email: `${randomUUID()}.${MARK}@people.example`, risk_level: 'LOW', ...fields,
  });
  const property = (fields: Record<string, unknown> = {}) => ({
    event_type: 'PROPERTY_UPDATED.v1', data: { property_id: randomUUID(), organization_id: randomUUID(), title: `T2 ${MARK}`, address: `Rua ${MARK}`, time_zone: 'Europe/Lisbon', ...fields },
  });
  const sns = (message: unknown) => ({ Type: 'Notification', Message: typeof message === 'string' ? message : JSON.stringify(message) });
  const deep = (of: string, depth: number) => `${of.repeat(depth)}1${(of === '[' ? ']' : '}').repeat(depth)}`;

  // SQS itself refuses some characters, so they come as escapes.
  const inAscii = (event: object) => JSON.stringify(event).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

  /** Each goes to the dead-letter queue with a reason that quotes nothing, and the next good message is taken in. */
  async function assertPoison(bodies: readonly (string | object)[]): Promise<void> {
    const stored = await stateOf(visita.database);
    await queue.process(...bodies);
    const letters = await queue.takeDeadLetters();
    const sent = bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)));
    assert.deepEqual(letters.map(({ Body }) => Body?.slice(0, 500)).toSorted(), sent.map((body) => body.slice(0, 500)).toSorted(), 'every one of them, as it was');
    for (const { MessageAttributes } of letters) {
      assert.match(MessageAttributes?.['reason']?.StringValue ?? '', /^(?!.*zqx)[A-Za-z0-9_.,;:()/ -]{1,256}$/);
    }
    assert.deepEqual(await stateOf(visita.database), stored);
    assert.equal(Object.hasOwn(Object.prototype, 'email'), false);
    await assertStillWorking();
  }

  async function assertStillWorking(): Promise<void> {
    const good = screening();
    await queue.process(good);
    assert.equal((await visita.database.query('SELECT FROM applicants WHERE external_id = $1', [good.applicant_id])).length, 1);
  }

  test('bodies that are no JSON, in other encodings, nested or cut, are dead letters', async () => {
    const text = JSON.stringify(screening());
    await assertPoison([
      ' ', 'null', '[]', `[${text}]`, `"${MARK}"`, '1e999', text.slice(0, -1), `${text}${text}`, `\uFEFF${text}`, text.replaceAll('"', "'"), `{"event_type": NaN, "x": "${MARK}"}`, Buffer.from(text).toString('base64'), [...text].join('\t'),
      // UTF-16 as SQS lets it through: it refuses NUL itself.
      Buffer.from(text, 'utf16le').toString('latin1').replaceAll('\0', '\u00a0'), '\u00ff\u00fe{}', '[[['.repeat(10_000), deep('[', 100_000), `{"event_type":${deep('[', 50_000)}}`, `{"event_type":"APPLICANT_SCREENED","data":${deep('{"a":', 20_000)}}`,
      `<event>${MARK}</event>`, `event_type=APPLICANT_SCREENED&name=${MARK}`, '--boundary\r\n\r\n{}', 'x'.repeat(900_000),
    ]);
  });

  test('wrappers that lie, nest or lead elsewhere are dead letters', async () => {
    await assertPoison([
      sns(sns(screening())), sns(sns(sns(screening()))), sns(JSON.stringify(JSON.stringify(screening()))), { Type: 'Notification', Message: screening() }, { Type: 'Notification', Message: [JSON.stringify(screening())] }, { Type: 'Notification', Message: null },
      { Type: 'Notification', Message: '', ...screening() }, { Type: 'SubscriptionConfirmation', SubscribeURL: 'http://169.254.169.254/latest/meta-data', Message: MARK }, { event_type: 'APPLICANT_SCREENED.v1', data: [screening()] },
      { event_type: 'APPLICANT_SCREENED.v1', data: JSON.stringify(screening()) }, { event_type: 'APPLICANT_SCREENED.v1', data: { event_type: 'APPLICANT_SCREENED.v1', data: screening() } }, { event_type: 'APPLICANT_SCREENED.v2', data: screening() },
      screening({ event_type: ['APPLICANT_SCREENED'] }), screening({ event_type: { toString: 'APPLICANT_SCREENED' } }),
    ]);
  });

  test('keys of the prototype give nobody a field', async () => {
    await assertPoison([
      `{"event_type":"APPLICANT_SCREENED","__proto__":${JSON.stringify(screening())}}`, `{"__proto__":{"event_type":"APPLICANT_SCREENED"},"name":"${MARK}"}`, `{"event_type":"APPLICANT_SCREENED","constructor":{"prototype":${JSON.stringify(screening())}}}`,
      `{"event_type":"APPLICANT_SCREENED.v1","data":{"__proto__":${JSON.stringify(screening())}}}`, JSON.stringify(screening({ screening: { risk_level: 'X' }, risk_level: undefined })).replace('"risk_level"', '"__proto__"'), '{"event_type":"PROPERTY_CREATED","__proto__":{"property_id":"x"}}',
    ]);
  });

  test('fields of a wrong kind, size or time are dead letters', async () => {
    const wrong: Record<string, unknown>[] = [
      { applicant_id: 5 }, { applicant_id: [randomUUID()] }, { applicant_id: `${MARK}' OR 1=1 --` }, { applicant_id: '' }, { organization_id: { id: MARK } }, { organization_id: `${randomUUID()} ` }, { name: ['Ana'] }, { name: { first: MARK } }, { name: 7 }, { name: true }, { name: MARK.repeat(100_000) }, { name: ' \t\n ' },
      { name: `${MARK}\u0000` }, { name: `${MARK}\r\nBcc: x@y.pt` }, { name: `${MARK}\u001b[2J` }, { name: `\ud800${MARK}` }, { name: '\u2028' + MARK + '\u2028' + MARK }, { email: `${MARK}@` }, { email: `${MARK}@a.pt, b@c.pt` }, { email: `"${MARK} x"@a.pt` }, { email: `<${MARK}@a.pt>` }, { email: `${MARK}@a.pt\r\nX: y` },
      { email: [`${MARK}@a.pt`] }, { email: `${MARK.repeat(50)}@a.pt` }, { risk_level: 1 }, { risk_level: '1' }, { risk_level: 'low' }, { risk_level: ['LOW'] }, { risk_level: { level: 'LOW' } }, { risk_level: 'LOW', screening: { risk_level: 'HIGH' } }, { screening: [{ risk_level: 'LOW' }] },
      { screened_at: 0 }, { screened_at: '0' }, { screened_at: 1e300 }, { screened_at: '9999-12-31T23:59:59Z' }, { screened_at: '+275760-09-13T00:00:00Z' }, { screened_at: '-000001-01-01T00:00:00Z' }, { screened_at: '0000-01-01T00:00:00Z' }, { screened_at: '2026-02-30T00:00:00Z' }, { screened_at: '2026-01-01T00:00:60Z' },
      { screened_at: '2026-01-01T00:00:00' }, { screened_at: '2026-01-01T00:00:00.1234567890Z' }, { screened_at: 'infinity' }, { screened_at: ['2026-01-01T00:00:00Z'] }, { occurred_at: 'now' },
    ];
    await assertPoison(wrong.map((fields) => screening(fields)));
    const wrongOfProperties: Record<string, unknown>[] = [
      { property_id: 5 }, { property_id: MARK }, { organization_id: null }, { title: ['T2'] }, { title: 2 }, { title: MARK.repeat(1_000) }, { title: `${MARK}\r\nDTSTART:1` }, { title: `${MARK}\u0000` }, { address: `${MARK}\u2029${MARK}` }, { address: `\udc00${MARK}` }, { address: { street: MARK } },
      { time_zone: MARK }, { time_zone: '+01:00' }, { time_zone: '../../etc/localtime' }, { time_zone: 'Europe/Lisbon\u0000' }, { time_zone: 'constructor' }, { time_zone: 60 }, { time_zone: "'; SET TIME ZONE 'UTC'; --" },
    ];
    await assertPoison(wrongOfProperties.map((fields) => property(fields)));
  });

  test('an event of another type is acknowledged, whatever it is called', async () => {
    await queue.process(...['__proto__', 'constructor', 'APPLICANT_SCREENED ', 'applicant_screened', 'a'.repeat(100_000), '\u0007'].map((event_type) => screening({ event_type })));
    assert.deepEqual(await queue.takeDeadLetters(), []);
    await assertStillWorking();
  });

  test('a known event in a version of whatever name is kept in the dead-letter queue', async () => {
    await queue.process(...[`.v1\n`, '.v', '.V2', '.v2.0', '.__proto__'].map((version) => screening({ event_type: `APPLICANT_SCREENED${version}` })));
    const reasons = (await queue.takeDeadLetters()).map(({ MessageAttributes }) => MessageAttributes?.['reason']?.StringValue);
    assert.deepEqual(reasons, Array.from({ length: 5 }, () => 'event_type is an unknown version of APPLICANT_SCREENED'));
    await assertStillWorking();
  });

  test('whatever is taken for good can be stored: no message comes back for ever', { timeout: 200_000 }, async () => {
    // Characters that grow, shrink or meet others when they are put in lower case or normalised.
    const odd = fc.oneof(fc.constantFrom('İ', 'ẞ', 'ﬃ', 'Å', '\u212a', '\u0344', 'ΐ', '\u0130'.repeat(50), '🏳️‍🌈', '\u{10ffff}', '\ufffe', '\u202e', "'", '\\', '$1', '%s', '{}', '\u00a0', '\u200d'), fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }));
    const word = fc.array(odd, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '').toWellFormed());
    const mailbox = fc.tuple(word, word).map(([local, host]) => `${local.replace(/[\s@<>()[\]\\,;:".]/gu, '') || 'a'}@${host.replace(/[\s@<>()[\]\\,;:".]/gu, '') || 'b'}.example`);
    const events = fc.array(fc.record({ name: word, email: mailbox, title: word, address: word }), { minLength: 10, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(events, async (people) => {
        await queue.process(...people.flatMap(({ name, email, title, address }) => [inAscii(screening({ name, email })), inAscii(property({ title, address }))]));
        await queue.takeDeadLetters();
      }),
      { numRuns: Math.ceil(Number(process.env['FUZZ_RUNS'] ?? 60) / 12), endOnFailure: true },
    );
    await assertStillWorking();
  });
});
