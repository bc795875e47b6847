import type { FastifySchema, HTTPMethods } from 'fastify';
import { z } from 'zod';
import type { ContractDocument } from './contract-document.ts';

/** An operation of the contract as fastify wants it. */
export interface ContractRoute {
  readonly operationId: string;
  readonly method: HTTPMethods;
  /** With `:id` where the contract says `{id}`. */
  readonly url: string;
  /** What a request is checked against, and by which an answer in JSON is written. */
  readonly schema: FastifySchema;
}

const JSON_TYPE = 'application/json';
const METHODS = { get: 'GET', post: 'POST', put: 'PUT', delete: 'DELETE' } as const;

const Schema = z.looseObject({});
const Content = z.record(z.string(), z.looseObject({ schema: Schema.optional() }));
const Parameter = z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean().optional(), schema: Schema });
const Parameters = z.array(Parameter).default([]);
const Operation = z.object({
  operationId: z.string(),
  parameters: Parameters,
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});
const Path = z.object({ parameters: Parameters });

type Parameter = z.infer<typeof Parameter>;

/** Every operation of the contract. That the contract is one is for `npm run check` to say. */
export function routesOf(document: ContractDocument): ContractRoute[] {
  return Object.entries(document.paths).flatMap(([path, operations]) => {
    const shared = Path.parse(withoutReferences({ parameters: operations['parameters'] }, document)).parameters;
    return Object.entries(METHODS).flatMap(([name, method]) => {
      const written: unknown = Reflect.get(operations, name);
      return written === undefined ? [] : [routeOf(path, method, shared, Operation.parse(withoutReferences(written, document)))];
    });
  });
}

function routeOf(path: string, method: HTTPMethods, shared: readonly Parameter[], operation: z.infer<typeof Operation>): ContractRoute {
  const { operationId, requestBody, responses } = operation;
  const parameters = [...shared, ...operation.parameters];
  const given = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place);
  const parts = { params: given('path'), querystring: given('query'), headers: given('header') };
  const checked = Object.entries(parts).filter(([, of]) => of.length > 0).map(([part, of]) => [part, objectOf(of)]);
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    const schema = content?.[JSON_TYPE]?.schema;
    return schema === undefined ? [] : [[status, { content: { [JSON_TYPE]: { schema } } }]];
  });
  return {
    operationId,
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    schema: {
      ...Object.fromEntries(checked),
      ...(requestBody === undefined ? {} : { body: requestBody }),
      ...(answers.length === 0 ? {} : { response: Object.fromEntries(answers) }),
    },
  };
}

/** Parameters of one place as the object in which fastify hands them over. */
function objectOf(parameters: readonly Parameter[]): object {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
  };
}

/** What stands behind a `$ref` in its place. The contract has no schema that holds itself; one would never end here. */
function withoutReferences(value: unknown, document: ContractDocument): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => withoutReferences(each, document));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if ('$ref' in value && typeof value.$ref === 'string') {
    return withoutReferences(find(value.$ref, document), document);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutReferences(each, document)]));
}

function find(reference: string, document: ContractDocument): unknown {
  const steps = reference.startsWith('#/') ? reference.slice(2).split('/') : [];
  const found = steps.reduce<unknown>((place, step) => Reflect.get(Object(place), step), document);
  if (steps.length === 0 || found === undefined) {
    throw new Error(`the contract refers to ${reference}, which it does not have`);
  }
  return found;
}
