import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { parse } from 'yaml';
import { z } from 'zod';
import { readContractText } from '../src/rest/contract-document.ts';

// Judges every answer a test gets by the contract: an undeclared status, type or body fails the test.

const document: unknown = parse(readContractText());
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
ajv.addSchema({ $id: 'contract', ...z.looseObject({}).parse(document) });

const Reference = z.looseObject({ $ref: z.string().optional() });
const Operation = z.looseObject({ responses: z.record(z.string(), Reference) });
const Contract = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ responses: z.record(z.string(), z.looseObject({})) }),
});
const contract = Contract.parse(document);

/** What is checked of an answer. */
export interface AnswerToCheck {
  readonly status: number;
  readonly contentType: string | null;
  readonly requestId: string | null;
  readonly body: unknown;
}

/** Fails unless the contract declares such an answer of this method and path. */
export function checkAnswer(method: string, path: string, answer: AnswerToCheck): void {
  assert.ok(answer.requestId, `${method} ${path} ${answer.status}: X-Request-Id is missing`);
  const found = findOperation(method, path);
  if (found === null) {
    checkSchema('#/components/schemas/Problem', answer, `${method} ${path}`);
    return;
  }
  const { template, operation } = found;
  const declared = operation.responses[String(answer.status)];
  assert.ok(declared, `${method} ${path} answered ${answer.status}, which the contract does not declare`);
  const pointer =
    declared.$ref ?? `#/paths/${escapePointer(template)}/${method.toLowerCase()}/responses/${answer.status}`;
  const type = answer.contentType?.split(';')[0] ?? '';
  checkSchema(`${pointer}/content/${escapePointer(type)}/schema`, answer, `${method} ${path} ${answer.status}`);
}

// Compiling takes longer than most requests do.
const validators = new Map<string, ValidateFunction>();

function checkSchema(pointer: string, answer: AnswerToCheck, where: string): void {
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `contract${pointer}` });
  validators.set(pointer, validate);
  const body = typeof answer.body === 'string' || answer.body === undefined ? '' : answer.body;
  assert.ok(validate(body), `${where}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(answer.body)}`);
}

function findOperation(method: string, path: string): { template: string; operation: z.infer<typeof Operation> } | null {
  for (const [template, operations] of Object.entries(contract.paths)) {
    const operation = operations[method.toLowerCase()];
    if (operation !== undefined && new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path)) {
      return { template, operation: Operation.parse(operation) };
    }
  }
  return null;
}

function escapePointer(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}
