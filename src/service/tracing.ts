/** What a span says of its work: bounded facts, never who it was for and never what they wrote. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/**
 * What a span is of. A request (`server`), a message (`consumer`) and a `job` may begin a trace. A call to another system (`client`) and a
 * part of our own work (`internal`) are noted inside of one only: asking for work four times a second is no work.
 */
export type SpanKind = 'server' | 'consumer' | 'job' | 'client' | 'internal';

/** A piece of work with a beginning and an end. */
export interface Span {
  /** What runs in here, and whatever it awaits, has its spans below this one. */
  within<T>(work: () => T): T;
  rename(name: string): void;
  note(facts: SpanFacts): void;
  /** @param failure what went wrong, as a bounded code: never a message, which may quote what somebody wrote */
  end(failure?: string): void;
}

/** Takes note of what belongs together and how long it took. */
export interface Tracer {
  /**
   * Begins a span below the one that runs here, if one does.
   * @param options.parent a W3C `traceparent` from a caller who is trusted, above which nothing runs here
   */
  begin(name: string, options: { kind: SpanKind; facts?: SpanFacts; parent?: string | null }): Span;
}

/** Runs `work` as a span. Without a tracer it just runs. */
export async function traced<T>(
  tracer: Tracer | null,
  name: string,
  options: { kind: SpanKind; facts?: SpanFacts; parent?: string | null },
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  if (tracer === null) {
    return work(null);
  }
  const span = tracer.begin(name, options);
  try {
    const result = await span.within(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(failureOf(error));
    throw error;
  }
}

/** The code of an error, or its class. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown';
  }
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
