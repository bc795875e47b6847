import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { untilRead } from '../unread.fixture.ts';

const Booking = z.looseObject({ id: z.string(), slot_id: z.string(), status: z.enum(['confirmed', 'cancelled_by_applicant', 'cancelled_by_agent']) });

/** What is read of any answer; the contract itself is checked elsewhere. */
const Body = z.looseObject({
  code: z.string().optional(),
  slot: z.looseObject({ id: z.string(), status: z.enum(['available', 'booked', 'cancelled']), booking_id: z.string().nullable() }).optional(),
  booking: Booking.optional(),
  bookings: z.array(Booking).optional(),
  slots: z.array(z.looseObject({ id: z.string() })).optional(),
  organizations: z.array(z.looseObject({ agent_id: z.string().optional(), applicant_id: z.string().optional() })).optional(),
});

/** An answer with who gave it, or why there is none that tells whether it happened: no connection, no answer in time, 5xx. */
export type Reply =
  | { readonly known: true; readonly status: number; readonly code: string; readonly body: z.infer<typeof Body>; readonly server: string | undefined }
  | { readonly known: false; readonly why: string; readonly status?: undefined; readonly server?: undefined };

/** As long as a client waits for one answer; the server promises ten seconds. */
const PATIENCE_MS = 15_000;
const RETRY_AFTER_MS = 50;

/** Calls whichever server runs, as somebody with a token, and never throws. */
export class ProofClient {
  readonly #token: string;
  readonly #serverUrl: () => string | undefined;
  /** How often each status was answered, and each way of not answering. */
  readonly #tally: Map<string, number>;

  constructor(token: string, serverUrl: () => string | undefined, tally = new Map<string, number>()) {
    this.#token = token;
    this.#serverUrl = serverUrl;
    this.#tally = tally;
  }

  async send(method: 'GET' | 'POST' | 'DELETE', path: string, sent: { body?: object; key?: string } = {}): Promise<Reply> {
    const reply = await untilRead(() => this.#send(method, path, sent));
    const kind = reply.known ? `${method} ${reply.status}` : `${method} ${reply.why}`;
    this.#tally.set(kind, (this.#tally.get(kind) ?? 0) + 1);
    if (!reply.known) {
      // A server that is away is not asked without pause.
      await sleep(RETRY_AFTER_MS);
    }
    return reply;
  }

  async #send(method: string, path: string, { body, key }: { body?: object; key?: string }): Promise<Reply> {
    const server = this.#serverUrl();
    if (server === undefined) {
      return { known: false, why: 'no server' };
    }
    const headers = new Headers({ authorization: `Bearer ${this.#token}` });
    if (body !== undefined) {
      headers.set('content-type', 'application/json');
    }
    if (key !== undefined) {
      headers.set('idempotency-key', key);
    }
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(new URL(`/api/v1${path}`, server), { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const text = await response.text();
      if (response.status >= 500) {
        return { known: false, why: String(response.status) };
      }
      const read = Body.parse(JSON.parse(text));
      return { known: true, status: response.status, code: read.code ?? '', body: read, server };
    } catch (error) {
      if (error instanceof DOMException) {
        return { known: false, why: 'timeout' };
      }
      // What fetch throws when a connection cannot be made or broke.
      if (error instanceof TypeError) {
        return { known: false, why: 'connection' };
      }
      throw error;
    }
  }
}
