import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import { VisitaError, type FieldError } from '../errors.ts';
import { isUuid } from '../uuid.ts';

// RFC 3339, section 5.6. ajv-formats also lets a space for the T, offsets without minutes and leap seconds through.
const INSTANT =
  /^(?<date>\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

const validator = createValidator();

/** Checks bodies, queries and paths against the contract; an unknown property is an error, not something to drop. */
export const compileRequestSchema: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate = validator.compile(schema);
  // A body says what it means: the number 5 is not the text "5". In a URL everything is text, so there it is read.
  return httpPart === 'body' ? validate : readingIntegers(schema, validate);
};

// By digits alone. ajv's own reading (`coerceTypes`) is JavaScript's, to which 0x10, 1e1 and " 10" are whole numbers as well.
function readingIntegers(schema: object, validate: ValidateFunction): ReturnType<FastifySchemaCompiler<object>> {
  const { properties = {} }: { properties?: Record<string, { type?: unknown }> } = schema;
  const integers = Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
  const readAndValidate: ReturnType<FastifySchemaCompiler<object>> = (given: Record<string, unknown>) => {
    for (const name of integers) {
      const text = given[name];
      if (typeof text === 'string' && /^-?\d{1,15}$/.test(text)) {
        given[name] = Number(text);
      }
    }
    const isValid = validate(given);
    // Where fastify looks for them.
    readAndValidate.errors = validate.errors ?? null;
    return isValid;
  };
  return readAndValidate;
}

/** Nobody mends more at once, and a body has room for thousands of fields that nobody knows. */
const MOST_FIELDS = 50;

/** The error of the product for what the validator found: each field with the rule it breaks, the first fifty. */
export function readValidationError(found: readonly FastifySchemaValidationError[], part: string): VisitaError {
  const fields = firstOfEachPath(found.slice(0, MOST_FIELDS).map((each) => readField(each, part)));
  const [first] = fields;
  const detail = first === undefined ? 'the request breaks the contract' : `${first.path === '' ? 'the body' : first.path} ${first.message}`;
  return new VisitaError('invalid_argument', detail, { fields });
}

// A time that is none breaks both its pattern and its format: one of them is enough.
function firstOfEachPath(fields: readonly FieldError[]): FieldError[] {
  return [...new Map(fields.toReversed().map((field) => [field.path, field])).values()].toReversed();
}

function createValidator(): Ajv2020 {
  const ajv = new Ajv2020({
    useDefaults: true,
    removeAdditional: false,
    allErrors: true,
    allowUnionTypes: true,
    // OpenAPI's own keywords (`example`, `discriminator`) stand beside JSON Schema's.
    strictSchema: false,
  });
  ajvFormats.default(ajv);
  // ajv-formats lets `urn:uuid:` through.
  ajv.addFormat('uuid', isUuid);
  ajv.addFormat('date-time', isRealInstant);
  return ajv;
}

// Date itself would turn 30 February into 2 March. An offset may lead out of the years 0000 to 9999, which is all that
// RFC 3339 can write, so the answer could not say it.
function isRealInstant(text: string): boolean {
  const date = INSTANT.exec(text)?.groups?.['date'];
  const midnight = new Date(`${date}T00:00:00Z`);
  const isRealDay = date !== undefined && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
  return isRealDay && /^\d{4}-/.test(new Date(text.toUpperCase()).toISOString());
}

function readField(found: FastifySchemaValidationError | ErrorObject, part: string): FieldError {
  const steps = found.instancePath.split('/').slice(1).map(unescapePointer);
  const { params } = found;
  if (found.keyword === 'required' && typeof params['missingProperty'] === 'string') {
    return { path: [...steps, params['missingProperty']].join('.'), message: 'is required' };
  }
  if (found.keyword === 'additionalProperties' && typeof params['additionalProperty'] === 'string') {
    return { path: [...steps, params['additionalProperty']].join('.').slice(0, 100), message: 'is not known here' };
  }
  // The body as a whole has no name: one of its fields may be called `body`.
  const whole = part === 'body' ? '' : part;
  return { path: steps.length === 0 ? whole : steps.join('.'), message: messageFor(found) };
}

function messageFor(found: FastifySchemaValidationError | ErrorObject): string {
  const format = found.params['format'];
  if (format === 'date-time' || (found.keyword === 'pattern' && /(_time|^\/from|^\/to)$/.test(found.instancePath))) {
    return 'must be an RFC 3339 time with an offset, such as 2027-03-15T10:00:00Z';
  }
  if (format === 'uuid') {
    return 'must be a UUID';
  }
  if (found.keyword === 'enum' && Array.isArray(found.params['allowedValues'])) {
    return `must be one of: ${found.params['allowedValues'].join(', ')}`;
  }
  if (found.keyword === 'pattern') {
    return 'has characters that are not allowed here';
  }
  return found.message ?? 'breaks the contract';
}

// RFC 6901, section 4.
function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
