import { describe, type Operation } from './history.ts';
import { follow, keyOf, NOT_OFFERED_YET, onlyTells, subjectOf, type MachineState, type Subject } from './slot-machine.ts';

/**
 * Is there an order of the operations of one slot that agrees with the clock (what was answered before another was sent comes
 * first) and in which each answer is right? The search of Wing and Gong with Lowe's memory ("Testing for linearizability",
 * 2017), as in Knossos and Porcupine. What was never answered may come in at any later moment, or never.
 *
 * An operation that only tells and fits the state is taken at once and for good: every order that has it later stays right
 * when it is moved here, since it changes nothing. So only what changes the slot is ever tried in more than one order.
 */
export function findOrder(operations: readonly Operation[], slotId: string, initial: MachineState = NOT_OFFERED_YET): Verdict {
  return new Search(operations, slotId, initial).run();
}

/** `explained` with such an order, or how far the search came. */
export type Verdict =
  | { readonly explained: true; readonly order: readonly Operation[]; readonly state: MachineState }
  | { readonly explained: false; readonly stuck: Stuck };

export interface Stuck {
  readonly state: MachineState;
  /** What was put in order. */
  readonly ordered: readonly Operation[];
  /** What was under way then; at least one of them had to come next and none could. */
  readonly pending: readonly Operation[];
}

const SHOWN = 8;

/** A verdict for people: where the slot stood, what led there, and what nothing explains. */
export function explain({ state, ordered, pending }: Stuck): string {
  const lines = [`no order explains the answers; at best the slot is ${state.slot}${state.barred.length > 0 ? `, barred: ${state.barred.join(' ')}` : ''}, after`];
  return [...lines, ...ordered.slice(-SHOWN).map((operation) => `  ${describe(operation)}`), 'and then none of', ...pending.map((operation) => `  ${describe(operation)}`)].join('\n');
}

/** A moment of the history: an operation is sent or answered. A doubly linked list without those already ordered. */
interface Moment {
  readonly operation: Operation;
  readonly isAnswer: boolean;
  readonly at: number;
  answer: Moment | null;
  previous: Moment | null;
  next: Moment | null;
}

interface Step {
  readonly sent: Moment;
  readonly before: MachineState;
  /** Taken because it only tells: there is nothing else to try in its place. */
  readonly forced: boolean;
}

const NOBODY: Operation = { kind: 'offer', place: 0, number: -1, from: 0, to: 0, answer: { said: 'nothing', why: '' } };

class Search {
  readonly #head: Moment = { operation: NOBODY, isAnswer: false, at: -Infinity, answer: null, previous: null, next: null };
  readonly #subject: Subject;
  readonly #steps: Step[] = [];
  readonly #tried = new Set<string>();
  #state: MachineState;
  #best: Stuck;

  constructor(operations: readonly Operation[], slotId: string, initial: MachineState) {
    this.#subject = subjectOf(slotId, operations);
    this.#state = initial;
    this.#best = { state: initial, ordered: [], pending: [] };
    link(this.#head, momentsOf(operations));
  }

  run(): Verdict {
    this.#takeWhatOnlyTells();
    let from = this.#head.next;
    while (this.#firstAnswer() !== null) {
      if (this.#takeOneFrom(from)) {
        this.#takeWhatOnlyTells();
        from = this.#head.next;
        continue;
      }
      this.#remember();
      const undone = this.#undo();
      if (undone === null) {
        return { explained: false, stuck: this.#best };
      }
      from = undone.next;
    }
    return { explained: true, order: this.#order(), state: this.#state };
  }

  #takeWhatOnlyTells(): void {
    for (let moment = this.#head.next; moment !== null && !moment.isAnswer; ) {
      const { operation, next } = moment;
      const fits = onlyTells(operation) && follow(this.#state, operation, this.#subject) !== null;
      if (fits) {
        this.#take(moment, this.#state, true);
      }
      // Where its answer stood the window may reach further now, which `next` follows.
      moment = fits && next?.isAnswer === true && next.operation === operation ? next.next : next;
    }
  }

  /** Tries what changes the slot, in the order of sending, from this moment on. */
  #takeOneFrom(from: Moment | null): boolean {
    for (let moment = from; moment !== null && !moment.isAnswer; moment = moment.next) {
      const next = onlyTells(moment.operation) ? null : follow(this.#state, moment.operation, this.#subject);
      if (next !== null) {
        const before = this.#state;
        this.#take(moment, next, false);
        if (!this.#isTried()) {
          return true;
        }
        this.#steps.pop();
        putBack(moment);
        this.#state = before;
      }
    }
    return false;
  }

  #take(sent: Moment, next: MachineState, forced: boolean): void {
    this.#steps.push({ sent, before: this.#state, forced });
    cutOut(sent);
    this.#state = next;
  }

  /** Takes the last choice back, and what followed from it; null when there is none. */
  #undo(): Moment | null {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      putBack(step.sent);
      this.#state = step.before;
      if (!step.forced) {
        return step.sent;
      }
    }
    return null;
  }

  // What is ordered is known by what is not: all that was sent before the first open answer, but for those still open.
  #isTried(): boolean {
    const open: number[] = [];
    let moment = this.#head.next;
    for (; moment !== null && !moment.isAnswer; moment = moment.next) {
      open.push(moment.operation.number);
    }
    const key = `${moment?.operation.number ?? ''}|${open.join(' ')}|${keyOf(this.#state)}`;
    const known = this.#tried.has(key);
    this.#tried.add(key);
    return known;
  }

  #firstAnswer(): Moment | null {
    let moment = this.#head.next;
    while (moment !== null && !moment.isAnswer) {
      moment = moment.next;
    }
    return moment;
  }

  #order(): Operation[] {
    return this.#steps.map(({ sent }) => sent.operation);
  }

  #remember(): void {
    if (this.#steps.length >= this.#best.ordered.length) {
      const pending: Operation[] = [];
      for (let moment = this.#head.next; moment !== null && !moment.isAnswer; moment = moment.next) {
        pending.push(moment.operation);
      }
      this.#best = { state: this.#state, ordered: this.#order(), pending };
    }
  }
}

function momentsOf(operations: readonly Operation[]): Moment[] {
  const moments = operations.flatMap((operation): Moment[] => {
    const sent: Moment = { operation, isAnswer: false, at: operation.from, answer: null, previous: null, next: null };
    if (operation.answer.said === 'nothing') {
      // Nobody learned anything from a look that was not answered.
      return onlyTells(operation) ? [] : [sent];
    }
    sent.answer = { operation, isAnswer: true, at: operation.to, answer: null, previous: null, next: null };
    return [sent, sent.answer];
  });
  // At one time: first what was sent, so that the two count as overlapping.
  return moments.toSorted((a, b) => a.at - b.at || Number(a.isAnswer) - Number(b.isAnswer));
}

function link(head: Moment, moments: readonly Moment[]): void {
  let last = head;
  for (const moment of moments) {
    last.next = moment;
    moment.previous = last;
    last = moment;
  }
}

function cutOut(sent: Moment): void {
  for (const moment of sent.answer === null ? [sent] : [sent, sent.answer]) {
    if (moment.previous !== null) {
      moment.previous.next = moment.next;
    }
    if (moment.next !== null) {
      moment.next.previous = moment.previous;
    }
  }
}

/** Undoes the last `cutOut`: each moment still knows its neighbours. */
function putBack(sent: Moment): void {
  for (const moment of sent.answer === null ? [sent] : [sent.answer, sent]) {
    if (moment.previous !== null) {
      moment.previous.next = moment;
    }
    if (moment.next !== null) {
      moment.next.previous = moment;
    }
  }
}
