import type { QueryClient } from '@tanstack/react-query';
import { createParser } from 'eventsource-parser';
import type { TokenSource } from './client.ts';
import { QUERY } from './queries.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The server says something at least every 15 s; a connection that is silent for longer is dead. */
const SILENCE_MS = 40_000;
/** Hints that come together make one reading. */
const GATHER_MS = 150;
/** So much older may a list of free visits be at another server than the one that hinted. */
const BEHIND_MS = 1_000;

/** How the event stream is doing: pages may say that what they show could be old. */
export type LiveStatus = 'connecting' | 'live' | 'interrupted';

/**
 * Follows `GET /api/v1/events` until `signal` ends it: each hint makes what the pages have read of it stale, and everything
 * is read anew whenever the stream says that it is ready, since hints may have been missed before. Reconnects by itself.
 */
export async function followChanges(options: {
  readonly source: TokenSource;
  readonly queries: QueryClient;
  readonly onStatus: (status: LiveStatus) => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { source, queries, onStatus, signal } = options;
  let failures = 0;
  let shortestMs = 0;
  let refused: string | null = null;
  const stale = new StaleQueries(queries);
  while (!signal.aborted) {
    try {
      const token = await source.token();
      if (token === null || token === refused) {
        return;
      }
      await readStream(token, signal, {
        onRetry(milliseconds) {
          shortestMs = milliseconds;
        },
        onReady() {
          failures = 0;
          onStatus('live');
          // What was read before may have changed unheard.
          void queries.invalidateQueries();
          stale.lookAgain(QUERY.everyAvailability);
        },
        onHint: (name, data) => stale.add(name, data),
      });
    } catch (error) {
      if (error instanceof TokenRefused) {
        source.refused(error.token);
        // Another may have taken its place on the way.
        refused = error.token;
        continue;
      }
      // Whatever broke the connection, or kept a token from being had, the way on is the same: try again, a little later each time.
      failures += 1;
    }
    if (!signal.aborted) {
      onStatus('interrupted');
      await pause(failures, shortestMs, signal);
    }
  }
}

class TokenRefused extends Error {
  readonly token: string;

  constructor(token: string) {
    super('the server does not take the token');
    this.token = token;
  }
}

async function readStream(
  token: string,
  signal: AbortSignal,
  on: { onRetry: (milliseconds: number) => void; onReady: () => void; onHint: (name: string, data: string) => void },
): Promise<void> {
  const silence = new AbortController();
  const watch = AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch('/api/v1/events', {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
      signal: watch,
    });
    if (response.status === 401) {
      throw new TokenRefused(token);
    }
    if (!response.ok || response.body === null) {
      throw new Error(`the event stream was answered ${response.status}`);
    }
    const parser = createParser({
      onRetry: on.onRetry,
      onEvent: ({ event, data }) => (event === 'ready' ? on.onReady() : on.onHint(event ?? 'message', data)),
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      parser.feed(chunk.value);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Makes stale what hints are about, those that come together at once. */
class StaleQueries {
  readonly #queries: QueryClient;
  #keys = new Map<string, readonly string[]>();

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  add(name: string, data: string): void {
    if (this.#keys.size === 0) {
      setTimeout(() => this.#tell(), GATHER_MS);
    }
    for (const key of keysOf(name, data)) {
      this.#keys.set(JSON.stringify(key), key);
    }
  }

  #tell(): void {
    const keys = this.#keys;
    this.#keys = new Map();
    for (const queryKey of keys.values()) {
      void this.#queries.invalidateQueries({ queryKey });
      if (queryKey[0] === QUERY.everyAvailability[0]) {
        this.lookAgain(queryKey);
      }
    }
  }

  /** Reads a list of free visits once more when every server has heard of the change. */
  lookAgain(queryKey: readonly string[]): void {
    setTimeout(() => void this.#queries.invalidateQueries({ queryKey }), BEHIND_MS);
  }
}

function keysOf(name: string, data: string): readonly (readonly string[])[] {
  if (name === 'slot.changed') {
    const propertyId = propertyIdIn(data);
    return [QUERY.slots, propertyId === null ? QUERY.everyAvailability : QUERY.availability(propertyId)];
  }
  return name === 'booking.changed' ? [QUERY.bookings, QUERY.slots] : [];
}

function propertyIdIn(data: string): string | null {
  const hint: unknown = JSON.parse(data);
  const id = typeof hint === 'object' && hint !== null && 'property_id' in hint ? hint.property_id : null;
  return typeof id === 'string' ? id : null;
}

/** Waits longer after each failure, never quite the same time, and as long as the server asked for: a thousand pages must not come back in one instant. */
async function pause(failures: number, shortestMs: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(shortestMs, longest * (0.5 + Math.random() / 2)));
    // A phone that finds its network again does not wait.
    globalThis.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
