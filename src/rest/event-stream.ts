import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Hint } from '../service/hint.ts';
import type { components } from './contract.gen.ts';

type SlotHint = components['schemas']['SlotHint'];
type BookingHint = components['schemas']['BookingHint'];

const CONTENT_TYPE = 'text/event-stream';
/** What waits for a reader that does not read, beside the buffers of the operating system. */
const MOST_WAITING_BYTES = 128 * 1024;
/** In which a client takes what was written before the end. */
const LAST_WORDS_MS = 1_000;
/** Clients come back after one to three seconds, not all at the same moment. */
const SHORTEST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 3_000;

/** Why a stream ended. `left`: the client closed it. */
export type StreamEnd = 'left' | 'token_expired' | 'rights_changed' | 'too_old' | 'draining' | 'lost_track' | 'too_slow' | 'failed';

/** The headers of an answer that is such a stream. Its connection ends with it, so that it does not hold up a drain. */
export const EVENT_STREAM_HEADERS = { 'content-type': CONTENT_TYPE, 'x-accel-buffering': 'no', connection: 'close' } as const;

/** One stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class EventStream {
  /** What is sent. Whoever destroys it ends the stream. */
  readonly body = new Readable({ read() {} });
  #reason: StreamEnd | null = null;
  #response: ServerResponse | null = null;

  /** Says what the body is sent through, to cut it where a client does not even take the end. */
  sendThrough(response: ServerResponse): void {
    this.#response = response;
  }

  /** Tells a client how long to wait before it comes back, and that from here on it misses nothing. */
  begin(): void {
    const retry = SHORTEST_RETRY_MS + Math.random() * (LONGEST_RETRY_MS - SHORTEST_RETRY_MS);
    this.#write(`retry: ${Math.round(retry)}\nevent: ready\ndata: {}\n\n`);
  }

  /** Shows that the connection works, and keeps a proxy from closing it. */
  beat(): void {
    this.#write(':\n\n');
  }

  tell(hints: readonly Hint[]): void {
    this.#write(hints.map(frameOf).join(''));
  }

  /** Ends it; what was written is still sent, for a moment. Only the first reason counts. */
  end(reason: StreamEnd): void {
    if (this.#reason === null && !this.body.destroyed) {
      this.#reason = reason;
      this.body.push(null);
      setTimeout(() => this.#cut(), LAST_WORDS_MS).unref();
    }
  }

  /** Ends it at once, sent or not. */
  abort(reason: StreamEnd): void {
    this.#reason ??= reason;
    this.#cut();
  }

  /** Calls this when the stream is over, read to its end or cut. */
  onceOver(listener: (reason: StreamEnd) => void): void {
    if (this.body.closed) {
      listener(this.#reason ?? 'left');
    } else {
      this.body.once('close', () => listener(this.#reason ?? 'left'));
    }
  }

  #cut(): void {
    this.body.destroy();
    this.#response?.destroy();
  }

  #write(text: string): void {
    if (this.#reason !== null || this.body.destroyed) {
      return;
    }
    if (this.body.readableLength > MOST_WAITING_BYTES) {
      this.abort('too_slow');
    } else {
      this.body.push(text);
    }
  }
}

/** True for an answer that lasts as long as its reader, so that its duration says nothing of the server. */
export function isEventStream(reply: FastifyReply): boolean {
  return reply.getHeader('content-type') === CONTENT_TYPE;
}

/** The same hint goes to many, so its text is made once. */
const frames = new WeakMap<Hint, string>();

function frameOf(hint: Hint): string {
  const known = frames.get(hint);
  if (known !== undefined) {
    return known;
  }
  const made = hint.about === 'slot' ? frame('slot.changed', slotHint(hint)) : frame('booking.changed', bookingHint(hint));
  frames.set(hint, made);
  return made;
}

function slotHint({ slotId, propertyId }: Extract<Hint, { about: 'slot' }>): SlotHint {
  return { slot_id: slotId, property_id: propertyId };
}

function bookingHint({ bookingId, slotId, propertyId }: Extract<Hint, { about: 'booking' }>): BookingHint {
  return { booking_id: bookingId, slot_id: slotId, property_id: propertyId };
}

function frame(event: string, data: SlotHint | BookingHint): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
