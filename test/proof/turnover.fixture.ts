import assert from 'node:assert/strict';
import { book, cancelBooking, offer, seeSlot, type Board, type Person } from './actors.fixture.ts';
import { describe, type Operation } from './history.ts';

/**
 * No slot is stuck: each that is booked is given back by its agent, each that is cancelled is offered again, and then each is
 * booked by `applicant`, who must be eligible. To be called when nobody does anything any more; recorded like everything else.
 */
export async function turnOver(board: Board, agents: readonly Person[], applicant: Person): Promise<void> {
  for (const [place, { agent: agentId }] of board.places.entries()) {
    const agent = agents.find(({ id }) => id === agentId) ?? assert.fail('a place has an agent');
    const slotId = board.slotIds[place] ?? '';
    await seeSlot(board, agent, slotId);
    const seen = lastOf(board);
    assert.ok(seen.kind === 'see slot' && seen.answer.said === 'yes', describe(seen));
    if (seen.answer.status === 'cancelled') {
      await offer(board, agent, place);
      expectYes(board);
    } else if (seen.answer.bookingId !== null) {
      await cancelBooking(board, agent, { slotId, bookingId: seen.answer.bookingId }, 'agent');
      expectYes(board);
    }
    await book(board, applicant, board.slotIds[place] ?? '', []);
    expectYes(board);
  }
}

function lastOf({ recorder }: Board): Operation {
  return recorder.operations.at(-1) ?? assert.fail('nothing was recorded');
}

function expectYes(board: Board): void {
  const last = lastOf(board);
  assert.equal(last.answer.said, 'yes', `a slot is stuck: ${describe(last)}`);
}
