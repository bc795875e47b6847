/**
 * What clients asked, what they were told, and when: the history that the judge (judge.fixture.ts) judges.
 *
 * Every call is one operation with two times of one monotonic clock: it was sent at `from`, answered at `to`. What it did, it did
 * between the two. A call that was never answered, or answered 5xx, has `answer.said === 'nothing'`: it may have
 * happened at any time after `from`, or never; its `to` is Infinity. Ids of people are their records' ids.
 *
 * Where one server alone was asked, its URL stands in `server`: what a server answers may depend on what it did itself.
 *
 * Who records uses `Recorder.call` for a single call, or `Recorder.open` where several attempts make one operation.
 */

/** `yes` with what was answered; `no` with the problem's code; `nothing` when nobody knows whether it happened. */
export type Answer<Told> = ({ readonly said: 'yes' } & Told) | { readonly said: 'no'; readonly code: string } | { readonly said: 'nothing'; readonly why: string };

type SlotStatus = 'available' | 'booked' | 'cancelled';

/** What was asked; for each kind what a yes tells. `mark` stands in the notes of the booking, so that its row is found. */
type Asked =
  | { readonly kind: 'offer'; readonly place: number; readonly answer: Answer<{ readonly slotId: string }> }
  | { readonly kind: 'book'; readonly slotId: string; readonly applicant: string; readonly mark: string; readonly answer: Answer<{ readonly bookingId: string }> }
  | { readonly kind: 'cancel booking'; readonly slotId: string; readonly bookingId: string; readonly by: 'agent' | 'applicant'; readonly answer: Answer<object> }
  | { readonly kind: 'cancel slot'; readonly slotId: string; readonly answer: Answer<{ readonly bookingId: string | null }> }
  | { readonly kind: 'see slot'; readonly slotId: string; readonly answer: Answer<{ readonly status: SlotStatus; readonly bookingId: string | null }> }
  | { readonly kind: 'see booking'; readonly slotId: string; readonly bookingId: string; readonly answer: Answer<{ readonly confirmed: boolean }> }
  | { readonly kind: 'list available'; readonly propertyId: string; readonly answer: Answer<{ readonly slotIds: readonly string[] }> }
  | { readonly kind: 'screen'; readonly applicant: string; readonly eligible: boolean; readonly answer: Answer<object> };

/** `server` answered it; undefined where no answer came, or several attempts were made. */
export type Call = Asked & { readonly server?: string | undefined };

export type Operation = Call & {
  /** In the order of sending. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
};

export type OperationOf<Kind extends Call['kind']> = Extract<Operation, { readonly kind: Kind }>;

/** One visit that is offered, and offered again when its slot was cancelled. Times in milliseconds since 1970. */
export interface Place {
  readonly propertyId: string;
  readonly agent: string;
  readonly start: number;
  readonly end: number;
}

export interface History {
  readonly organizationId: string;
  readonly places: readonly Place[];
  readonly operations: readonly Operation[];
}

/** Half-open, as the database has it: a visit may start the minute another one ends. */
export function overlap(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}

export interface OpenOperation {
  readonly close: (call: Call) => void;
}

/** Keeps what is asked and answered. Times are milliseconds of this process's monotonic clock. */
export class Recorder {
  readonly operations: Operation[] = [];
  #next = 0;

  /** Makes one call and keeps what came of it. `make` never throws. */
  async call(make: () => Promise<Call>): Promise<void> {
    const { close } = this.open();
    close(await make());
  }

  /** An operation begins now; `close` ends it, once. */
  open(): OpenOperation {
    const number = this.#next++;
    const from = performance.now();
    return {
      close: (call) => {
        const to = call.answer.said === 'nothing' ? Infinity : performance.now();
        this.operations.push({ ...call, number, from, to });
      },
    };
  }
}

/** For people who read a verdict. */
export function describe(operation: Operation): string {
  const { number, from, to, answer, ...asked } = operation;
  const told = answer.said === 'nothing' ? `no answer (${answer.why})` : JSON.stringify(answer);
  const time = (at: number) => (Number.isFinite(at) ? at.toFixed(2) : '…');
  return `#${number} ${time(from)}–${time(to)} ${JSON.stringify(asked)} → ${told}`;
}
