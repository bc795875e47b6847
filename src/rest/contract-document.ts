import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Role } from '../caller.ts';

const CONTRACT_FILE = fileURLToPath(new URL('../../openapi/openapi.yaml', import.meta.url));

const Operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ $ref: z.string().optional() })).optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});

const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** The parts of the contract that the server itself reads. */
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.looseObject({}).extend(z.object({ get: Operation, post: Operation, put: Operation, delete: Operation }).partial().shape)),
  components: z.looseObject({ responses: z.record(z.string(), z.looseObject({})) }),
});

export type ContractDocument = z.infer<typeof Document>;

/** The text of the contract, as it is served. */
export function readContractText(): string {
  return readFileSync(CONTRACT_FILE, 'utf8');
}

let read: ContractDocument | null = null;

/** The contract as a document, read once. Whoever changes it, as plugins do, makes a copy of its own. */
export function readContract(): ContractDocument {
  read ??= Document.parse(parse(readContractText()));
  return read;
}

/** The roles to which an operation is open; null for operations that want no token of ours. */
export function rolesOf(document: ContractDocument, operationId: string): readonly Role[] | null {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation?.operationId === operationId) {
        const roles = operation.security.flatMap((requirement) => requirement['token'] ?? []);
        return roles.length === 0 ? null : z.array(z.enum(['agent', 'applicant'])).parse(roles);
      }
    }
  }
  throw new Error(`the contract has no operation ${operationId}`);
}

/** True when the operation takes an Idempotency-Key. */
export function takesIdempotencyKey(document: ContractDocument, operationId: string): boolean {
  const operations = Object.values(document.paths).flatMap((path) => METHODS.map((method) => path[method]));
  const parameters = operations.find((operation) => operation?.operationId === operationId)?.parameters ?? [];
  return parameters.some(({ $ref }) => $ref === '#/components/parameters/IdempotencyKey');
}

/** The methods that the contract knows for a concrete path, in upper case; none for a path it does not know. */
export function methodsOf(document: ContractDocument, path: string): string[] {
  for (const [template, operations] of Object.entries(document.paths)) {
    const pattern = new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    if (pattern.test(path)) {
      return METHODS.filter((method) => operations[method] !== undefined).map((method) => method.toUpperCase());
    }
  }
  return [];
}
