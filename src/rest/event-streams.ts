import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Caller } from '../caller.ts';
import { hasCode, VisitaError } from '../errors.ts';
import type { HintService } from '../service/hint.ts';
import type { Answer, Handlers } from './contract.ts';
import { EVENT_STREAM_HEADERS, EventStream, type StreamEnd } from './event-stream.ts';
import type { Admission, RequestContext } from './request-context.ts';
import type { RequestWatch } from './request-watch.ts';

const MOST_OPEN = 5_000;
const MOST_OPEN_PER_CALLER = 20;
const BEAT_MS = 14_000;
/** At every second beat it is asked who the caller is by now. */
const BEATS_PER_LOOK = 2;
/** No stream is older, whatever happens. */
export const OLDEST_STREAM_MS = 600_000;

/** The open streams of this server. */
export class EventStreams {
  readonly #hints: HintService;
  readonly #logger: FastifyBaseLogger;
  readonly #open = new Map<Readable, EventStream>();
  readonly #openOf = new Map<string, number>();
  readonly #watch: Pick<RequestWatch, 'onStreamsOpen' | 'onStreamEnd'>;
  #draining = false;

  constructor(parts: { hints: HintService; watch: Pick<RequestWatch, 'onStreamsOpen' | 'onStreamEnd'>; logger: FastifyBaseLogger }) {
    this.#hints = parts.hints;
    this.#watch = parts.watch;
    this.#logger = parts.logger;
  }

  /**
   * A stream for this caller, from now until the token expires. `unauthorized` when it has, `rate_limited` when they have too many open already,
   * `unavailable` when the server is full of streams or drains, or the database is out of reach.
   */
  async open({ caller, expiresAt, again }: Admission): Promise<Readable> {
    if (expiresAt.getTime() <= Date.now()) {
      // Let in for clocks that differ: its stream would end at once, and its client come back at once.
      throw new VisitaError('unauthorized', 'the token is expired');
    }
    this.#refuseIfFull(caller);
    const stream = new EventStream();
    this.#keep(stream, caller.userId);
    try {
      const unfollow = await this.#hints.follow({
        caller,
        onHints: (hints) => stream.tell(hints),
        onLostTrack: () => stream.end('lost_track'),
      });
      stream.onceOver(unfollow);
    } catch (error) {
      stream.abort('failed');
      throw error;
    }
    stream.begin();
    this.#endInTime(stream, expiresAt);
    this.#attend(stream, caller, again);
    return stream.body;
  }

  /** Lets the streams end with the server that sends them, before it waits for its connections to close, and logs each. */
  endWith(app: FastifyInstance): void {
    app.addHook('preClose', async () => {
      this.#draining = true;
      this.#open.forEach((stream) => stream.end('draining'));
    });
    app.addHook('onSend', async (request, reply, payload) => {
      const stream = payload instanceof Readable ? this.#open.get(payload) : undefined;
      stream?.sendThrough(reply.raw);
      // Here and not when the answer is complete: a client that leaves never completes it.
      stream?.onceOver((reason) => {
        const asked = { method: request.method, route: request.routeOptions.url, status: reply.statusCode };
        request.log.info({ ...asked, reason, open_ms: Math.round(reply.elapsedTime) }, 'event stream ended');
      });
    });
  }

  #refuseIfFull({ userId }: Caller): void {
    if (this.#draining) {
      throw new VisitaError('unavailable', 'the server is about to stop');
    }
    if ((this.#openOf.get(userId) ?? 0) >= MOST_OPEN_PER_CALLER) {
      throw new VisitaError('rate_limited', `you have ${MOST_OPEN_PER_CALLER} streams open; close one first`);
    }
    if (this.#open.size >= MOST_OPEN) {
      throw new VisitaError('unavailable', 'the server has no room for another stream');
    }
  }

  #keep(stream: EventStream, userId: string): void {
    this.#open.set(stream.body, stream);
    this.#watch.onStreamsOpen(this.#open.size);
    this.#openOf.set(userId, (this.#openOf.get(userId) ?? 0) + 1);
    stream.onceOver((reason: StreamEnd) => {
      this.#open.delete(stream.body);
      this.#watch.onStreamsOpen(this.#open.size);
      const left = (this.#openOf.get(userId) ?? 1) - 1;
      if (left === 0) {
        this.#openOf.delete(userId);
      } else {
        this.#openOf.set(userId, left);
      }
      this.#watch.onStreamEnd(reason);
    });
  }

  #endInTime(stream: EventStream, expiresAt: Date): void {
    // Streams that began together, after a restart say, do not end together.
    const age = OLDEST_STREAM_MS * (0.75 + Math.random() / 4);
    const token = Math.max(0, expiresAt.getTime() - Date.now());
    const timer = setTimeout(() => stream.end(token <= age ? 'token_expired' : 'too_old'), Math.min(token, age));
    stream.onceOver(() => clearTimeout(timer));
  }

  /** Beats, and looks now and then whether the caller is still who they were: where not, they come back as who they are. */
  #attend(stream: EventStream, caller: Caller, again: () => Promise<Caller>): void {
    let beats = 0;
    const timer = setInterval(() => {
      stream.beat();
      beats += 1;
      if (beats % BEATS_PER_LOOK === 0) {
        again().then(
          (now) => (isDeepStrictEqual(now, caller) ? undefined : stream.end('rights_changed')),
          (error: unknown) => this.#endUnlessUnknown(stream, error),
        );
      }
    }, BEAT_MS);
    stream.onceOver(() => clearInterval(timer));
  }

  #endUnlessUnknown(stream: EventStream, error: unknown): void {
    // Out of reach says nothing about the caller; it is asked again, and without a database there is nothing to tell.
    if (hasCode(error, 'unavailable')) {
      return;
    }
    if (!(error instanceof VisitaError)) {
      this.#logger.error({ err: error }, 'who reads an event stream cannot be told');
    }
    stream.end('rights_changed');
  }
}

/** The stream of hints for the caller. */
export function eventHandlers(streams: EventStreams): Pick<Handlers<RequestContext>, 'streamEvents'> {
  return {
    async streamEvents(_input, { admission }): Promise<Answer<'streamEvents'>> {
      return { status: 200, body: await streams.open(admission), headers: EVENT_STREAM_HEADERS };
    },
  };
}
