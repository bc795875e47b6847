import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApiAnswer } from './api.fixture.ts';
import { storeBooking, storeSlot } from './stored-visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';
import { visitAt } from './visit.fixture.ts';

type Query = Record<string, string | number>;
interface Position {
  readonly id: string;
  readonly start_time: string;
}
interface Listed<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

const byStartThenId = (a: Position, b: Position) => Date.parse(a.start_time) - Date.parse(b.start_time) || (a.id < b.id ? -1 : 1);

/** Every page of a list, each with at most `limit` items. */
async function readAll<T>(limit: number, page: (query: Query) => Promise<Listed<T>>): Promise<T[]> {
  const all: T[] = [];
  let query: Query = { limit };
  for (let pages = 0; pages < 100; pages += 1) {
    const { items, next_cursor } = await page(query);
    assert.ok(items.length <= limit);
    all.push(...items);
    if (next_cursor === null) {
      return all;
    }
    assert.equal(items.length, limit, 'a page before the last is full');
    query = { limit, cursor: next_cursor };
  }
  throw new Error('the list does not end');
}

describe('lists', () => {
  let visita: TestVisita;
  before(async () => {
    visita = await startVisita();
  });
  after(() => visita.stop());

  async function people() {
    const organizationId = randomUUID();
    const [agent, applicant] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    return { organizationId, agent, applicant };
  }

  const slotsOf = ({ status, body }: ApiAnswer<{ readonly slots: readonly Position[]; readonly next_cursor: string | null }>) => {
    assert.equal(status, 200);
    return { items: body.slots, next_cursor: body.next_cursor };
  };

  test('the pages of a list hold everything once, in order, also where many start at the same time', async () => {
    const { agent } = await people();
    const visit = visitAt({ property_id: randomUUID() });
    const created: Position[] = [];
    for (let index = 0; index < 12; index += 1) {
      const { body } = await agent.api.createSlot({ ...visit, property_id: randomUUID() });
      created.push(body.slot);
    }
    for (const hours of [2, 48, 3]) {
      created.push((await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours }))).body.slot);
    }
    const expected = created.toSorted(byStartThenId);
    for (const limit of [1, 4, 5, 15, 100]) {
      assert.deepEqual(await readAll(limit, async (query) => slotsOf(await agent.api.listSlots(query))), expected, `limit ${limit}`);
    }
  });

  test('the pages hold everything once when the stored times are finer than a millisecond', async () => {
    const { organizationId, agent } = await people();
    for (let index = 0; index < 5; index += 1) {
      const id = await storeSlot(visita.database, { organizationId, agentId: agent.agentId, startsIn: 3600 + index });
      await visita.database.query("UPDATE slots SET start_time = date_trunc('hour', start_time) + interval '1 day 123.456789 seconds', end_time = end_time + interval '1 day' WHERE id = $1", [id]);
    }
    const all = await readAll(2, async (query) => slotsOf(await agent.api.listSlots(query)));
    assert.equal(new Set(all.map(({ id }) => id)).size, 5);
    assert.equal(all.length, 5);
  });

  test('a list that is read while it grows and shrinks repeats nothing and skips nothing that stays', async () => {
    const { agent } = await people();
    const offer = async (hours: number) => (await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours }))).body.slot;
    const staying = [];
    for (const hours of [10, 12, 14, 16]) {
      staying.push(await offer(hours));
    }
    const first = slotsOf(await agent.api.listSlots({ limit: 2 }));
    await offer(9);
    await agent.api.cancelSlot(staying[1]?.id ?? '');
    const later = await offer(13);
    const rest = slotsOf(await agent.api.listSlots({ limit: 10, cursor: first.next_cursor ?? '' }));
    assert.deepEqual(first.items, staying.slice(0, 2));
    assert.deepEqual(rest.items.map(({ id }) => id), [later.id, staying[2]?.id, staying[3]?.id]);
  });

  test("an agent's slots are their own, of every status, past ones included", async () => {
    const { organizationId, agent } = await people();
    const colleague = await visita.agent(organizationId);
    const past = await storeSlot(visita.database, { organizationId, agentId: agent.agentId, startsIn: -86_400 });
    const mine = (await agent.api.createSlot(visitAt({ property_id: randomUUID() }))).body.slot;
    const cancelled = (await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours: 30 }))).body.slot;
    await agent.api.cancelSlot(cancelled.id);
    await colleague.api.createSlot(visitAt({ property_id: randomUUID() }));
    const { body } = await agent.api.listSlots();
    assert.deepEqual(body.slots.map(({ id }) => id), [past, mine.id, cancelled.id]);
  });

  test('slots are filtered by property, status and start, together', async () => {
    const { agent, applicant } = await people();
    const property = randomUUID();
    const slots: Position[] = [];
    for (const hours of [24, 25, 26, 27]) {
      slots.push((await agent.api.createSlot(visitAt({ property_id: property, hours }))).body.slot);
    }
    await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours: 24 }));
    await applicant.api.createBooking({ slot_id: slots[1]?.id });
    await agent.api.cancelSlot(slots[2]?.id ?? '');
    const which = async (query: Query) => {
      const { body } = await agent.api.listSlots(query);
      return body.slots.map(({ id }) => slots.findIndex((slot) => slot.id === id));
    };
    assert.deepEqual(await which({ property_id: property }), [0, 1, 2, 3]);
    assert.deepEqual(await which({ property_id: property.toUpperCase(), status: 'available' }), [0, 3]);
    assert.deepEqual(await which({ status: 'booked' }), [1]);
    assert.deepEqual(await which({ status: 'cancelled' }), [2]);
    assert.deepEqual(await which({ property_id: property, from: slots[1]?.start_time ?? '', to: slots[3]?.start_time ?? '' }), [1, 2]);
    assert.deepEqual(await which({ property_id: randomUUID() }), []);
  });

  test("an applicant's bookings are their own; an agent's are the whole organization's and no other's", async () => {
    const { organizationId, agent, applicant } = await people();
    const [colleague, other] = await Promise.all([visita.agent(organizationId), visita.applicant(organizationId)]);
    const stranger = await people();
    const past = await storeBooking(visita.database, { organizationId, agentId: agent.agentId, applicantId: applicant.applicantId, startsIn: -86_400 });
    const first = (await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours: 24 }))).body.slot;
    const second = (await colleague.api.createSlot(visitAt({ property_id: randomUUID(), hours: 25 }))).body.slot;
    const mine = (await applicant.api.createBooking({ slot_id: first.id })).body.booking;
    const theirs = (await other.api.createBooking({ slot_id: second.id })).body.booking;
    const ids = async (api: typeof agent.api, query: Query = {}) => (await api.listBookings(query)).body.bookings.map(({ id }) => id);
    assert.deepEqual(await ids(applicant.api), [past.bookingId, mine.id]);
    assert.deepEqual(await ids(other.api), [theirs.id]);
    for (const { api } of [agent, colleague]) {
      assert.deepEqual(await ids(api), [past.bookingId, mine.id, theirs.id]);
    }
    assert.deepEqual([await ids(stranger.agent.api), await ids(stranger.applicant.api)], [[], []]);
    assert.deepEqual(await ids(stranger.agent.api, { property_id: first.property_id }), []);
    assert.deepEqual(await ids(agent.api, { property_id: second.property_id }), [theirs.id]);
  });

  test('bookings are filtered by status and start, and paged', async () => {
    const { agent, applicant } = await people();
    const bookings: Position[] = [];
    for (const hours of [24, 25, 26, 27, 28]) {
      const { slot } = (await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours }))).body;
      bookings.push((await applicant.api.createBooking({ slot_id: slot.id })).body.booking);
    }
    await applicant.api.cancelBooking(bookings[1]?.id ?? '');
    await agent.api.cancelBooking(bookings[2]?.id ?? '');
    for (const { api } of [applicant, agent]) {
      const which = async (filter: Query) => {
        const all = await readAll(1, async (query) => {
          const { body } = await api.listBookings({ ...filter, ...query });
          return { items: body.bookings, next_cursor: body.next_cursor };
        });
        return all.map(({ id }) => bookings.findIndex((booking) => booking.id === id));
      };
      assert.deepEqual(await which({}), [0, 1, 2, 3, 4]);
      assert.deepEqual(await which({ status: 'confirmed' }), [0, 3, 4]);
      assert.deepEqual(await which({ status: 'cancelled_by_applicant' }), [1]);
      assert.deepEqual(await which({ status: 'cancelled_by_agent' }), [2]);
      assert.deepEqual(await which({ from: bookings[1]?.start_time ?? '', to: bookings[4]?.start_time ?? '' }), [1, 2, 3]);
    }
  });

  test('a list has 20 items unless told otherwise, and 100 at most', async () => {
    const { organizationId, agent } = await people();
    for (let index = 0; index < 101; index += 1) {
      await storeSlot(visita.database, { organizationId, agentId: agent.agentId, startsIn: 86_400 + index * 60 });
    }
    assert.equal((await agent.api.listSlots()).body.slots.length, 20);
    const { body } = await agent.api.listSlots({ limit: 100 });
    assert.equal(body.slots.length, 100);
    assert.equal((await agent.api.listSlots({ limit: 100, cursor: body.next_cursor ?? '' })).body.slots.length, 1);
    for (const limit of [0, 101, -1, '1.5', 'abc', '', 'null', '1e999', 'Infinity', 'NaN', '-0', '10 OR 1=1']) {
      const { status, body: problem } = await agent.api.listSlots({ limit });
      assert.deepEqual([status, problem.errors?.[0]?.path], [400, 'limit'], `limit ${limit}`);
    }
  });

  const cursorOf = (text: string) => Buffer.from(text).toString('base64url');
  const id = randomUUID();
  const badCursors: [string, string][] = [
    ['an empty one', ''],
    ['no base64url', '!!!'],
    ['a random one', 'AAAA'],
    ['JSON', cursorOf('{"start":1}')],
    ['no id', cursorOf('2027-03-15T10:00:00.000Z')],
    ['an id that is none', cursorOf("2027-03-15T10:00:00.000Z ' OR 1=1 --")],
    ['a time that is none', cursorOf(`2027-02-30T10:00:00.000Z ${id}`)],
    ['infinity', cursorOf(`infinity ${id}`)],
    ['a time before PostgreSQL', cursorOf(`-200000-01-01T00:00:00.000Z ${id}`)],
    ['a time of year 12000', cursorOf(`+012000-01-01T00:00:00.000Z ${id}`)],
    ['a time after all years', cursorOf(`+275760-09-13T00:00:00.001Z ${id}`)],
    ['far too long', 'A'.repeat(201)],
  ];
  for (const [what, cursor] of badCursors) {
    test(`a cursor that is not one of ours is refused: ${what}`, async () => {
      const { agent, applicant } = await people();
      for (const answer of [
        await agent.api.listSlots({ cursor }),
        await agent.api.listBookings({ cursor }),
        await applicant.api.listPropertySlots(id, { cursor }),
      ]) {
        assert.deepEqual([answer.status, answer.body.code, answer.body.errors?.[0]?.path], [400, 'invalid_argument', 'cursor']);
      }
    });
  }
});
