import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeEvent } from './event.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../docs/events.md'), 'utf8');
/** Indented by four spaces, as Markdown has it. */
const EXAMPLES = Array.from(TEXT.matchAll(/^ {4}\{\n(?: {4}.*\n)+? {4}\}$/gm), ([example]) => example);

test('the events that docs/events.md shows are understood', () => {
  assert.deepEqual(EXAMPLES.map((example) => decodeEvent(example, new Date('2027-03-01T12:00:00Z')).kind), ['screening', 'screening', 'property']);
});

test('and what it says of each field holds: without it the event is poison, or it is optional', () => {
  const [enveloped = ''] = EXAMPLES;
  const { data, ...envelope } = JSON.parse(enveloped) as { data: Record<string, unknown> };
  const without = (name: string) => decodeEvent(JSON.stringify({ ...envelope, data: { ...data, [name]: null } }), new Date('2027-03-01T12:00:00Z'));
  for (const name of ['applicant_id', 'organization_id', 'name', 'email']) {
    assert.deepEqual(without(name), { kind: 'poison', reason: `${name} is missing` });
  }
  assert.deepEqual(without('screening'), { kind: 'poison', reason: 'risk_level is missing' });
  assert.equal(without('screened_at').kind, 'screening');
});
