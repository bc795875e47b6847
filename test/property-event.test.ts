import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { PostgresqlPropertyStore } from '../src/postgresql/property.ts';
import { PropertyService } from '../src/service/property.ts';
import { TestQueue } from './queue.fixture.ts';
import { startVisita, type SignedIn, type TestVisita } from './visita.fixture.ts';

const ORGANIZATION = '6d1c2b0a-9d7e-4c55-8f2a-2a7f5a9b0c10';
const sample = (name: string) => readFile(new URL(`events/${name}`, import.meta.url), 'utf8');
const ALFAMA = { title: 'T2 em Alfama', address: 'Rua dos Remédios 42, 1100-448 Lisboa', time_zone: 'Europe/Lisbon' };

function event(place: { organizationId: string; id: string }, fields: object, occurredAt?: string, event_type = 'PROPERTY_UPDATED.v1') {
  return {
    event_type,
    event_id: randomUUID(),
    ...(occurredAt === undefined ? {} : { occurred_at: occurredAt }),
    data: { property_id: place.id, organization_id: place.organizationId, ...fields },
  };
}

describe('events of properties', () => {
  let visita: TestVisita;
  let queue: TestQueue;
  before(async () => {
    visita = await startVisita();
    queue = new TestQueue(visita);
  });
  after(async () => {
    queue.close();
    await visita.stop();
  });

  async function place(): Promise<{ organizationId: string; id: string; agent: SignedIn }> {
    const organizationId = randomUUID();
    return { organizationId, id: randomUUID(), agent: await visita.agent(organizationId) };
  }
  const known = async ({ agent, id }: { agent: SignedIn; id: string }) => {
    const { title, address, time_zone } = (await agent.api.getProperty(id)).body.property;
    return { title, address, time_zone };
  };
  const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  test('the samples describe a property that agents and applicants of the agency read', async () => {
    await queue.process(await sample('property-updated.json'), await sample('property-created.json'));
    const expected = {
      id: '3c1d9f60-1f0a-4d0e-8a52-5b7a0e6c2d01',
      organization_id: ORGANIZATION,
      title: 'T2 com varanda em Campo de Ourique',
      address: 'Rua Ferreira Borges 112, 3.º Esq., 1350-134 Lisboa',
      time_zone: 'Europe/Lisbon',
    };
    for (const { api } of [await visita.agent(ORGANIZATION), await visita.applicant(ORGANIZATION)]) {
      assert.partialDeepStrictEqual((await api.getProperty(expected.id)).body.property, expected);
    }
    assert.deepEqual(await queue.takeDeadLetters(), []);
  });

  test('what no event has said is null', async () => {
    const one = await place();
    await queue.process(event(one, { title: 'T2' }, '2026-05-01T10:00:00Z', 'PROPERTY_CREATED.v1'));
    assert.deepEqual(await known(one), { title: 'T2', address: null, time_zone: null });
    await queue.process(event(one, { time_zone: 'europe/lisbon' }, '2026-05-02T10:00:00Z'));
    assert.deepEqual(await known(one), { title: 'T2', address: null, time_zone: 'Europe/Lisbon' });
  });

  test('an older event never overwrites a newer one, an equally old one changes nothing', async () => {
    const one = await place();
    await queue.process(event(one, ALFAMA, '2026-05-02T10:00:00Z'));
    await queue.process(event(one, { title: 'older' }, '2026-05-01T10:00:00Z'), event(one, { title: 'equal' }, '2026-05-02T10:00:00Z'));
    assert.deepEqual(await known(one), ALFAMA);
    await queue.process(event(one, { title: 'newer' }, '2026-05-02T12:00:01+02:00'));
    assert.deepEqual(await known(one), { ...ALFAMA, title: 'newer' });
  });

  test('between a request and an event the newer wins', async () => {
    const one = await place();
    await one.agent.api.putProperty(one.id, ALFAMA);
    await queue.process(event(one, { title: 'yesterday' }, minutesFromNow(-24 * 60)));
    assert.deepEqual(await known(one), ALFAMA);
    await queue.process(event(one, { title: 'sent now, without a time' }));
    assert.deepEqual(await known(one), { ...ALFAMA, title: 'sent now, without a time' });
    assert.equal((await one.agent.api.putProperty(one.id, ALFAMA)).body.property.title, ALFAMA.title);

    await queue.process(event(one, { title: 'from a clock that is ahead' }, minutesFromNow(60)));
    const { status, body } = await one.agent.api.putProperty(one.id, { ...ALFAMA, address: 'Rua B' });
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body.property, { title: 'from a clock that is ahead', address: 'Rua B' }, 'the answer says what stands');
  });

  test('a repeated request keeps out an event that is older than the repetition', async () => {
    const one = await place();
    await one.agent.api.putProperty(one.id, ALFAMA);
    const between = new Date().toISOString();
    await delay(20);
    await one.agent.api.putProperty(one.id, ALFAMA);
    await queue.process(event(one, { title: 'between' }, between));
    assert.deepEqual(await known(one), ALFAMA);
  });

  test('repeated and parallel deliveries make one property and one event', async () => {
    const one = await place();
    const body = event(one, ALFAMA, '2026-05-01T10:00:00Z', 'PROPERTY_CREATED.v1');
    await queue.process(...Array.from({ length: 20 }, () => body));
    const rows = await visita.database.query('SELECT type, actor_role, actor_id FROM events WHERE organization_id = $1 AND property_id = $2', [one.organizationId, one.id]);
    assert.deepEqual(rows, [{ type: 'property.created', actor_role: 'screening', actor_id: null }]);
    assert.deepEqual(await known(one), ALFAMA);
  });

  test('requests and events at once end with one and the same answer for everybody', async () => {
    const one = await place();
    const titles = Array.from({ length: 10 }, (_, number) => `T${number}`);
    await Promise.all([
      ...titles.map((title) => one.agent.api.putProperty(one.id, { ...ALFAMA, title })),
      ...titles.map((title) => queue.send(event(one, { title: `event ${title}` }, minutesFromNow(-5)))),
    ]);
    await queue.drained();
    const { title } = await known(one);
    assert.ok(titles.includes(title ?? ''), `an event five minutes old does not win: ${String(title)}`);
  });

  test('what can never be read goes to the dead-letter queue with the reason, and changes nothing', async () => {
    const one = await place();
    await one.agent.api.putProperty(one.id, ALFAMA);
    const cases: [object, RegExp][] = [
      [event(one, { time_zone: 'Europe/Lisboa' }), /^time_zone must be a time zone of the IANA database/],
      [event(one, { title: 'T2\nx' }), /^title must not contain control characters/],
      [event({ ...one, id: '7' }, { title: 'x' }), /^property_id is not a UUID$/],
      [{ event_type: 'PROPERTY_CREATED.v1' }, /^data is missing$/],
      [event(one, { title: 'x' }, 'yesterday'), /^occurred_at is not a time/],
      [event(one, { title: 'x' }, undefined, 'PROPERTY_UPDATED.v2'), /^event_type is an unknown version/],
    ];
    for (const [body, reason] of cases) {
      await queue.process(body);
      const letters = await queue.takeDeadLetters();
      assert.deepEqual(letters.map((letter) => letter.Body), [JSON.stringify(body)]);
      assert.match(letters[0]?.MessageAttributes?.['reason']?.StringValue ?? '', reason);
    }
    assert.deepEqual(await known(one), ALFAMA);
  });

  test('whatever order they come in, and all at once, each field ends as it was said last', async () => {
    const service = new PropertyService(new PostgresqlPropertyStore(visita.server.database));
    const text = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });
    const reports = fc.uniqueArray(fc.record({ second: fc.nat(30), title: text, address: text }), { selector: ({ second }) => second, minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(reports.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), async ([all, delivered]) => {
        const [propertyId, organizationId] = [randomUUID(), randomUUID()];
        const outcomes = await Promise.all(
          [...delivered, ...delivered].map(({ second, title, address }) =>
            service.takeIn({ propertyId, organizationId, title, address, timeZone: null, saidAt: new Date(Date.UTC(2026, 4, 1, 10, 0, second)) }),
          ),
        );
        assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
        const inTime = all.toSorted((a, b) => a.second - b.second);
        const [row] = await visita.database.query('SELECT title, address FROM properties WHERE organization_id = $1 AND id = $2', [organizationId, propertyId]);
        const last = (field: 'title' | 'address') => inTime.findLast((each) => each[field] !== null)?.[field] ?? null;
        assert.deepEqual(row, { title: last('title'), address: last('address') });
        const [told] = await visita.database.query<{ events: number }>('SELECT count(*)::int AS events FROM events WHERE organization_id = $1', [organizationId]);
        assert.equal(told?.events, outcomes.filter((outcome) => outcome !== 'unchanged').length);
      }),
      { numRuns: 40 },
    );
  });
});
