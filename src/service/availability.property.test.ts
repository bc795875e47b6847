import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Slot } from '../slot.ts';
import { AvailabilityMemory } from './availability.ts';
import type { Change, ChangeFeed, ChangeListener } from './change-feed.ts';

const ORGANIZATION = '1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9';
const HOUR = 3_600_000;
const NOW = new Date('2027-03-15T09:00:00Z');

/** A database in miniature: what is free where, judged as listAvailableSlots does. */
class Visits {
  readonly slots: { slot: Slot; booked: boolean }[] = [];

  available(propertyId: string): Slot[] {
    const busy = this.slots.filter(({ booked }) => booked).map(({ slot }) => slot);
    return this.slots
      .filter(({ slot, booked }) => slot.propertyId === propertyId && !booked && !busy.some((other) => other.agentId === slot.agentId && overlap(other, slot)))
      .map(({ slot }) => slot);
  }

  overlappingProperties(visit: Pick<Slot, 'agentId' | 'startTime' | 'endTime'>): string[] {
    return this.slots.filter(({ slot, booked }) => !booked && slot.agentId === visit.agentId && overlap(slot, visit)).map(({ slot }) => slot.propertyId);
  }
}

class TestFeed implements ChangeFeed {
  listener: ChangeListener | null = null;
  age = 0;

  async subscribe(listener: ChangeListener): Promise<() => void> {
    this.listener = listener;
    return () => (this.listener = null);
  }

  ageSeconds(): number {
    return this.age;
  }
}

function overlap(a: Pick<Slot, 'startTime' | 'endTime'>, b: Pick<Slot, 'startTime' | 'endTime'>): boolean {
  return a.startTime < b.endTime && b.startTime < a.endTime;
}

function slotAt(index: number, propertyId: string, agentId: string, hour: number): Slot {
  const startTime = new Date(NOW.getTime() + hour * HOUR);
  const times = { startTime, endTime: new Date(startTime.getTime() + HOUR), createdAt: NOW, updatedAt: NOW };
  return { id: `slot ${index}`, organizationId: ORGANIZATION, propertyId, agentId, ...times, status: 'available', bookingId: null };
}

const step = fc.oneof(
  fc.record({ do: fc.constant('offer' as const), property: fc.constantFrom('p', 'q', 'r'), agent: fc.constantFrom('ana', 'rui'), hour: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constantFrom('book' as const, 'release' as const), slot: fc.nat() }),
  fc.record({ do: fc.constant('other server books' as const), slot: fc.nat() }),
  fc.record({ do: fc.constant('begin reading' as const), property: fc.constantFrom('p', 'q', 'r') }),
  fc.record({ do: fc.constant('finish reading' as const) }),
);

test('a list that is asked for after a change was announced is never the one of before, however readings and changes overlap', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const visits = new Visits();
      const feed = new TestFeed();
      const memory = new AvailabilityMemory<string>(feed, { overlappingProperties: async (visit) => visits.overlappingProperties(visit), onTrouble });
      const read = (propertyId: string, wait: Promise<void>) => async () => {
        const slots = visits.available(propertyId);
        await wait;
        const answer = slots.map(({ id }) => id).join();
        return { answer, keep: () => ({ again: () => answer }), slots, now: NOW };
      };
      const list = (propertyId: string, wait = Promise.resolve()) =>
        memory.list({ organizationId: ORGANIZATION, propertyId, key: propertyId }, read(propertyId, wait));
      // The first one only makes it listen.
      await list('p');
      await turn();
      assert.notEqual(feed.listener, null);
      const reading: { finish: () => void; done: Promise<string> }[] = [];
      for (const [index, what] of steps.entries()) {
        await take(what, index);
        for (const propertyId of ['p', 'q', 'r']) {
          assert.equal(await list(propertyId), visits.available(propertyId).map(({ id }) => id).join(), `${propertyId} after ${index}: ${what.do}`);
        }
      }
      reading.forEach(({ finish }) => finish());
      await Promise.all(reading.map(({ done }) => done));
      memory.stop();

      async function take(what: (typeof steps)[number], index: number): Promise<void> {
        if (what.do === 'begin reading') {
          const { promise, resolve } = Promise.withResolvers<void>();
          reading.push({ finish: resolve, done: list(what.property, promise) });
        } else if (what.do === 'finish reading') {
          const one = reading.shift();
          one?.finish();
          await one?.done;
        } else if (what.do === 'offer') {
          const slot = slotAt(index, what.property, what.agent, what.hour);
          visits.slots.push({ slot, booked: false });
          await memory.announce({ kind: 'offered', visit: slot });
        } else if (visits.slots.length > 0) {
          await change(what.do, what.slot % visits.slots.length);
        }
      }

      async function change(what: 'book' | 'release' | 'other server books', nth: number): Promise<void> {
        const entry = visits.slots[nth] ?? assert.fail();
        const isFree = visits.available(entry.slot.propertyId).includes(entry.slot);
        if (what === 'release' && entry.booked) {
          entry.booked = false;
          await memory.announce({ kind: 'released', visit: entry.slot });
        } else if (what === 'book' && isFree) {
          entry.booked = true;
          await memory.announce({ kind: 'booked', visit: entry.slot });
        } else if (what === 'other server books' && isFree) {
          const overlapping = visits.overlappingProperties(entry.slot);
          entry.booked = true;
          feed.listener?.onChanges([entry.slot.propertyId, ...overlapping].map(changeOf));
        }
      }
    }),
    { numRuns: 400 },
  );
});

function changeOf(propertyId: string): Change {
  return { organizationId: ORGANIZATION, type: 'booking.confirmed', propertyId, slotId: null, bookingId: null, agentId: null, applicantId: null };
}

const onTrouble = (error: unknown) => assert.fail(String(error));
const UNASKED = { overlappingProperties: async () => [], onTrouble };

/** A memory that listens already, and how often it read. */
async function memoryOf(slots: readonly Slot[], again: () => string | null = () => 'list', database: ConstructorParameters<typeof AvailabilityMemory>[1] = UNASKED) {
  const feed = new TestFeed();
  const memory = new AvailabilityMemory<string>(feed, database);
  let reads = 0;
  const list = () =>
    memory.list({ organizationId: ORGANIZATION, propertyId: 'p', key: 'p' }, async () => {
      reads += 1;
      return { answer: 'list', keep: () => ({ again }), slots, now: NOW };
    });
  await list();
  await turn();
  return { feed, memory, list, reads: () => reads };
}

test('a list whose answer had to make room is read again', async () => {
  const { list, reads } = await memoryOf([slotAt(1, 'p', 'ana', 2)], () => null);
  assert.equal(await list(), 'list');
  assert.equal(await list(), 'list');
  assert.equal(reads(), 3);
});

test('of lists without a visit a few thousand are remembered, not as many as one asks for', async () => {
  const { memory } = await memoryOf([]);
  let reads = 0;
  const ask = (n: number) =>
    memory.list({ organizationId: ORGANIZATION, propertyId: 'p', key: String(n) }, async () => {
      reads += 1;
      return { answer: 'list', keep: () => ({ again: () => 'list' }), slots: [], now: NOW };
    });
  for (let n = 0; n < 20_000; n += 1) {
    await ask(n);
  }
  reads = 0;
  await ask(19_999);
  await ask(5_000);
  assert.equal(reads, 0);
  await ask(1_000);
  assert.equal(reads, 1);
  memory.stop();
});

test('a list that did not change is read once', async () => {
  const { list, reads, memory } = await memoryOf([slotAt(1, 'p', 'ana', 2)]);
  await list();
  await list();
  await list();
  assert.equal(reads(), 2);
  memory.stop();
});

test('nothing remembered is given while what other servers did is not known', async () => {
  const { list, reads, feed, memory } = await memoryOf([slotAt(1, 'p', 'ana', 2)]);
  await list();
  feed.age = 5;
  await list();
  assert.equal(reads(), 3);
  memory.stop();
});

test('a visit is called off although nobody can say what that shows again; nothing of before is given then', async () => {
  const visit = slotAt(1, 'q', 'ana', 2);
  const troubles: unknown[] = [];
  const away = new Error('the database is away');
  const database = { overlappingProperties: () => Promise.reject(away), onTrouble: (error: unknown) => void troubles.push(error) };
  const { list, reads, memory } = await memoryOf([slotAt(2, 'p', 'rui', 2)], () => 'list', database);
  await list();
  const before = reads();
  await memory.announce({ kind: 'released', visit });
  await list();
  assert.deepEqual([reads(), troubles], [before + 1, [away]]);
  memory.stop();
});

test('nothing of before is given after the feed lost track', async () => {
  const { list, reads, feed, memory } = await memoryOf([slotAt(1, 'p', 'ana', 2)]);
  await list();
  feed.listener?.onLostTrack();
  await list();
  assert.equal(reads(), 3);
  memory.stop();
});

test('a list whose first visit begins is read anew, by the database\'s clock', async () => {
  const soon = slotAt(1, 'p', 'ana', 0);
  const { list, reads, memory } = await memoryOf([{ ...soon, startTime: new Date(NOW.getTime() + 1) }]);
  await list();
  const before = reads();
  const begun = performance.now();
  while (performance.now() - begun < 5) {
    await turn();
  }
  await list();
  assert.equal(reads(), before + 1);
  memory.stop();
});
