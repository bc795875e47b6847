import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanNote, LONGEST_NOTE, roomInNote } from './note.ts';

test('a note keeps its lines, tabs and letters and loses what nobody sees', () => {
  assert.equal(cleanNote('Olá\r\nvenho\tcom a mãe\rAté já 👋🏽'), 'Olá\nvenho\tcom a mãe\nAté já 👋🏽');
  assert.equal(cleanNote('a\u0000b\u001B[31mc\u0085d'), 'ab[31mcd');
  assert.equal(cleanNote('half \uD83D of one').isWellFormed(), true);
});

test('room is counted in characters as the API counts them', () => {
  assert.equal(roomInNote(''), LONGEST_NOTE);
  assert.equal(roomInNote('👋'.repeat(LONGEST_NOTE)), 0);
  assert.equal(roomInNote('a'.repeat(LONGEST_NOTE + 1)), -1);
});
