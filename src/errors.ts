/**
 * Everything that can go wrong in the language of the product. The set is closed: an error that fits none of
 * these is not turned into one, it stays what it was, is logged whole and answered as `internal`.
 */
export type ErrorCode =
  | 'invalid_argument'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'idempotency_in_progress'
  | 'idempotency_mismatch'
  | 'rate_limited'
  | 'internal'
  | 'unavailable';

/** One broken rule of a request: `path` names the field (dots between the levels), `message` the rule. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** All others say what they have to say in the answer, and nobody reads where in the code they were raised. */
const LOGGED_WHOLE: ReadonlySet<ErrorCode> = new Set(['internal', 'unavailable']);

/**
 * The one error type of the product. Only one that is logged whole takes a stack: it costs more than all the rest of a refusal.
 * `detail` is read by people: it never quotes a token, an e-mail address, notes, SQL or a driver's text.
 */
export class VisitaError extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];

  constructor(code: ErrorCode, detail: string, options: { fields?: readonly FieldError[]; cause?: unknown } = {}) {
    const framesOfOthers = Error.stackTraceLimit;
    Error.stackTraceLimit = LOGGED_WHOLE.has(code) ? framesOfOthers : 0;
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = framesOfOthers;
    this.name = 'VisitaError';
    this.code = code;
    this.fields = options.fields ?? [];
  }
}

/** A request that breaks one rule of one field. */
export function invalidField(path: string, message: string): VisitaError {
  return new VisitaError('invalid_argument', `${path} ${message}`, { fields: [{ path, message }] });
}

/** True for an error of the product that carries this code. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof VisitaError && error.code === code;
}
