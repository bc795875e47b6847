import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import type { PageRequest } from '../src/page.ts';
import { Database, type SharedConnection } from '../src/postgresql/database.ts';
import { SharedSlotStore } from '../src/postgresql/shared-slot.ts';
import { PostgresqlSlotStore } from '../src/postgresql/slot.ts';
import { storeSlot } from './stored-visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const HOUR = 3_600;
const FIRST_PAGE: PageRequest = { from: null, to: null, after: null, limit: 20 };

/** Slots of three properties of one agency, four each, an hour apart. */
interface Offered {
  readonly organizationId: string;
  readonly byProperty: ReadonlyMap<string, readonly string[]>;
}

describe('what is read together', () => {
  let visita: TestVisita;
  let database: Database;
  before(async () => {
    visita = await startVisita();
    database = new Database(visita.database.serverUrl, 4, pino({ level: 'silent' }));
  });
  after(async () => {
    await database.close();
    await visita.stop();
  });

  async function offer(organizationId = randomUUID()): Promise<Offered> {
    const { agentId } = await visita.agent(organizationId);
    const byProperty = new Map<string, string[]>();
    for (const propertyId of [randomUUID(), randomUUID(), randomUUID()]) {
      const ids = [];
      for (const hour of [1, 2, 3, 4]) {
        ids.push(await storeSlot(visita.database, { organizationId, agentId, propertyId, startsIn: 24 * HOUR + hour * HOUR }));
      }
      byProperty.set(propertyId, ids);
    }
    return { organizationId, byProperty };
  }

  /** The store, and how many statements it has sent. */
  function countedStore(): { store: SharedSlotStore; statements: () => number } {
    let sent = 0;
    const counted: SharedConnection = {
      isOneNode: true,
      query(text, values) {
        sent += 1;
        return database.query(text, values);
      },
    };
    return { store: new SharedSlotStore(counted, new PostgresqlSlotStore(counted), 4), statements: () => sent };
  }

  test('lists: each holds its own property and its own page', async () => {
    const { organizationId, byProperty } = await offer();
    const { store, statements } = countedStore();
    const asked = [...byProperty].flatMap(([propertyId, ids]) => [
      { propertyId, page: FIRST_PAGE, expected: ids },
      { propertyId, page: { ...FIRST_PAGE, limit: 1 }, expected: ids.slice(0, 2) },
      { propertyId: propertyId.toUpperCase(), page: FIRST_PAGE, expected: ids },
      { propertyId: randomUUID(), page: FIRST_PAGE, expected: [] },
    ]);
    const lists = await Promise.all(asked.map(({ propertyId, page }) => store.listAvailableSlots(organizationId, propertyId, page)));
    for (const [index, { propertyId, expected }] of asked.entries()) {
      const { slots, now } = lists[index] ?? assert.fail('each has its answer');
      assert.deepEqual(slots.map(({ id }) => id), expected);
      assert.ok(slots.every((slot) => slot.propertyId === propertyId.toLowerCase() && slot.organizationId === organizationId));
      assert.equal(now === null, expected.length === 0);
    }
    assert.equal(statements(), 2, 'the first goes at once, all others together');
  });

  test('lists: each begins after its own cursor and keeps within its own bounds', async () => {
    const { organizationId, byProperty } = await offer();
    const { store, statements } = countedStore();
    const [[propertyId, ids] = assert.fail('there is a property')] = byProperty;
    const { slots } = await store.listAvailableSlots(organizationId, propertyId, FIRST_PAGE);
    const startOf = (nth: number) => slots[nth]?.startTime ?? assert.fail(`there is no slot ${nth}`);
    const cases: [Partial<PageRequest>, readonly string[]][] = [
      [{}, ids],
      [{ from: startOf(1) }, ids.slice(1)],
      [{ to: startOf(2) }, ids.slice(0, 2)],
      [{ from: startOf(1), to: startOf(3) }, ids.slice(1, 3)],
      [{ after: { startTime: startOf(1), id: ids[1] ?? '' } }, ids.slice(2)],
      [{ from: startOf(3), after: { startTime: startOf(0), id: ids[0] ?? '' } }, ids.slice(3)],
      [{ after: { startTime: new Date(0), id: ids[0] ?? '' } }, ids],
    ];
    const sentBefore = statements();
    const lists = await Promise.all(cases.map(([page]) => store.listAvailableSlots(organizationId, propertyId, { ...FIRST_PAGE, ...page })));
    assert.deepEqual(lists.map((list) => list.slots.map(({ id }) => id)), cases.map(([, expected]) => expected));
    assert.equal(statements() - sentBefore, 2, 'the first goes at once, all others together');
  });

  test('slots: each is the one that was asked for, and only of its organization', async () => {
    const [ours, theirs] = [await offer(), await offer()];
    const { store, statements } = countedStore();
    const mine = [...ours.byProperty.values()].flat();
    const foreign = [...theirs.byProperty.values()].flat();
    const asked = [...mine, ...mine.map((id) => id.toUpperCase()), ...mine, ...foreign, randomUUID()];
    const found = await Promise.all(asked.map((id) => store.findSlot(ours.organizationId, id)));
    const own = new Set(mine);
    assert.deepEqual(found.map((slot) => slot?.id ?? null), asked.map((id) => (own.has(id.toLowerCase()) ? id.toLowerCase() : null)));
    assert.equal(statements(), 2, 'the first goes at once, all others together');
    assert.deepEqual(await store.findSlot(theirs.organizationId, foreign[0] ?? '').then((slot) => slot?.id), foreign[0]);
  });

  test('a question that the database refuses fails alone', async () => {
    const { organizationId, byProperty } = await offer();
    const { store, statements } = countedStore();
    const [id = ''] = [...byProperty.values()].flat();
    const [first, refused, last] = await Promise.allSettled([id, 'no id at all', id].map((each) => store.findSlot(organizationId, each)));
    assert.deepEqual([first?.status, refused?.status, last?.status], ['fulfilled', 'rejected', 'fulfilled']);
    assert.equal(statements(), 4, 'together, then the two one by one');
  });
});
