import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailto } from './mailto.ts';

test('a letter goes to the address alone, whatever stands in it', () => {
  assert.equal(mailto('ines+visitas@example.pt'), 'mailto:ines+visitas@example.pt');
  const link = new URL(mailto('ana?bcc=spy@evil.example&subject=x@example.pt'));
  assert.equal(link.search, '');
  assert.equal(decodeURIComponent(link.pathname), 'ana?bcc=spy@evil.example&subject=x@example.pt');
});
