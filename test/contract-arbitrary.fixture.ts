import fc from 'fast-check';
import { parse } from 'yaml';
import { z } from 'zod';
import { readContractText } from '../src/rest/contract-document.ts';

// Requests made from the contract: what it describes, and what breaks it.

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});
const Parameter = z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: z.unknown() });
const Operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })) }).optional(),
});
const Paths = z.looseObject({ paths: z.record(z.string(), z.looseObject({ parameters: z.array(z.unknown()).default([]) })) });
const document: unknown = parse(readContractText());

/** A request before it is sent. Path and query are encoded, the body is what goes over the wire. */
export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** An operation of the contract with requests to it, sound and broken ones. */
export interface FuzzedOperation {
  readonly id: string;
  readonly requests: fc.Arbitrary<FuzzedRequest>;
}

/** Every operation; `ids` are some that exist, so that requests get past the look-up now and then. */
export function fuzzedOperations(ids: readonly string[]): FuzzedOperation[] {
  return Object.entries(Paths.parse(document).paths).flatMap(([template, item]) =>
    Object.entries(item).flatMap(([method, found]) => {
      const operation = Operation.safeParse(found);
      return operation.success ? [{ id: operation.data.operationId, requests: requestsOf(template, method, item.parameters, operation.data, ids) }] : [];
    }),
  );
}

function requestsOf(template: string, method: string, shared: readonly unknown[], operation: z.infer<typeof Operation>, ids: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  const parameters = [...shared, ...operation.parameters].map((each) => Parameter.parse(resolve(each)));
  const inPart = (part: string) => Object.fromEntries(parameters.filter((each) => each.in === part).map(({ name, schema }) => [name, fc.oneof({ weight: 4, arbitrary: soundText(schema, ids) }, { weight: 1, arbitrary: hostileText })]));
  const query = fc.record(inPart('query'), { requiredKeys: [] });
  const headers = fc.record(inPart('header'), { requiredKeys: [] });
  const bodySchema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const payload = bodySchema === undefined ? fc.constant(null) : payloads(bodySchema, ids);
  const anyHeaders = fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: oddHeaders });
  const more = fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: oddQueries });
  return fc.tuple(fc.record(inPart('path')), query, headers, payload, anyHeaders, more).map(([path, asked, given, sent, odd, suffix]) => ({
    method: method.toUpperCase(),
    path: template.replace(/\{(\w+)\}/g, (_, name: string) => encode(path[name] ?? '')) + queryText(asked, suffix),
    headers: { ...headersOf(given), ...sent?.headers, ...odd },
    body: sent?.body ?? null,
  }));
}

interface Payload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function payloads(schema: unknown, ids: readonly string[]): fc.Arbitrary<Payload | null> {
  const sound = soundValue(schema, ids);
  const broken = fc.tuple(sound, fc.dictionary(fc.oneof(fc.constantFrom(...namesOf(schema), '__proto__', 'constructor', 'toString'), hostileText), hostileValue, { maxKeys: 4 })).map(([value, changes]) => ({ ...asObject(value), ...changes }));
  const json = fc.oneof({ weight: 3, arbitrary: sound }, { weight: 3, arbitrary: broken }, { weight: 1, arbitrary: hostileValue }).map((value) => JSON.stringify(value) ?? 'undefined');
  const text = fc.oneof({ weight: 6, arbitrary: json }, { weight: 2, arbitrary: fc.tuple(json, mangling).map(([given, mangle]) => mangle(given)) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) });
  const type = fc.oneof({ weight: 8, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: contentTypes });
  const encoding = fc.oneof({ weight: 12, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: contentEncodings.map((name) => ({ 'content-encoding': name })) });
  const bytes = fc.oneof({ weight: 10, arbitrary: text.map((given) => Buffer.from(given)) }, { weight: 1, arbitrary: text.map((given) => Buffer.from(given, 'utf16le')) }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((given) => Buffer.from(given)) });
  const whole = fc.tuple(bytes, type, encoding).map(([body, contentType, encoded]) => ({ body, headers: { 'content-type': contentType, ...encoded } }));
  return fc.oneof({ weight: 20, arbitrary: whole }, { weight: 1, arbitrary: fc.constant(null) });
}

/** A value that the schema describes. */
function soundValue(schema: unknown, ids: readonly string[]): fc.Arbitrary<unknown> {
  const found = Schema.parse(resolve(schema));
  if (found.enum !== undefined) return fc.constantFrom(...found.enum);
  const { type, format, pattern } = found;
  if (type === 'object') {
    const required = found.required ?? [];
    return fc.record(Object.fromEntries(Object.entries(found.properties ?? {}).map(([name, each]) => [name, soundValue(each, ids)])), { requiredKeys: required });
  }
  if (type === 'integer') return fc.integer({ min: found.minimum ?? 0, max: found.maximum ?? 1000 });
  if (type !== 'string') throw new Error(`the fuzzer knows no way to make ${JSON.stringify(schema)}`);
  if (format === 'uuid') return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.uuid() });
  if (format === 'date-time') return fc.oneof({ weight: 3, arbitrary: times }, { weight: 1, arbitrary: fc.stringMatching(new RegExp(pattern ?? '')) });
  return pattern === undefined ? fc.string({ maxLength: found.maxLength ?? 200 }) : fc.stringMatching(new RegExp(pattern), { maxLength: found.maxLength ?? 200 });
}

const soundText = (schema: unknown, ids: readonly string[]) => soundValue(schema, ids).map(String);
const times = fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString());

const hostileText = fc.oneof(
  fc.constantFrom(
    '', ' ', '\0', 'a\0b', '\r\nX-Injected: 1', '\ud800', 'ok \udc00', '\u202e', '../../etc/passwd', '%00', '%', '%2e%2e%2f', "' OR 1=1 --", '"; DROP TABLE slots; --', '${7*7}', '{{7*7}}', '<script>alert(1)</script>',
    '1e999', '-1', '0', '1.5', '99999999999999999999', 'NaN', 'Infinity', '0x10', 'null', 'undefined', 'true', '[]', '{}', '9999-12-31T23:59:59.999999999-23:59', '1000-01-01T00:00:00+23:59', '2027-02-30T10:00:00Z', '2027-03-15T10:00:60Z', '2027-03-15',
    '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'urn:uuid:00000000-0000-0000-0000-000000000000', 'WyIyMDI3', 'MjAyNy0wMy0xNVQxMDowMDowMC4wMDBaIDAwMDAwMDAw', 'a'.repeat(2001), '🏠'.repeat(300), '"', '"a","b"', '\\', 'ı', 'İ'.repeat(50),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const hostileValue = fc.oneof(
  hostileText,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, true, 0, -0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 2, [], {}, [[]], { length: 5 }, { $ref: '#' }, { toString: 1 }, nested(500)),
);
const mangling = fc.constantFrom<(json: string) => string>(
  (json) => json.slice(0, -1),
  (json) => `${json}${json}`,
  (json) => `\uFEFF${json}`,
  (json) => json.replace('{', '{"__proto__":{"role":"agent"},'),
  (json) => json.replace('{', '{"constructor":{"prototype":{"role":"agent"}},'),
  (json) => json.replace(/\{("[^"]+"):/, '{$1:1,$1:'),
  (json) => json.replaceAll('"', "'"),
  (json) => json.replace(/"[^"]*"/, '1e999'),
  (json) => json.replace(/"[^"]*"/, '-'.repeat(50)),
  (json) => json.replace(/:"/, String.raw`:"\u0000\ud800`),
  (json) => `${'['.repeat(5_000)}${json}${']'.repeat(5_000)}`,
  (json) => `// ${json}`,
  () => '',
);
const contentTypes = fc.constantFrom(
  'text/plain', 'application/xml', 'application/json; charset=utf-16', 'application/json; charset=iso-8859-1', 'application/json;charset="utf-8"', 'APPLICATION/JSON', 'application/json, text/plain', 'application/json+x',
  'application/merge-patch+json', 'application/problem+json', 'multipart/form-data; boundary=', 'application/x-www-form-urlencoded', 'application/json; a', ';', '/', 'a/b/c', 'application/json\t', '*/*', '__proto__/__proto__', 'constructor',
);
const contentEncodings = fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'zstd', 'gzip, gzip', 'compress', 'utf-8', 'chunked', '__proto__');
const oddHeaders = fc.constantFrom<Record<string, string>>(
  { accept: 'text/html' }, { accept: 'application/xml;q=0' }, { 'accept-encoding': 'gzip;q=0, *' }, { 'x-http-method-override': 'DELETE' }, { 'x-request-id': 'a\tb' }, { 'x-forwarded-for': '::1, 127.0.0.1' }, { 'x-forwarded-host': 'evil.example' },
  { 'x-organization-id': '__proto__' }, { 'if-match': '*' }, { range: 'bytes=0-0' }, { cookie: '__proto__=1' }, { host: 'evil.example' }, { origin: 'null' }, { 'x-original-url': '/metrics' }, { expect: '200-ok' }, { te: 'trailers' }, { prefer: 'respond-async' },
);
const oddQueries = fc.constantFrom(
  'limit=1&limit=2', 'limit[]=1', 'limit[__proto__]=1', '__proto__=1', '__proto__[role]=agent', 'constructor=1', 'unknown=1', '&&&=&', '=', '%', '%ff', '%00=%00', '?', 'limit=%31', 'limit=+1', 'from=2027-03-15T10:00:00+01:00', 'cursor=%ed%a0%80', 'a=1;b=2', 'limit=1#x'.replace('#', '%23'), `cursor=${'a'.repeat(3000)}`,
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

function queryText(query: Readonly<Record<string, string | undefined>>, suffix: string): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encode(value)}`]));
  const text = [...pairs, ...(suffix === '' ? [] : [suffix])].join('&');
  return text === '' ? '' : `?${text}`;
}

// Half a surrogate pair has no place in a URL but as the bytes that UTF-8 forbids.
function encode(text: string): string {
  return [...text].map((character) => (character.isWellFormed() ? encodeURIComponent(character) : '%ED%A0%80')).join('');
}

// What HTTP lets stand in a header field; anything else never leaves a client.
function headersOf(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')]])));
}

function namesOf(schema: unknown): string[] {
  return Object.keys(Schema.parse(resolve(schema)).properties ?? {});
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** What a `$ref` points at; the schema itself where there is none. */
function resolve(schema: unknown): unknown {
  const { $ref } = z.looseObject({ $ref: z.string().optional() }).parse(schema);
  if ($ref === undefined) return schema;
  const steps = $ref.split('/').slice(1);
  return resolve(steps.reduce((level: unknown, step) => z.record(z.string(), z.unknown()).parse(level)[step], document));
}
