import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { createLogger } from '../src/program/log.ts';
import { createSqsClient } from '../src/sqs/client.ts';
import { newTrace, screeningBody } from './tracing.fixture.ts';
import { TraceReceiver } from './trace-receiver.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

const NOTES = 'Ring at Rua dos Remédios 42';

describe('traces', { timeout: 200_000 }, () => {
  let receiver: TraceReceiver;
  let visita: TestVisita;
  before(async () => {
    receiver = await TraceReceiver.start();
    visita = await startVisita({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TRUSTED_PROXIES: '127.0.0.1' });
  });
  after(async () => {
    await visita.stop();
    await receiver.stop();
  });

  const arrived = (what: string, holds: () => boolean) => until(what, holds, 60_000);

  test('a request is one trace: its route, who is calling, its statements by their names in the .sql files', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId)];
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    await applicant.api.listPropertySlots(body.slot.property_id);
    const booked = await applicant.api.createBooking({ slot_id: body.slot.id, notes: NOTES });
    assert.equal(booked.status, 201);
    await agent.api.cancelSlot(body.slot.id);
    await arrived('the cancellation', () => receiver.named('DELETE /api/v1/slots/:id').length > 0);
    await arrived('what is below', () => receiver.named('saveBooking').length > 0 && receiver.named('POST /api/v1/bookings').length > 0);

    const [request] = receiver.named('POST /api/v1/bookings');
    assert.ok(request);
    assert.equal(request.parentSpanId, undefined);
    const { 'visita.request_id': requestId, ...facts } = request.facts;
    assert.deepEqual(facts, { 'http.request.method': 'POST', 'http.route': '/api/v1/bookings', 'http.response.status_code': 201 });
    assert.equal(requestId, booked.headers.get('x-request-id'));
    for (const [shared, route] of [['bookings.bookSlot', 'POST /api/v1/bookings'], ['slots.listAvailableSlots', 'GET /api/v1/properties/:id/slots']] as const) {
      const [span] = receiver.named(shared);
      assert.ok(span, shared);
      assert.equal(receiver.above(span)[0], route);
    }
    const [statement] = receiver.named('saveBooking');
    assert.ok(statement);
    assert.deepEqual(receiver.above(statement), ['transaction', 'cancellations.cancel', 'DELETE /api/v1/slots/:id']);
    assert.deepEqual(statement.facts, { 'db.system.name': 'postgresql', 'db.operation.name': 'saveBooking' });
  });

  test('a message of the queue and a message to a person are each a trace with their statements', async () => {
    const body = screeningBody(randomUUID());
    await send(body, {});
    await arrived('the message', () => receiver.named('process applicant-events').length > 0);
    const [message] = receiver.named('process applicant-events');
    assert.equal(message?.facts['visita.outcome'], 'registered');
    await arrived('its statements', () => receiver.named('screenings.takeIn').some((span) => receiver.above(span).includes('process applicant-events')));
    // Nothing listens for mail here, so the attempt fails and is put off.
    await arrived('a mail', () => receiver.named('deliver message').some(({ facts }) => facts['visita.outcome'] === 'postponed'));
    await arrived('its sending', () => receiver.named('send mail').some((span) => receiver.above(span).includes('deliver message')));
  });

  test('a trace that began in a trusted proxy, or at the sender of a message, goes on here', async () => {
    const [proxied, sent] = [newTrace(), newTrace()];
    await visita.api.call('GET', '/api/v1/me', { headers: { traceparent: proxied.traceparent } });
    await send(screeningBody(randomUUID()), { traceparent: { DataType: 'String', StringValue: sent.traceparent } });
    for (const { traceId, spanId } of [proxied, sent]) {
      await arrived('the span', () => receiver.spans.some((span) => span.traceId === traceId && span.parentSpanId === spanId));
    }
  });

  test('a trace that its beginner does not record is not recorded here, and a broken traceparent begins a new one', async () => {
    const silent = newTrace('00');
    await visita.api.call('GET', '/api/v1/me', { headers: { traceparent: silent.traceparent } });
    for (const traceparent of ['', '00-zz-zz-01', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, `ff-${silent.traceId}-${silent.spanId}-01`]) {
      const { headers } = await visita.api.call('GET', '/api/v1/me', { headers: { traceparent } });
      await arrived('a trace of its own', () =>
        receiver.spans.some((span) => span.facts['visita.request_id'] === headers.get('x-request-id') && span.parentSpanId === undefined),
      );
    }
    assert.equal(receiver.spans.some(({ traceId }) => traceId === silent.traceId), false);
  });

  test('no span says who it was about, what they wrote, or what was asked in a query', async () => {
    const organizationId = randomUUID();
    const applicant = await visita.applicant(organizationId, { name: 'Querubina Castelo' });
    const propertyId = randomUUID();
    const { headers } = await applicant.api.listPropertySlots(propertyId, { limit: 17 });
    await arrived('the request', () => receiver.spans.some(({ facts }) => facts['visita.request_id'] === headers.get('x-request-id')));
    for (const secret of [NOTES, 'Querubina', applicant.email, applicant.userId, applicant.applicantId, organizationId, propertyId, 'limit=17']) {
      assert.equal(receiver.text.includes(secret), false, secret);
    }
  });

  test('asking for work that is not there makes no trace, nor do probes', async () => {
    await visita.api.call('GET', '/health/ready');
    const names = new Set(receiver.spans.map(({ name }) => name));
    for (const name of ['listOutbox', 'tryLockMover', 'listEvents', 'GET /health/ready']) {
      assert.equal([...receiver.named(name)].some((span) => span.parentSpanId === undefined), false, `${name} among ${[...names].join(', ')}`);
    }
  });

  test('the resource says which service and which role it is', () => {
    assert.equal(receiver.resources[0]?.['service.name'], 'visita');
    assert.equal(receiver.resources[0]?.['visita.role'], 'all');
  });

  async function send(body: object, MessageAttributes: Record<string, { DataType: string; StringValue: string }>): Promise<void> {
    const { sqs } = visita.server.embedded;
    assert.ok(sqs);
    const client = createSqsClient(sqs);
    await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl, MessageBody: JSON.stringify(body), MessageAttributes }));
    client.destroy();
  }
});

describe('a stranger', { timeout: 200_000 }, () => {
  test('cannot write into our traces', async (t) => {
    const receiver = await TraceReceiver.start();
    const visita = await startVisita({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    t.after(() => receiver.stop());
    const { traceparent, traceId } = newTrace();
    await visita.api.call('GET', '/api/v1/me', { headers: { traceparent } });
    // What was not sent yet is sent when the server stops.
    await visita.stop();
    assert.equal(receiver.named('GET /api/v1/me').length, 1);
    assert.equal(receiver.spans.some((span) => span.traceId === traceId), false);
  });
});

describe('a collector that is away', { timeout: 200_000 }, () => {
  test('holds up nothing, is told of once, and the server stops in time', async () => {
    const lines: string[] = [];
    const logger = createLogger('warn', { write: (line: string) => void lines.push(line) });
    const visita = await startVisita({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:9/${randomBytes(2).toString('hex')}` }, logger);
    const told = () => lines.filter((line) => line.includes('spans cannot be sent'));
    try {
      const agent = await visita.agent(randomUUID());
      await until('it is told', async () => {
        assert.equal((await agent.api.listSlots()).status, 200);
        return told().length > 0;
      }, 60_000);
    } finally {
      await visita.stop();
    }
    assert.equal(told().length, 1);
  });
});
