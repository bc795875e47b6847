import assert from 'node:assert/strict';
import fc from 'fast-check';
import { VisitaError } from './errors.ts';
import { AGENCIES_OF_APPLICANT, AGENCY_OF_AGENT, type Outcome, type Step, type VisitModel, type VisitsState } from './visit-model.fixture.ts';

/** What is held against the model. */
export interface Visits {
  /** Takes the step, or throws the refusal. */
  take(step: Step): Promise<void>;
  state(): Promise<VisitsState>;
}

/** Random steps. Strangers: also people whom the slot or booking has nothing to do with try to change it. */
export function visitSteps(options: { strangers: boolean }): fc.Arbitrary<fc.AsyncCommand<VisitModel, Visits>>[] {
  const agent = fc.nat(AGENCY_OF_AGENT.length - 1);
  const applicant = fc.nat(AGENCIES_OF_APPLICANT.length - 1);
  const any = fc.nat(99);
  // Mostly the person concerned.
  const byStranger = options.strangers ? fc.integer({ min: 0, max: 3 }).map((chance) => chance === 0) : fc.constant(false);
  const offer = fc
    .record({
      agent,
      property: fc.nat(1),
      inQuarters: fc.integer({ min: -1, max: 10 }),
      minutes: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(15, 30, 45, 90) }, { weight: 1, arbitrary: fc.constantFrom(-30, 0, 4, 5, 1440, 1441) }),
    })
    .map(({ inQuarters, ...visit }) => new VisitCommand('offer', visit, (model) => ({ kind: 'offer', ...visit, start: model.now + inQuarters * 15 })));
  const book = fc.record({ applicant, any }).map(
    ({ applicant: who, any: nth }) =>
      new VisitCommand('book', { who, nth }, (model) => {
        const slot = pick(model.slots, nth);
        const agency = AGENCY_OF_AGENT[model.slots[slot ?? -1]?.agent ?? -1] ?? -1;
        const known = options.strangers || AGENCIES_OF_APPLICANT[who]?.includes(agency) === true;
        return slot === null || !known ? null : { kind: 'book', applicant: who, slot };
      }),
  );
  const cancelAsApplicant = fc.record({ stranger: byStranger, applicant, any }).map(
    ({ stranger, applicant: other, any: nth }) =>
      new VisitCommand('cancel as applicant', { stranger, other, nth }, (model) => {
        const booking = pick(model.bookings, nth);
        const owner = model.bookings[booking ?? -1]?.applicant ?? 0;
        return booking === null ? null : { kind: 'cancel booking as applicant', applicant: stranger ? other : owner, booking };
      }),
  );
  const cancelAsAgent = fc.record({ stranger: byStranger, agent, any }).map(
    ({ stranger, agent: other, any: nth }) =>
      new VisitCommand('cancel as agent', { stranger, other, nth }, (model) => {
        const booking = pick(model.bookings, nth);
        const owner = model.slots[model.bookings[booking ?? -1]?.slot ?? -1]?.agent ?? 0;
        return booking === null ? null : { kind: 'cancel booking as agent', agent: stranger ? other : owner, booking };
      }),
  );
  const cancelSlot = fc.record({ stranger: byStranger, agent, any }).map(
    ({ stranger, agent: other, any: nth }) =>
      new VisitCommand('cancel slot', { stranger, other, nth }, (model) => {
        const slot = pick(model.slots, nth);
        const owner = model.slots[slot ?? -1]?.agent ?? 0;
        return slot === null ? null : { kind: 'cancel slot', agent: stranger ? other : owner, slot };
      }),
  );
  const screen = fc.record({ applicant, nth: fc.nat(1), riskLevel: fc.constantFrom('LOW', 'MEDIUM', 'HIGH') }).map(
    ({ applicant: who, nth, riskLevel }) =>
      new VisitCommand('screen', { who, nth, riskLevel }, () => {
        const agency = AGENCIES_OF_APPLICANT[who]?.[nth];
        return agency === undefined ? null : { kind: 'screen', applicant: who, agency, riskLevel };
      }),
  );
  const passTime = fc.constantFrom(5, 15, 60).map((minutes) => new VisitCommand('pass time', { minutes }, () => ({ kind: 'pass time', minutes })));
  // The frequent ones more than once.
  return [offer, offer, offer, book, book, book, book, cancelAsApplicant, cancelAsAgent, cancelSlot, screen, passTime];
}

/** One step, taken by the model and by what is held against it. */
class VisitCommand implements fc.AsyncCommand<VisitModel, Visits> {
  readonly #label: string;
  readonly #choose: (model: Readonly<VisitModel>) => Step | null;

  constructor(name: string, chosen: object, choose: (model: Readonly<VisitModel>) => Step | null) {
    this.#label = `${name} ${JSON.stringify(chosen)}`;
    this.#choose = choose;
  }

  check(model: Readonly<VisitModel>): boolean {
    return this.#choose(model) !== null;
  }

  async run(model: VisitModel, visits: Visits): Promise<void> {
    const step = this.#choose(model);
    assert.ok(step);
    const before = await visits.state();
    const running = model.slots.map((slot) => slot.start <= model.now);
    const expected = model.take(step);
    const outcome = await outcomeOf(visits.take(step));
    const after = await visits.state();
    const what = JSON.stringify(step);
    assert.equal(outcome, expected, what);
    if (outcome !== 'done') {
      assert.deepEqual(after, before, `a refused step changes nothing: ${what}`);
    }
    assertSound(after, what);
    assertOrderly(before, after, running, what);
    assert.deepEqual(after, model.state(), what);
  }

  toString(): string {
    return this.#label;
  }
}

/** What came of a step. An error that is not of the product is thrown. */
export async function outcomeOf(step: Promise<void>): Promise<Outcome> {
  try {
    await step;
    return 'done';
  } catch (error) {
    if (error instanceof VisitaError) {
      return error.code;
    }
    throw error;
  }
}

/** What holds at every moment, whatever the model says: a slot is booked exactly when one confirmed booking is its own. */
export function assertSound(state: VisitsState, what: string): void {
  for (const [number, slot] of state.slots.entries()) {
    const holders = [...state.bookings.entries()].filter(([, booking]) => booking.slot === number && booking.status === 'confirmed');
    const expected = slot.status === 'booked' ? [slot.booking] : [];
    assert.deepEqual(holders.map(([holder]) => holder), expected, `slot ${number} is torn: ${what}`);
    assert.equal(slot.booking !== null, slot.status === 'booked', `slot ${number} is torn: ${what}`);
  }
}

/** What holds from one moment to the next: nothing vanishes, what is cancelled stays so, no booking changes once its visit runs. */
function assertOrderly(before: VisitsState, after: VisitsState, running: readonly boolean[], what: string): void {
  for (const [number, slot] of before.slots.entries()) {
    if (slot.status === 'cancelled' || (slot.status === 'booked' && running[number] === true)) {
      assert.deepEqual(after.slots[number], slot, `slot ${number} is final: ${what}`);
    }
  }
  for (const [number, booking] of before.bookings.entries()) {
    if (booking.status !== 'confirmed' || running[booking.slot] === true) {
      assert.deepEqual(after.bookings[number], booking, `booking ${number} is final: ${what}`);
    }
  }
  for (const booking of after.bookings.slice(before.bookings.length)) {
    assert.notEqual(running[booking.slot], true, `slot ${booking.slot} has started: ${what}`);
  }
}

function pick(from: readonly unknown[], nth: number): number | null {
  return from.length === 0 ? null : nth % from.length;
}
