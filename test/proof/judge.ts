import { describe, type History, type Operation, type OperationOf } from './history.ts';
import { findClashes, holdsOf, placesOfSlots, Rivals } from './holds.ts';
import { explain, findOrder } from './linearizability.ts';
import { asLateAsAllowed, findShownThoughBusy } from './lists.ts';
import { readStored, type Rows, type Stored } from './stored-visits.ts';
import { findTrailFaults } from './trail.ts';

/**
 * Judges a history by itself and by what the database has afterwards:
 *
 * - `order`: the answers about one slot, all of them, have an order in which each is right (linearizability.ts), and the stored rows come last in it
 *   (a list may lag behind what other servers did, lists.ts says how far)
 * - `lists`: no list shows a slot whose agent was certainly elsewhere then
 * - `two places`: no agent and no applicant certainly had two bookings of overlapping visits at one moment
 * - `stored`: what was acknowledged is there, what was refused is not, nothing took effect twice
 * - `trail`: the events of each slot are a story that ends as the tables have it and that has everything that was told
 *
 * A conflict may have its reason in another slot: the agent or the applicant is busy then. It is taken out of the slot's own
 * history only where a booking of an overlapping visit can have stood at that time; it changes nothing, so that hides no booking.
 * No request may be under way any more (`fleet.drain()`).
 */
export async function judge(history: History, database: Rows): Promise<Violation[]> {
  return judgeAgainst(history, await readStored(database, history.organizationId));
}

export interface Violation {
  readonly rule: 'order' | 'lists' | 'two places' | 'stored' | 'trail';
  readonly slotId: string | null;
  readonly detail: string;
}

/** The first few violations for people; '' when there is none. */
export function report(violations: readonly Violation[]): string {
  const more = violations.length > REPORTED ? [`… and ${violations.length - REPORTED} more`] : [];
  return [...violations.slice(0, REPORTED).map(({ rule, slotId, detail }) => `${rule} (slot ${slotId}): ${detail}`), ...more].join('\n');
}

const REPORTED = 3;

/** As `judge`, with what the database had already read. */
export function judgeAgainst(history: History, stored: Stored): Violation[] {
  const resolved = { ...history, operations: resolveUnanswered(history, stored) };
  return [...judgeOrder(resolved, stored), ...judgePlaces(resolved), ...judgeLists(resolved), ...judgeStored(history, stored), ...findTrailFaults(resolved.operations, stored).map((detail) => ({ rule: 'trail' as const, slotId: null, detail }))];
}

/** When everything had been answered or given up. */
function endOf({ operations }: History): number {
  return operations.reduce((end, { from, to }) => Math.max(end, from, Number.isFinite(to) ? to : 0), 0) + 1;
}

/**
 * What was not answered and made a row did happen, at some time before the end; what made none did not. (Of cancellations the
 * rows do not tell which one it was: they stay open.)
 */
function resolveUnanswered(history: History, stored: Stored): Operation[] {
  const end = endOf(history);
  const bookingOf = new Map(stored.bookings.map((row) => [row.notes, row]));
  const offered = new Set(history.operations.flatMap(({ kind, answer }) => (kind === 'offer' && answer.said === 'yes' && 'slotId' in answer ? [answer.slotId] : [])));
  const unheard = stored.slots.filter(({ id }) => !offered.has(id));
  return history.operations.flatMap((operation): Operation[] => {
    if (operation.answer.said !== 'nothing') {
      return [operation];
    }
    if (operation.kind === 'book') {
      const row = bookingOf.get(operation.mark);
      return row === undefined ? [] : [{ ...operation, to: end, answer: { said: 'yes', bookingId: row.id } }];
    }
    if (operation.kind === 'offer') {
      const place = history.places[operation.place];
      const index = unheard.findIndex((slot) => slot.property_id === place?.propertyId && slot.start === place.start);
      const [slot] = index === -1 ? [] : unheard.splice(index, 1);
      return slot === undefined ? [] : [{ ...operation, to: end, answer: { said: 'yes', slotId: slot.id } }];
    }
    return [operation];
  });
}

function judgeOrder(history: History, stored: Stored): Violation[] {
  const rivals = new Rivals(holdsOf(history));
  const placeOf = placesOfSlots(history);
  const operations = history.operations.filter((operation) => !isExplainedElsewhere(operation, rivals, placeOf));
  const ofSlot = Map.groupBy(operations.filter((operation) => 'slotId' in operation), (operation) => ('slotId' in operation ? operation.slotId : ''));
  const screenings = Map.groupBy(operations.filter((operation) => operation.kind === 'screen'), ({ applicant }) => applicant);
  const lists = Map.groupBy(operations.filter((operation) => operation.kind === 'list available'), ({ propertyId }) => propertyId);
  const end = endOf(history);
  const violations: Violation[] = [];
  for (const offer of operations.filter((operation) => operation.kind === 'offer')) {
    if (offer.answer.said !== 'yes') {
      violations.push(...judgeRefusedOffer(offer, history));
      continue;
    }
    const { slotId } = offer.answer;
    const own = ofSlot.get(slotId) ?? [];
    const applicants = new Set(own.flatMap((operation) => (operation.kind === 'book' ? [operation.applicant] : [])));
    const listed = (lists.get(placeOf.get(slotId)?.propertyId ?? '') ?? [])
      .map((list) => asLateAsAllowed(list, [offer, ...own]))
      .filter((list) => tellsOf(list, offer, own, rivals, placeOf));
    const all = [offer, ...own, ...[...applicants].flatMap((applicant) => screenings.get(applicant) ?? []), ...listed, ...lastLooks(slotId, stored, end)];
    const verdict = findOrder(all, slotId);
    if (!verdict.explained) {
      violations.push({ rule: 'order', slotId, detail: explain(verdict.stuck) });
    }
  }
  return violations;
}

/** An offer is refused only while the same visit may still be offered. */
function judgeRefusedOffer(offer: OperationOf<'offer'>, { operations }: History): Violation[] {
  const before = operations.filter((other) => other.kind === 'offer' && other.place === offer.place && other.answer.said === 'yes' && other.from < offer.to);
  const isGone = (slotId: string) => operations.some((other) => other.kind === 'cancel slot' && other.slotId === slotId && other.answer.said === 'yes' && other.to < offer.from);
  const mayStand = before.some(({ answer }) => answer.said === 'yes' && 'slotId' in answer && !isGone(answer.slotId));
  return mayStand || offer.answer.said === 'nothing' ? [] : [{ rule: 'order', slotId: null, detail: `nothing explains ${describe(offer)}` }];
}

function isExplainedElsewhere(operation: Operation, rivals: Rivals, placeOf: ReturnType<typeof placesOfSlots>): boolean {
  const place = operation.kind === 'book' ? placeOf.get(operation.slotId) : undefined;
  if (operation.kind !== 'book' || operation.answer.said !== 'no' || operation.answer.code !== 'conflict' || place === undefined) {
    return false;
  }
  return rivals.mayStand(place, operation.slotId, operation, (rival) => rival.place.agent === place.agent || rival.applicant === operation.applicant);
}

/** A list tells of a slot unless it came before the slot, long after its cancellation, or its agent may have been elsewhere. */
function tellsOf(list: OperationOf<'list available'>, offer: Operation, own: readonly Operation[], rivals: Rivals, placeOf: ReturnType<typeof placesOfSlots>): boolean {
  const slotId = offer.kind === 'offer' && offer.answer.said === 'yes' ? offer.answer.slotId : '';
  if (list.answer.said !== 'yes' || list.answer.slotIds.includes(slotId)) {
    return list.answer.said === 'yes';
  }
  const isOver = own.some((other) => other.kind === 'cancel slot' && other.answer.said === 'yes' && other.to < list.from);
  const place = placeOf.get(slotId);
  return list.to > offer.from && !isOver && place !== undefined && !rivals.mayStand(place, slotId, list, (rival) => rival.place.agent === place.agent);
}

/** What the tables have, as if somebody had looked when all was over. */
function lastLooks(slotId: string, { slots, bookings }: Stored, end: number): Operation[] {
  const times = { from: end + 1, to: end + 2 };
  const slot = slots.find(({ id }) => id === slotId);
  const ofSlot = bookings.filter((booking) => booking.slot_id === slotId);
  return [
    { kind: 'see slot', slotId, number: -1, ...times, answer: slot === undefined ? { said: 'no', code: 'it is not stored' } : { said: 'yes', status: slot.status, bookingId: slot.booking_id } },
    ...ofSlot.map(({ id, status }, index): Operation => ({ kind: 'see booking', slotId, bookingId: id, number: -2 - index, ...times, answer: { said: 'yes', confirmed: status === 'confirmed' } })),
  ];
}

function judgePlaces(history: History): Violation[] {
  const holds = holdsOf(history);
  // Two bookings of one slot are for `order` to find; an agent's other slot is what this is about.
  const ofAgent = findClashes(holds, ({ place }) => place.agent, (a, b) => a.slotId === b.slotId);
  const ofApplicant = findClashes(holds, ({ applicant }) => applicant, (a, b) => a.slotId === b.slotId);
  return [...ofAgent, ...ofApplicant].map(([a, b]) => ({ rule: 'two places', slotId: b.slotId, detail: `bookings ${a.bookingId} of slot ${a.slotId} and ${b.bookingId} of slot ${b.slotId} stood at one time` }));
}

function judgeLists(history: History): Violation[] {
  const shown = findShownThoughBusy(history, holdsOf(history), placesOfSlots(history));
  return shown.map(({ list, slotId, hold }) => ({ rule: 'lists' as const, slotId, detail: `its agent had booking ${hold.bookingId} of slot ${hold.slotId} all the time of ${describe(list)}` }));
}

function judgeStored({ operations }: History, { bookings }: Stored): Violation[] {
  const booked = Map.groupBy(operations.filter((operation) => operation.kind === 'book'), ({ mark }) => mark);
  const rows = new Map(bookings.map((row) => [row.id, row]));
  const faults = bookings.flatMap((row) => {
    const asked = booked.get(row.notes) ?? [];
    const twice = bookings.some((other) => other.notes === row.notes && other.id !== row.id) ? ['took effect twice'] : [];
    const could = asked.some(({ answer }) => answer.said === 'nothing' || (answer.said === 'yes' && answer.bookingId === row.id)) ? [] : ['was refused or never asked for'];
    const other = asked.some(({ slotId, applicant }) => slotId !== row.slot_id || applicant !== row.applicant_id) ? ['is of another slot or applicant than asked for'] : [];
    return [...twice, ...could, ...other].map((fault) => ({ rule: 'stored' as const, slotId: row.slot_id, detail: `booking ${row.id} ${fault}` }));
  });
  const lost = operations.flatMap((operation) => {
    const expected = expectedRow(operation);
    const row = rows.get(expected?.bookingId ?? '');
    const isThere = expected === null || (row !== undefined && (expected.status === null || row.status === expected.status));
    return isThere ? [] : [{ rule: 'stored' as const, slotId: row?.slot_id ?? null, detail: `the row is ${row?.status ?? 'not there'} after ${describe(operation)}` }];
  });
  return [...faults, ...lost];
}

/** The row that an acknowledged change must have left; null status: any. */
function expectedRow(operation: Operation): { bookingId: string; status: string | null } | null {
  if (operation.kind === 'book' && operation.answer.said === 'yes') {
    return { bookingId: operation.answer.bookingId, status: null };
  }
  if (operation.kind === 'cancel booking' && operation.answer.said === 'yes') {
    return { bookingId: operation.bookingId, status: `cancelled_by_${operation.by}` };
  }
  const cascaded = operation.kind === 'cancel slot' && operation.answer.said === 'yes' ? operation.answer.bookingId : null;
  return cascaded === null ? null : { bookingId: cascaded, status: 'cancelled_by_agent' };
}
