import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { VisitaError } from '../errors.ts';
import type { Message, MessageQueue } from '../service/message-ports.ts';
import { AcceptedMessages } from './accepted-messages.ts';

const MESSAGE: Message = { id: 'm', organizationId: 'o', eventId: '1', kind: 'booking_confirmed', recipient: 'agent', attempts: 0, since: new Date(0) };
const unused = () => Promise.reject(new Error('not asked for here'));

describe('a message that was accepted while the queue was away', () => {
  let isAway = true;
  let finished: number[] = [];
  const queue: MessageQueue = {
    moveOutbox: unused,
    take: unused,
    keep: unused,
    postpone: unused,
    giveUp: unused,
    async finish({ attempts }) {
      if (isAway) {
        throw new VisitaError('unavailable', 'away');
      }
      finished.push(attempts);
    },
  };
  let accepted = new AcceptedMessages(queue);
  beforeEach(async () => {
    [isAway, finished, accepted] = [true, [], new AcceptedMessages(queue)];
    await assert.rejects(accepted.finish(MESSAGE));
    await assert.rejects(accepted.tell());
    assert.ok(accepted.has(MESSAGE));
    isAway = false;
  });

  test('is told once when it is back, and not at every look after that', async () => {
    await accepted.tell();
    await accepted.tell();
    assert.deepEqual(finished, [0]);
  });

  test('is known when it comes back under another attempt, and forgotten once that is finished', async () => {
    await accepted.tell();
    const again = { ...MESSAGE, attempts: 1 };
    assert.ok(accepted.has(again));
    await accepted.finish(again);
    assert.deepEqual([finished, accepted.has(again)], [[0, 1], false]);
  });
});
