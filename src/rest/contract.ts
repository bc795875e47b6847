import type { Readable } from 'node:stream';
import type { operations, queryDefaults } from './contract.gen.ts';
import type { SerializedJson } from './serialized.ts';

export type OperationId = keyof operations;

type Parameters<Op extends OperationId> = operations[Op]['parameters'];
type Responses<Op extends OperationId> = operations[Op]['responses'];
// An object without properties: an operation without parameters gets one.
// oxlint-disable-next-line typescript/no-generated-empty-object-type
type Nothing = Readonly<Record<never, never>>;

/** The operations that take an Idempotency-Key. */
export type KeyedOperationId = {
  [Op in OperationId]: [NonNullable<Parameters<Op>['header']>] extends [never]
    ? never
    : 'Idempotency-Key' extends keyof NonNullable<Parameters<Op>['header']>
      ? Op
      : never;
}[OperationId];

/** What is left of a query once the validator has filled in the defaults. */
type Query<Op extends OperationId, Given = NonNullable<Parameters<Op>['query']>> = [Given] extends [never]
  ? Nothing
  : Omit<Given, queryDefaults[Op]> & Required<Pick<Given, queryDefaults[Op] & keyof Given>>;

/** A validated request, as the contract describes it. */
export interface Input<Op extends OperationId> {
  readonly params: Parameters<Op> extends { readonly path: infer Path } ? Path : Nothing;
  readonly query: Query<Op>;
  readonly body: operations[Op] extends { readonly requestBody: { readonly content: infer Content } }
    ? Content[keyof Content]
    : undefined;
}

/**
 * The body of an answer; `never` for a problem, which a handler throws as a VisitaError instead of returning it. What goes
 * on while it is sent is a stream, of which the contract can say only that it is text.
 */
type Body<Answered> = Answered extends { readonly content: infer Content }
  ? 'text/event-stream' extends keyof Content
    ? Readable
    : Content[Exclude<keyof Content, 'application/problem+json'>]
  : never;

/** One of the answers that the contract declares for the operation, problems excepted. */
export type Answer<Op extends OperationId> = {
  [Status in keyof Responses<Op>]: [Body<Responses<Op>[Status]>] extends [never]
    ? never
    : {
        readonly status: Status;
        readonly body: Body<Responses<Op>[Status]>;
        readonly headers?: Readonly<Record<string, string>>;
      };
}[keyof Responses<Op>];

/** An answer whose body was written as JSON before. */
export type SerializedAnswer<Op extends OperationId> = {
  readonly status: 200;
  readonly body: SerializedJson<Extract<Answer<Op>, { readonly status: 200 }>['body']>;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * A function for every operation of the contract: one that is missing, or answers what is not declared, does not
 * compile. Write each handler's return type, `Promise<Answer<'getSlot'>>`: without it TypeScript lets extra properties
 * of a returned object pass.
 */
export type Handlers<Context> = {
  readonly [Op in OperationId]: (input: Input<Op>, context: Context) => Promise<Answer<Op> | SerializedAnswer<Op>>;
};
