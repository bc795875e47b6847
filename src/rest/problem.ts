import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { VisitaError, type ErrorCode, type FieldError } from '../errors.ts';
import type { components } from './contract.gen.ts';
import { STATUS_CODES } from './node-http.ts';
import { readValidationError } from './request-validation.ts';

// The one place where an error becomes an HTTP status.

type Problem = components['schemas']['Problem'];

const STATUSES: Readonly<Record<ErrorCode, number>> = {
  invalid_argument: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  idempotency_in_progress: 409,
  idempotency_mismatch: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

interface Refusal {
  readonly status: number;
  readonly detail: string;
}

/** HTTP's own words for some broken requests; the code stays `invalid_argument`. */
const HTTP_STATUSES = new Map<unknown, Refusal>([
  ['FST_ERR_CTP_BODY_TOO_LARGE', { status: 413, detail: 'the body is too large' }],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', { status: 415, detail: 'the body must be application/json, in no content coding' }],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', { status: 400, detail: 'the body is not as long as Content-Length says' }],
]);

/** What a request may ask of a file in vain (RFC 9110, sections 13.1 and 14.2), by the status that @fastify/static has for it. */
const FILE_STATUSES = new Map<unknown, Refusal>([
  [412, { status: 412, detail: 'the file is not as the request wants it to be' }],
  [416, { status: 416, detail: 'the file has no such range' }],
]);

const RETRY_AFTER_SECONDS = 1;
/** Where no window of time runs out: something has to be closed first. */
const RETRY_AFTER_FULL_SECONDS = 30;

/** Answers with the problem (RFC 9457) that an error is. What is not ours to explain is logged whole and said in general terms. */
export function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, error: known } = readError(error);
  if (known.code === 'internal') {
    request.log.error({ err: error }, 'unexpected error');
  } else if (known.code === 'unavailable') {
    request.log.warn({ err: error }, 'unavailable');
    void reply.header('retry-after', RETRY_AFTER_SECONDS);
  } else if (known.code === 'idempotency_in_progress') {
    void reply.header('retry-after', RETRY_AFTER_SECONDS);
  } else if (known.code === 'rate_limited' && !reply.hasHeader('retry-after')) {
    void reply.header('retry-after', RETRY_AFTER_FULL_SECONDS);
  } else if (known.code === 'unauthorized') {
    void reply.header('www-authenticate', 'Bearer');
  }
  sendProblemAs(status, known, request, reply);
}

/** Answers with a problem under a status of HTTP's own, for what goes before every rule of the product: a method, a size. */
export function sendProblemAs(status: number, error: VisitaError, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(status)
    .type('application/problem+json')
    // Serialized here: fastify would otherwise apply the operation's schema for this status.
    .send(JSON.stringify(problem(error, request.id, status)));
}

/** The body of a problem. `error` repeats `detail` for clients of the Go service. */
export function problem(error: VisitaError, requestId: string, status = STATUSES[error.code]): Problem {
  const { code, message: detail, fields } = error;
  // With about:blank the title is the name of the status (RFC 9457, section 4.2.1).
  const title = STATUS_CODES[status] ?? 'Error';
  const known = { type: 'about:blank', title, status, detail, code, request_id: requestId, error: detail };
  return fields.length === 0 ? known : { ...known, errors: fields.map(asFieldError) };
}

function readError(error: FastifyError | Error): { status: number; error: VisitaError } {
  if (error instanceof VisitaError) {
    return { status: STATUSES[error.code], error };
  }
  const http = HTTP_STATUSES.get('code' in error ? error.code : undefined) ?? FILE_STATUSES.get('statusCode' in error ? error.statusCode : undefined);
  if (http !== undefined) {
    return { status: http.status, error: new VisitaError('invalid_argument', http.detail, { cause: error }) };
  }
  const known = readFastifyError(error);
  return { status: STATUSES[known.code], error: known };
}

function readFastifyError(error: FastifyError | Error): VisitaError {
  if ('validation' in error && error.validation !== undefined) {
    return readValidationError(error.validation, error.validationContext ?? 'body');
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'FST_STATIC_FORBIDDEN_PATH') {
    return new VisitaError('not_found', 'there is nothing at this path', { cause: error });
  }
  if (code === 'FST_ERR_HANDLER_TIMEOUT') {
    return new VisitaError('unavailable', 'the answer took too long', { cause: error });
  }
  if ('statusCode' in error && error.statusCode === 400) {
    return new VisitaError('invalid_argument', 'the request cannot be read', { cause: error });
  }
  return new VisitaError('internal', 'something went wrong on our side; it was logged under this request id', {
    cause: error,
  });
}

function asFieldError(field: FieldError): { path: string; message: string } {
  return { path: field.path, message: field.message };
}
