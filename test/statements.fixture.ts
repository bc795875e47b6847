import { globSync, readFileSync } from 'node:fs';
import { PROJECT } from './process.fixture.ts';

/** A named statement of an .sql file, with its parameters as the file names them. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Statements for several organizations, which are sent only where one node has all of them (`isOneNode`): never to Citus. */
export const ON_ONE_NODE: ReadonlySet<string> = new Set([
  'bookSlotsOfSeveral',
  'findBookingSituationsOfSeveral',
  'releaseBookingsOfSeveral',
  'findSlotsOfSeveral',
  'listAvailableSlotsOfSeveral',
  'claimScreeningsOfSeveral',
  'findScreenedApplicantsOfSeveral',
  'saveScreenedApplicantsOfSeveral',
]);

/** Every statement of the product. */
export function readStatements(): Statement[] {
  return globSync('src/**/*.sql', { cwd: PROJECT }).flatMap((file) => statementsIn(readFileSync(`${PROJECT}${file}`, 'utf8')));
}

export function statementsIn(sql: string): Statement[] {
  return sql
    .split('/* @name ')
    .slice(1)
    .map((part) => {
      const [, name = '', text = ''] = /^(\w+) \*\/\s*([^]*?);?\s*$/.exec(part) ?? [];
      return { name, text };
    });
}

/** The text as PostgreSQL takes it: parameters by number, each with one. */
export function withNumbers(text: string): string {
  const names: string[] = [];
  return text.replaceAll(/(?<!:):(\w+)!?/g, (_, parameter: string) => `$${names.includes(parameter) ? names.indexOf(parameter) + 1 : names.push(parameter)}`);
}
