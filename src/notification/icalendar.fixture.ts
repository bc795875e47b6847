import assert from 'node:assert/strict';

/** One property of an iCalendar object as RFC 5545 writes it: `NAME;PARAMETER=value:value`, still escaped. */
export interface ContentLine {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

// RFC 5545, section 3.1: a quoted parameter value has no quotation mark, a bare one none of the separators; neither they
// nor the value hold a control character other than the tab.
const LINE = /^(?<name>[A-Z][A-Z0-9-]*)(?<parameters>(?:;[A-Z][A-Z0-9-]*=(?:"[^"\p{Cc}]*"|[^";:,\p{Cc}]*))*):(?<value>(?:[^\p{Cc}]|\t)*)$/u;
// RFC 5545, section 3.3.11: separators are escaped, and nothing else is.
const TEXT = /^(?:\\[\\;,nN]|[^\\;,])*$/u;
const TEXTS = new Set(['SUMMARY', 'LOCATION', 'DESCRIPTION']);
const LONGEST_LINE_BYTES = 75;

/** Reads iCalendar text by the letter of RFC 5545, section 3.1, and fails on whatever breaks it. */
export function readContentLines(text: string): ContentLine[] {
  assert.ok(text.endsWith('\r\n'), 'the last line ends as well');
  assert.ok(text.isWellFormed());
  assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/, 'lines end with CRLF alone');
  const physical = text.slice(0, -2).split('\r\n');
  for (const line of physical) {
    assert.ok(Buffer.byteLength(line) <= LONGEST_LINE_BYTES, `at most 75 octets: ${line}`);
    assert.notEqual(line.trim(), '', 'no empty lines');
  }
  return text.slice(0, -2).replaceAll('\r\n ', '').split('\r\n').map(readLine);
}

function readLine(line: string): ContentLine {
  const { name = '', parameters = '', value = '' } = LINE.exec(line)?.groups ?? {};
  assert.notEqual(name, '', `not a content line: ${JSON.stringify(line)}`);
  if (TEXTS.has(name)) {
    assert.match(value, TEXT);
  }
  const pairs = [...parameters.matchAll(/;([A-Z0-9-]+)=(?:"([^"]*)"|([^";:,]*))/g)];
  return { name, parameters: new Map(pairs.map(([, key = '', quoted, bare]) => [key, quoted ?? bare ?? ''])), value };
}

/** The text that stands in a TEXT value. */
export function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));
}
