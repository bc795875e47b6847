import assert from 'node:assert/strict';
import { createParser } from 'eventsource-parser';
import type { ApiClient } from './api.fixture.ts';
import { until } from './until.fixture.ts';

/** One event of a stream, with its data read. */
export interface StreamedEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, string>>;
}

/** An open event stream, read as a page reads it. */
export class EventReader {
  readonly response: Response;
  readonly events: StreamedEvent[] = [];
  readonly comments: string[] = [];
  retry: number | null = null;
  /** Whether the server ended it (`end`) or the line was cut (`cut`); null while it is open. */
  ended: 'end' | 'cut' | null = null;
  readonly #aborter: AbortController;

  private constructor(response: Response, aborter: AbortController) {
    this.response = response;
    this.#aborter = aborter;
    void this.#read();
  }

  /** Opens a stream and waits until it is ready. */
  static async open(api: ApiClient): Promise<EventReader> {
    const { reader, status } = await EventReader.ask(api);
    assert.equal(status, 200);
    await until('the stream is ready', () => reader.events.length > 0);
    return reader;
  }

  /** Asks for a stream, whatever the answer is. */
  static async ask(api: ApiClient): Promise<{ reader: EventReader; status: number }> {
    const aborter = new AbortController();
    const response = await fetch(`${api.url}/api/v1/events`, {
      headers: api.token === null ? {} : { authorization: `Bearer ${api.token}` },
      signal: aborter.signal,
    });
    return { reader: new EventReader(response, aborter), status: response.status };
  }

  /** The data of the events of this name so far. */
  of(event: 'slot.changed' | 'booking.changed'): Readonly<Record<string, string>>[] {
    return this.events.filter((each) => each.event === event).map(({ data }) => data);
  }

  /** Waits for a hint about this slot or booking. */
  async heard(event: 'slot.changed' | 'booking.changed', id: string): Promise<Readonly<Record<string, string>>> {
    const field = event === 'slot.changed' ? 'slot_id' : 'booking_id';
    await until(`${event} of ${id}`, () => this.of(event).some((data) => data[field] === id));
    return this.of(event).find((data) => data[field] === id) ?? assert.fail('it was there');
  }

  /** Leaves out what was heard so far. */
  forget(): void {
    this.events.splice(0);
  }

  close(): void {
    this.#aborter.abort();
  }

  async #read(): Promise<void> {
    const parser = createParser({
      onEvent: ({ event, data }) => this.events.push({ event: event ?? 'message', data: JSON.parse(data) }),
      onComment: (comment) => this.comments.push(comment),
      onRetry: (retry) => {
        this.retry = retry;
      },
      onError: (error) => {
        throw error;
      },
    });
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.response.body ?? []) {
        parser.feed(decoder.decode(chunk, { stream: true }));
      }
      this.ended = 'end';
    } catch {
      this.ended = 'cut';
    }
  }
}
