import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;

/** What pgtyped is told about a column behind its name, `"pending!"`: never null, or perhaps null. */
const COLUMN_HINT = /"(\w+)[!?]"/g;

let names: Map<string, string> | null = null;

/**
 * What a statement is called in its .sql file; of one that stands in none, its first word. Generated code does not know the
 * names, so the files are read, at the first question: whoever never asks pays nothing.
 */
export function statementName(text: string): string {
  names ??= readNames();
  return names.get(withoutParameters(text)) ?? /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'statement';
}

function readNames(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of globSync('*.sql', { cwd: FOLDER })) {
    for (const part of readFileSync(join(FOLDER, file), 'utf8').split('/* @name ').slice(1)) {
      const [, name = '', text = ''] = /^(\w+) \*\/\s*([^]*?);?\s*$/.exec(part) ?? [];
      found.set(withoutParameters(text), name);
    }
  }
  return found;
}

/** As written (`:id!`) and as sent (`$1`) the text is the same but for its parameters and hints. Casts (`::uuid`) stay. */
function withoutParameters(text: string): string {
  return withoutHints(text).replaceAll(/(?<!:):\w+!?|\$\d+/g, '?');
}

/** The text without what is said to pgtyped alone. */
export function withoutHints(text: string): string {
  return text.replaceAll(COLUMN_HINT, '"$1"');
}
