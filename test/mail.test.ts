import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { DEMO_ORGANIZATION } from '../src/embedded/demo-people.ts';
import { fillDemo } from '../src/embedded/demo.ts';
import { PostgresqlDemoStore } from '../src/postgresql/demo.ts';
import { MailSink } from './mail-sink.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

describe('people are told by mail', () => {
  let sink: MailSink;
  let visita: TestVisita;
  before(async () => {
    sink = await MailSink.start();
    visita = await startVisita(sink.settings);
  });
  after(async () => {
    await visita.stop();
    await sink.close();
  });

  /** A booked visit whose two confirmations, and the applicant's two first mails, have come. */
  async function bookedVisit() {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const applicant = await visita.applicant(organizationId);
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    const { body: booked } = await applicant.api.createBooking({ slot_id: body.slot.id });
    await sink.waitFor(3, applicant.email);
    await sink.waitFor(1, agent.email);
    return { agent, applicant, slotId: body.slot.id, bookingId: booked.booking.id };
  }

  test('of a screening that lets them book, of the link to their sign-in, and of the booking', async () => {
    const { agent, applicant } = await bookedVisit();
    const mails = sink.to(applicant.email);
    assert.deepEqual(mails.filter(({ method }) => method !== null).map(({ method }) => method), ['REQUEST']);
    assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 3);
    assert.deepEqual(sink.to(agent.email).map(({ method }) => method), ['REQUEST']);
  });

  for (const { name, cancel } of [
    { name: 'the applicant cancels', cancel: (visit: Awaited<ReturnType<typeof bookedVisit>>) => visit.applicant.api.cancelBooking(visit.bookingId) },
    { name: 'the agent cancels', cancel: (visit: Awaited<ReturnType<typeof bookedVisit>>) => visit.agent.api.cancelBooking(visit.bookingId) },
    { name: 'the agent withdraws the slot', cancel: (visit: Awaited<ReturnType<typeof bookedVisit>>) => visit.agent.api.cancelSlot(visit.slotId) },
  ]) {
    test(`both are told once when ${name}`, async () => {
      const visit = await bookedVisit();
      assert.equal((await cancel(visit)).status, 200);
      const toApplicant = await sink.waitFor(4, visit.applicant.email);
      const toAgent = await sink.waitFor(2, visit.agent.email);
      assert.deepEqual(toApplicant.filter(({ method }) => method !== null).map(({ method }) => method), ['REQUEST', 'CANCEL']);
      assert.deepEqual(toAgent.map(({ method }) => method), ['REQUEST', 'CANCEL']);
    });
  }

  test('of nothing else: offers, withdrawn offers, agents who join, repeated and refused screenings', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    await agent.api.cancelSlot(body.slot.id);
    const screening = await visita.screen({ organizationId });
    await visita.screen({ ...screening, screenedAt: new Date(screening.screenedAt.getTime() + 1) });
    await visita.screen({ ...screening, riskLevel: 'HIGH', screenedAt: new Date(screening.screenedAt.getTime() + 2) });
    const refused = await visita.screen({ organizationId, riskLevel: 'HIGH' });
    await untilAllIsTold();
    assert.equal(sink.to(screening.email).length, 1);
    assert.equal(sink.to(refused.email).length, 0);
    assert.equal(sink.to(agent.email).length, 0);
  });

  test('many messages of one booking leave in their order, also when they wait together', async () => {
    const organizationId = randomUUID();
    const agent = await visita.agent(organizationId);
    const applicant = await visita.applicant(organizationId);
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    for (let round = 0; round < 5; round += 1) {
      const { body: booked } = await applicant.api.createBooking({ slot_id: body.slot.id });
      await applicant.api.cancelBooking(booked.booking.id);
    }
    await sink.waitFor(12, applicant.email);
    await sink.waitFor(10, agent.email);
    for (const { email } of [agent, applicant]) {
      const methodsByVisit = Map.groupBy(sink.to(email).filter(({ method }) => method !== null), ({ parsed }) => uidOf(parsed.attachments));
      assert.deepEqual([...methodsByVisit.values()].map((mails) => mails.map(({ method }) => method)), Array.from({ length: 5 }, () => ['REQUEST', 'CANCEL']));
    }
  });

  test('not when the demo agency is filled in', async () => {
    const soFar = sink.mails.length;
    await fillDemo(new PostgresqlDemoStore(visita.server.database));
    const [made] = await visita.database.query(`SELECT count(*)::int AS bookings FROM bookings WHERE organization_id = $1`, [DEMO_ORGANIZATION]);
    assert.equal(made?.['bookings'], 3);
    await untilAllIsTold();
    assert.equal(sink.mails.length, soFar);
  });

  async function untilAllIsTold(): Promise<void> {
    await until('the outbox is empty and so is the queue', async () => {
      const [left] = await visita.database.query(`SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM pgboss.job WHERE name = 'messages' AND data->>'kind' <> 'visit_reminder') AS messages`);
      return Number(left?.['messages']) === 0;
    });
  }
});

function uidOf(attachments: readonly { content: Buffer }[]): string {
  const text = attachments.map(({ content }) => content.toString('utf8')).join('').replaceAll('\r\n ', '');
  return /^UID:(\S+)/m.exec(text)?.[1] ?? '';
}
