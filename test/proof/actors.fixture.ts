import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProofClient, Reply } from './client.fixture.ts';
import type { OpenOperation, Place, Recorder } from './history.ts';
import type { Random } from './random.ts';

/** What the people of a workload do, one step at a time; everything they ask and are told is recorded. */

/** A booking that somebody was told of. */
interface Known {
  readonly slotId: string;
  readonly bookingId: string;
}

/** What everybody in a workload shares. */
export interface Board {
  readonly recorder: Recorder;
  readonly places: readonly Place[];
  /** The slot that is offered at each place now; or the last one, while it is offered again. */
  readonly slotIds: string[];
  readonly bookings: Known[];
  /** Until when a request under a key is repeated; Infinity while the workload runs. */
  patientUntil: number;
}

export interface Person {
  readonly id: string;
  readonly client: ProofClient;
  readonly random: Random;
}

const REMEMBERED = 12;
const RETRY_AFTER_MS = 50;
const IN_PROGRESS = 'idempotency_in_progress';

/** An applicant's next step: mostly booking and giving back, else looking. */
export async function stepOfApplicant(board: Board, person: Person, own: Known[]): Promise<void> {
  const { random } = person;
  const dice = random.next();
  const place = random.below(board.places.length);
  const slotId = board.slotIds[place] ?? '';
  const known = pickKnown(random, own);
  if (dice < 0.4) {
    await book(board, person, slotId, own);
  } else if (dice < 0.7 && known !== undefined) {
    await cancelBooking(board, person, known, 'applicant');
  } else if (dice < 0.8) {
    await seeSlot(board, person, slotId);
  } else if (dice < 0.9 && known !== undefined) {
    await seeBooking(board, person, known);
  } else {
    await listAvailable(board, person, board.places[place]?.propertyId ?? '');
  }
}

/** An agent's next step: calling off bookings and own slots, which are then offered again, else looking. */
export async function stepOfAgent(board: Board, person: Person): Promise<void> {
  const { random } = person;
  const dice = random.next();
  const own = [...board.places.keys()].filter((place) => board.places[place]?.agent === person.id);
  const place = random.pick(own) ?? 0;
  const slotId = board.slotIds[place] ?? '';
  const known = pickKnown(random, board.bookings);
  if (dice < 0.2 && known !== undefined) {
    await cancelBooking(board, person, known, 'agent');
  } else if (dice < 0.3) {
    await cancelSlot(board, person, slotId);
    await offer(board, person, place);
  } else if (dice < 0.5 && known !== undefined) {
    await seeBooking(board, person, known);
  } else if (dice < 0.8) {
    await seeSlot(board, person, slotId);
  } else {
    await listAvailable(board, person, board.places[place]?.propertyId ?? '');
  }
}

/** Mostly the newest, which stands more often than the others. */
function pickKnown(random: Random, known: readonly Known[]): Known | undefined {
  return random.next() < 0.6 ? known.at(-1) : random.pick(known);
}

/** Offers a visit until the answer is known. The slot is the place's own from then on. */
export async function offer(board: Board, { client }: Person, place: number): Promise<void> {
  const visit = board.places[place];
  if (visit === undefined) {
    return;
  }
  const body = { property_id: visit.propertyId, start_time: new Date(visit.start).toISOString(), end_time: new Date(visit.end).toISOString() };
  await sendUnderKey(board, client, '/slots', { body, key: randomUUID() }, (reply, close) => {
    const slotId = reply.known && reply.status === 201 ? reply.body.slot?.id : undefined;
    if (slotId !== undefined) {
      board.slotIds[place] = slotId;
    }
    close({ kind: 'offer', place, server: reply.server, answer: answerOf(reply, slotId !== undefined, { slotId: slotId ?? '' }) });
  });
}

export async function book(board: Board, { client, random, id }: Person, slotId: string, own: Known[]): Promise<void> {
  const mark = randomUUID();
  const body = { slot_id: slotId, notes: mark };
  const key = random.next() < 0.5 ? randomUUID() : undefined;
  await sendUnderKey(board, client, '/bookings', key === undefined ? { body } : { body, key }, (reply, close) => {
    const booking = reply.known && reply.status === 201 ? reply.body.booking : undefined;
    const isRight = booking?.slot_id === slotId && booking.status === 'confirmed';
    if (booking !== undefined) {
      for (const list of [own, board.bookings]) {
        list.push({ slotId, bookingId: booking.id });
        list.splice(0, list.length - REMEMBERED);
      }
    }
    close({ kind: 'book', slotId, applicant: id, mark, server: reply.server, answer: answerOf(reply, isRight, { bookingId: booking?.id ?? '' }) });
  });
}

/**
 * One operation of as many attempts as it takes, where there is a key. A refusal after an attempt without an answer is two
 * operations: the attempt, which may still take effect, and the refusal.
 */
async function sendUnderKey(
  board: Board,
  client: ProofClient,
  path: string,
  sent: { readonly body: object; readonly key?: string },
  conclude: (reply: Reply, close: OpenOperation['close']) => void,
): Promise<void> {
  const first = board.recorder.open();
  let unanswered: Reply | null = null;
  for (;;) {
    const attempt = unanswered === null ? first : board.recorder.open();
    const reply = await client.send('POST', path, sent);
    const isOpen = !reply.known || reply.code === IN_PROGRESS;
    if (isOpen && sent.key !== undefined && performance.now() < board.patientUntil) {
      unanswered = { known: false, why: reply.known ? reply.code : reply.why };
      await sleep(RETRY_AFTER_MS);
      continue;
    }
    if (isOpen || unanswered === null || reply.status < 300) {
      // After attempts at other servers nobody knows which one did it.
      conclude(isOpen && reply.known ? { known: false, why: reply.code } : unanswered !== null && reply.known ? { ...reply, server: undefined } : reply, first.close);
      return;
    }
    conclude(unanswered, first.close);
    conclude(reply, attempt.close);
    return;
  }
}

export async function cancelBooking({ recorder }: Board, { client }: Person, { slotId, bookingId }: Known, by: 'agent' | 'applicant'): Promise<void> {
  await recorder.call(async () => {
    const reply = await client.send('DELETE', `/bookings/${bookingId}`);
    const { booking } = reply.known ? reply.body : {};
    return { kind: 'cancel booking', slotId, bookingId, by, server: reply.server, answer: answerOf(reply, booking?.id === bookingId && booking.status === `cancelled_by_${by}`, {}) };
  });
}

async function cancelSlot({ recorder }: Board, { client }: Person, slotId: string): Promise<void> {
  await recorder.call(async () => {
    const reply = await client.send('DELETE', `/slots/${slotId}`);
    const { slot, booking } = reply.known ? reply.body : {};
    const isRight = slot?.id === slotId && slot.status === 'cancelled' && (booking === undefined || booking.status === 'cancelled_by_agent');
    return { kind: 'cancel slot', slotId, server: reply.server, answer: answerOf(reply, isRight, { bookingId: booking?.id ?? null }) };
  });
}

export async function seeSlot({ recorder }: Board, { client }: Person, slotId: string): Promise<void> {
  await recorder.call(async () => {
    const reply = await client.send('GET', `/slots/${slotId}`);
    const { slot } = reply.known ? reply.body : {};
    return { kind: 'see slot', slotId, server: reply.server, answer: answerOf(reply, slot?.id === slotId, { status: slot?.status ?? 'cancelled', bookingId: slot?.booking_id ?? null }) };
  });
}

async function seeBooking({ recorder }: Board, { client }: Person, { slotId, bookingId }: Known): Promise<void> {
  await recorder.call(async () => {
    const reply = await client.send('GET', `/bookings/${bookingId}`);
    const { booking } = reply.known ? reply.body : {};
    return { kind: 'see booking', slotId, bookingId, server: reply.server, answer: answerOf(reply, booking?.id === bookingId, { confirmed: booking?.status === 'confirmed' }) };
  });
}

async function listAvailable({ recorder }: Board, { client }: Person, propertyId: string): Promise<void> {
  await recorder.call(async () => {
    const reply = await client.send('GET', `/properties/${propertyId}/slots?limit=100`);
    const { slots } = reply.known ? reply.body : {};
    return { kind: 'list available', propertyId, server: reply.server, answer: answerOf(reply, slots !== undefined, { slotIds: slots?.map(({ id }) => id) ?? [] }) };
  });
}

/** A success that is not what was asked for is a refusal that nothing explains. */
function answerOf<Told extends object>(reply: Reply, isRight: boolean, told: Told): ({ said: 'yes' } & Told) | { said: 'no'; code: string } | { said: 'nothing'; why: string } {
  if (!reply.known) {
    return { said: 'nothing', why: reply.why };
  }
  const isYes = reply.status < 300;
  return isYes && isRight ? { said: 'yes', ...told } : { said: 'no', code: isYes ? 'another answer than asked for' : reply.code };
}
