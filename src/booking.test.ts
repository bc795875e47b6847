import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cancelByAgent, cancelByApplicant, checkNotes, refusalOf, type BookingSituation } from './booking.ts';
import { hasCode, VisitaError } from './errors.ts';
import { BEFORE, bookedSlot, bookingWith, slotWith, START } from './visit.fixture.ts';

const conflict = (error: unknown) => hasCode(error, 'conflict');

describe('the notes of a booking', () => {
  test('may be empty, in any language, with line breaks and tabs', () => {
    for (const notes of ['', 'Olá!\n\tAté sábado.\r\n', '見学を楽しみに', '👩‍👩‍👧‍👦', '\u00A0', 'a'.repeat(2000)]) {
      checkNotes(notes);
    }
  });

  test('are counted as people count, not in UTF-16', () => {
    checkNotes('🏡'.repeat(2000));
    assert.throws(() => checkNotes('🏡'.repeat(2001)), /at most 2000 characters/);
  });

  test('hold no control characters, the C1 ones included', () => {
    for (const character of ['\u0000', '\u0007', '\u000B', '\u001B', '\u007F', '\u0085', '\u009F']) {
      assert.throws(() => checkNotes(`a${character}b`), (error) => error instanceof VisitaError && error.fields[0]?.path === 'notes');
    }
  });

  test('are refused for nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2100, size: 'max' }), (notes) => {
        const allowed = notes.isWellFormed() && [...notes].length <= 2000 && ![...notes].some((character) => /\p{Cc}/u.test(character) && !'\n\r\t'.includes(character));
        if (allowed) {
          checkNotes(notes);
        } else {
          assert.throws(() => checkNotes(notes), (error) => hasCode(error, 'invalid_argument'));
        }
      }),
    );
  });

  test('half a surrogate pair is no text', () => {
    assert.throws(() => checkNotes('a\uD83C'), (error) => hasCode(error, 'invalid_argument'));
  });

  test('a refusal does not quote them', () => {
    assert.throws(() => checkNotes('my secret\u0000'), (error) => error instanceof VisitaError && !JSON.stringify([error.message, error.fields]).includes('secret'));
  });
});

describe('booking a visit', () => {
  const situation = (wish: Partial<BookingSituation> = {}): BookingSituation => ({
    slot: slotWith(),
    applicant: { riskLevel: 'LOW' },
    agentBusy: false,
    applicantBusy: false,
    now: BEFORE,
    ...wish,
  });

  test('LOW and MEDIUM may', () => {
    for (const riskLevel of ['LOW', 'MEDIUM'] as const) {
      assert.equal(refusalOf(situation({ applicant: { riskLevel } })), null);
    }
  });

  // Each line adds a reason that goes before those above it.
  const reasons: readonly [string, Partial<BookingSituation>, RegExp][] = [
    ['the agent is busy', { agentBusy: true }, /the agent is on another visit/],
    ['the applicant is busy', { applicantBusy: true }, /you already have another visit/],
    ['it has started', { now: START }, /already started/],
    ['it is taken', { slot: bookedSlot() }, /already booked/],
    ['it was cancelled', { slot: slotWith({ status: 'cancelled' }) }, /was cancelled/],
    ['eligibility was withdrawn', { applicant: { riskLevel: 'HIGH' } }, /may not book/],
  ];
  for (const [place, [name, wish, words]] of reasons.entries()) {
    test(`is refused because ${name}`, () => {
      const code = name === 'eligibility was withdrawn' ? 'forbidden' : 'conflict';
      for (const others of [{}, Object.assign({}, ...reasons.slice(0, place).map(([, other]) => other))]) {
        const refusal = refusalOf(situation({ ...others, ...wish }));
        assert.ok(hasCode(refusal, code), String(refusal));
        assert.match(refusal?.message ?? '', words);
        assert.doesNotMatch(refusal?.message ?? '', /high|risk/i);
      }
    });
  }
});

describe('calling a booking off', () => {
  test('says who did', () => {
    assert.deepEqual(cancelByApplicant(bookingWith(), BEFORE), bookingWith({ status: 'cancelled_by_applicant' }));
    assert.deepEqual(cancelByAgent(bookingWith(), BEFORE), bookingWith({ status: 'cancelled_by_agent' }));
  });

  for (const cancel of [cancelByApplicant, cancelByAgent]) {
    test(`${cancel.name}: not once the visit has started`, () => {
      assert.throws(() => cancel(bookingWith(), START), conflict);
    });

    test(`${cancel.name}: not twice, whoever was first`, () => {
      for (const status of ['cancelled_by_applicant', 'cancelled_by_agent'] as const) {
        assert.throws(() => cancel(bookingWith({ status }), BEFORE), conflict);
      }
    });
  }
});
