import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import { invalidField } from '../errors.ts';
import type { IdempotencyService, IdempotentServices } from '../service/idempotency.ts';
import type { SentAnswer } from '../service/ports.ts';
import type { Handlers, KeyedOperationId } from './contract.ts';
import { contextOf, type RequestContext } from './request-context.ts';

// draft-ietf-httpapi-idempotency-key-header: a string of RFC 9651 in quotes; many clients leave the quotes out. A comma
// outside of quotes is how a proxy writes a header that was sent twice.
const QUOTED = /^"(?<escaped>(?:[!#-[\]-~]|\\["\\])+)"$/;
const BARE = /^[!#-+\--~]+$/;
const LONGEST_KEY = 255;

/** The handlers of every operation that takes a key, doing what they do through these services. */
export type IdempotentHandlers = (services: IdempotentServices) => Pick<Handlers<RequestContext>, KeyedOperationId>;

/**
 * The key among the header fields `Idempotency-Key` of a request, without its quotes; null when there is none.
 * `invalid_argument` unless it is one, with 1 to 255 visible characters of ASCII.
 */
export function readIdempotencyKey(fields: readonly string[] | undefined): string | null {
  const [field, ...others] = fields ?? [];
  if (field === undefined) {
    return null;
  }
  const escaped = QUOTED.exec(field)?.groups?.['escaped'];
  const key = escaped === undefined ? BARE.exec(field)?.[0] : escaped.replaceAll(/\\(.)/g, '$1');
  if (others.length > 0 || key === undefined || key.length > LONGEST_KEY) {
    const rule = `must be one key of 1 to ${LONGEST_KEY} visible ASCII characters, in double quotes or bare`;
    throw invalidField('Idempotency-Key', rule);
  }
  return key;
}

/**
 * Tells requests under one key apart: SHA-256 of method, path, the organization an agent acts for, and the body, in
 * which the order of properties and the space between them do not matter.
 */
export function fingerprintOf(request: { method: string; url: string; body: unknown }, caller: Caller): Buffer {
  const organizationId = caller.role === 'agent' ? caller.organizationId : null;
  const told = [request.method, request.url, organizationId, request.body ?? null];
  return createHash('sha256').update(canonicalJson(told)).digest();
}

/** Refuses a request whose key cannot be read, before its body is looked at. */
export async function requireReadableKey(request: FastifyRequest): Promise<void> {
  keyOf(request);
}

/** Answers a request that has a key once: repeated, it gets the same answer with `Idempotency-Replayed`. */
export class IdempotentAnswers {
  readonly #idempotency: IdempotencyService;
  readonly #handlersOn: IdempotentHandlers;

  constructor(idempotency: IdempotencyService, handlersOn: IdempotentHandlers) {
    this.#idempotency = idempotency;
    this.#handlersOn = handlersOn;
  }

  /**
   * Answers under the request's key; `without_key`, with nothing done, when it has none. It says so in words because a reply must
   * not be waited for to be looked at: once it is sent it resolves to nothing.
   */
  async answer(operationId: KeyedOperationId, request: FastifyRequest, reply: FastifyReply): Promise<'answered' | 'without_key'> {
    const key = keyOf(request);
    if (key === null) {
      return 'without_key';
    }
    const context = contextOf(request);
    const { userId } = context.caller;
    const { answer, replayed } = await this.#idempotency.once(
      { userId, key },
      fingerprintOf(request, context.caller),
      async (services) => {
        // The validator has checked the request against the same operation, which is what the handler's type says of it.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        const handle = this.#handlersOn(services)[operationId] as (input: object, context: RequestContext) => ReturnType<Handlers<RequestContext>[KeyedOperationId]>;
        const input = { params: request.params, query: request.query, body: request.body };
        return toSent(await handle(input, context), reply);
      },
    );
    send(answer, replayed, reply);
    return 'answered';
  }
}

function keyOf(request: FastifyRequest): string | null {
  // `headers` joins fields sent twice into one, which then is no longer told from one key.
  return 'idempotency-key' in request.headers ? readIdempotencyKey(request.raw.headersDistinct['idempotency-key']) : null;
}

// Serialized before the transaction ends, so that what is kept is what is sent, byte for byte.
function toSent(
  { status, body, headers }: Awaited<ReturnType<Handlers<RequestContext>[KeyedOperationId]>>,
  reply: FastifyReply,
): SentAnswer {
  const serialize = reply.getSerializationFunction(String(status), 'application/json');
  if (serialize === undefined) {
    throw new Error(`the contract declares no JSON for ${status}`);
  }
  return { status, location: headers?.['location'] ?? null, body: serialize({ ...body }) };
}

function send({ status, location, body }: SentAnswer, replayed: boolean, reply: FastifyReply): void {
  if (location !== null) {
    void reply.header('location', location);
  }
  if (replayed) {
    void reply.header('idempotency-replayed', 'true');
  }
  void reply.code(status).type('application/json; charset=utf-8').send(body);
}

/** JSON with the properties of every object in one order. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
