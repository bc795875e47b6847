import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { until } from '../../test/until.fixture.ts';
import type { ScreeningOutcome } from '../applicant.ts';
import { VisitaError } from '../errors.ts';
import { Bench } from './consumer.fixture.ts';
import { publishScreening } from './publish.ts';

const SAMPLES = new URL('../../test/events/', import.meta.url);

function draft(name = 'Ana Pinto') {
  return {
    externalId: crypto.randomUUID(),
    organizationId: crypto.randomUUID(),
    name,
    email: 'ana.pinto@example.pt',
    riskLevel: 'LOW',
    screenedAt: new Date('2026-01-02T03:04:05.000Z'),
  };
}

const away = () => Promise.reject(new VisitaError('unavailable', 'the database is away'));

describe('messages', () => {
  test('every sample is applied, acknowledged or moved to the dead-letter queue, and no body is logged', async () => {
    const bench = await Bench.start();
    const names = await readdir(SAMPLES);
    assert.equal(names.length, 11);
    for (const name of names) {
      await bench.send(await readFile(new URL(name, SAMPLES), 'utf8'));
    }
    bench.consume();
    await until('all handled', () => bench.outcomes.length === names.length);
    assert.deepEqual(
      bench.screenings.map((screening) => `${screening.name} ${screening.riskLevel}`).sort(),
      ['Inês Carvalho LOW', 'João Reis MEDIUM', 'Marta Pinto MEDIUM', 'Rui Tavares MEDIUM', 'Tomás Freitas HIGH'],
    );
    assert.deepEqual(
      bench.reports.map((report) => report.title).sort(),
      ['T2 com varanda em Campo de Ourique', 'T2 em Campo de Ourique'],
    );
    const letters = await bench.deadLetters(3);
    const reasons = letters.map((letter) => letter.MessageAttributes?.reason?.StringValue).sort();
    assert.deepEqual(reasons, ['email is missing', 'risk_level is not LOW, MEDIUM or HIGH', 'the body is not JSON']);
    assert.ok(bench.outcomes.includes('ignored'));
    await until('the source is empty', async () => (await bench.waiting()) === 0);
    assert.doesNotMatch(bench.logLines.join(''), /example\.pt|Carvalho|Sem Email|applicant_id|Ourique|Ferreira Borges/);
  });

  test('a screening without a time carries the one at which SQS took the message', async () => {
    const bench = await Bench.start();
    const before = Date.now();
    await bench.send(await readFile(new URL('flat-low.json', SAMPLES), 'utf8'));
    const sent = Date.now();
    await sleep(300);
    bench.consume();
    await until('applied', () => bench.screenings.length === 1);
    const time = bench.screenings[0]?.screenedAt.getTime() ?? 0;
    assert.ok(time >= before && time <= sent);
  });

  test('a dead letter keeps body and attributes, ten in all, and its reason wins over one of that name', async () => {
    const bench = await Bench.start();
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const attributes: Record<string, MessageAttributeValue> = { reason: text('old'), bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } };
    for (let i = 0; i < 8; i++) {
      attributes[`attribute${i}`] = { DataType: 'Number', StringValue: String(i) };
    }
    const body = '{"event_type": 7}\n';
    await bench.send(body, attributes);
    await bench.send('{', Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`a${i}`, text('x')])));
    bench.consume();
    const [letter, crowded] = (await bench.deadLetters(2)).sort((a, b) => (b.Body?.length ?? 0) - (a.Body?.length ?? 0));
    assert.equal(letter?.Body, body);
    assert.equal(letter?.MessageAttributes?.reason?.StringValue, 'event_type is not a string');
    assert.deepEqual([...(letter?.MessageAttributes?.bytes?.BinaryValue ?? [])], [1, 2]);
    assert.equal(letter?.MessageAttributes?.attribute7?.DataType, 'Number');
    assert.equal(Object.keys(letter?.MessageAttributes ?? {}).length, 10);
    assert.equal(crowded?.MessageAttributes?.reason?.StringValue, 'the body is not JSON');
    assert.equal(Object.keys(crowded?.MessageAttributes ?? {}).length, 10);
  });

  test('poison too large to be moved with its reason stays in the source', async () => {
    const bench = await Bench.start();
    await bench.send('x'.repeat(1_048_576));
    bench.consume();
    await until('seen', () => bench.outcomes.length === 1);
    assert.deepEqual(bench.outcomes, ['left']);
    assert.equal(await bench.waiting(), 1);
    assert.match(bench.logLines.join(''), /too large/);
  });

  test('what is published arrives as it was, and what would be refused is not published', async () => {
    const bench = await Bench.start();
    const published = draft();
    assert.match(await publishScreening(bench.client, bench.queueUrl, published), /^[0-9a-f-]{36}$/);
    bench.consume();
    await until('applied', () => bench.screenings.length === 1);
    assert.partialDeepStrictEqual(bench.screenings[0], published);
    await assert.rejects(publishScreening(bench.client, bench.queueUrl, { ...draft(), riskLevel: 'low' }), {
      code: 'invalid_argument',
      message: 'screening.risk_level is not LOW, MEDIUM or HIGH',
    });
  });

  test('more messages than one batch are all handled', async () => {
    const bench = await Bench.start();
    const count = 35;
    for (let i = 0; i < count; i++) {
      await publishScreening(bench.client, bench.queueUrl, draft(`Person ${i}`));
    }
    bench.consume();
    await until('all applied', () => new Set(bench.screenings.map((screening) => screening.name)).size === count);
    await until('all deleted', async () => (await bench.waiting()) === 0);
  });
});

describe('failures', { concurrency: true }, () => {
  test('a message whose screening fails is not deleted and comes again', { timeout: 90_000 }, async () => {
    const bench = await Bench.start();
    await publishScreening(bench.client, bench.queueUrl, draft());
    let attempts = 0;
    bench.consume(async () => {
      attempts += 1;
      if (attempts === 1) {
        throw new Error('a defect about ana.pinto@example.pt');
      }
      return 'registered';
    });
    await until('left', () => bench.outcomes.length === 1);
    assert.equal(await bench.waiting(), 1);
    await until('delivered again', () => bench.outcomes.length === 2, 60_000);
    assert.deepEqual(bench.outcomes, ['left', 'registered']);
    await until('deleted', async () => (await bench.waiting()) === 0);
    assert.doesNotMatch(bench.logLines.join(''), /example\.pt/);
  });

  test('while the database is away messages are held, and work goes on by itself', async () => {
    const bench = await Bench.start();
    for (let i = 0; i < 3; i++) {
      await publishScreening(bench.client, bench.queueUrl, draft());
    }
    let back = false;
    const consumer = bench.consume(() => (back ? Promise.resolve('registered') : away()));
    await until('each tried again', () => bench.screenings.length >= 9);
    assert.equal(consumer.status(), 'up');
    assert.deepEqual(bench.outcomes, []);
    back = true;
    await until('all applied', () => bench.outcomes.length === 3, 30_000);
    assert.deepEqual(bench.outcomes, ['registered', 'registered', 'registered']);
    await until('deleted', async () => (await bench.waiting()) === 0);
  });

  test('a message in hand goes to nobody else, longer than its visibility timeout', { timeout: 90_000 }, async () => {
    const bench = await Bench.start();
    await publishScreening(bench.client, bench.queueUrl, draft());
    const { promise, resolve } = Promise.withResolvers<ScreeningOutcome>();
    bench.consume(() => promise);
    await until('in hand', () => bench.screenings.length === 1);
    assert.deepEqual([...(await bench.receive(18)), ...(await bench.receive(18))], []);
    resolve('registered');
    await until('deleted', async () => (await bench.waiting()) === 0);
  });

  test('poison is not deleted while the dead-letter queue is missing', async () => {
    const bench = await Bench.start();
    await bench.send('{');
    bench.consume(undefined, `${bench.queueUrl}-of-nobody`);
    await until('left', () => bench.outcomes.length === 1);
    assert.deepEqual(bench.outcomes, ['left']);
    assert.equal(await bench.waiting(), 1);
  });

  test('a queue out of reach at the start is polled without a hot loop and used once it is there', async () => {
    const bench = await Bench.start();
    await publishScreening(bench.client, bench.queueUrl, draft());
    await bench.stopQueue();
    const consumer = bench.consume();
    assert.equal(consumer.status(), 'down');
    await until('it was tried', () => bench.logLines.length >= 1);
    await sleep(3000);
    assert.equal(consumer.status(), 'down');
    const attempts = bench.logLines.length;
    assert.ok(attempts <= 10, `${attempts} log lines`);
    await bench.startQueue();
    await until('up', () => consumer.status() === 'up');
    await until('applied', () => bench.outcomes.length === 1);
  });

  test('a queue that goes away for a while is used again without a restart', async () => {
    const bench = await Bench.start();
    const consumer = bench.consume();
    await until('up', () => consumer.status() === 'up');
    await bench.stopQueue();
    await until('down', () => consumer.status() === 'down');
    await bench.startQueue();
    await publishScreening(bench.client, bench.queueUrl, draft());
    await until('up again', () => consumer.status() === 'up');
    await until('applied', () => bench.outcomes.length === 1);
  });
});

describe('stopping', { concurrency: true }, () => {
  test('a long poll is aborted at once', async () => {
    const bench = await Bench.start();
    const consumer = bench.consume();
    await until('up', () => consumer.status() === 'up');
    await sleep(200);
    const began = Date.now();
    await consumer.stop();
    assert.ok(Date.now() - began < 3000, `${Date.now() - began} ms`);
  });

  test('a message in hand is finished and deleted, and none is taken after it', async () => {
    const bench = await Bench.start();
    await publishScreening(bench.client, bench.queueUrl, draft());
    const { promise, resolve } = Promise.withResolvers<ScreeningOutcome>();
    const consumer = bench.consume(() => promise);
    await until('in hand', () => bench.screenings.length === 1);
    await publishScreening(bench.client, bench.queueUrl, draft());
    let drained = false;
    const stopped = consumer.stop().then(() => {
      drained = true;
    });
    await sleep(1500);
    assert.equal(drained, false);
    resolve('registered');
    await stopped;
    assert.deepEqual(bench.outcomes, ['registered']);
    assert.equal(await bench.waiting(), 1);
    assert.equal(bench.screenings.length, 1);
  });

  test('a message held because the database is away is handed back at once, received once however often it was tried', async () => {
    const bench = await Bench.start();
    await publishScreening(bench.client, bench.queueUrl, draft());
    const consumer = bench.consume(away);
    await until('held', () => bench.screenings.length >= 3);
    const began = Date.now();
    await consumer.stop();
    assert.ok(Date.now() - began < 4000, `${Date.now() - began} ms`);
    const [message] = await bench.receive(10);
    assert.equal(message?.Attributes?.ApproximateReceiveCount, '2', 'once there, once here');
    assert.deepEqual(bench.outcomes, ['left']);
  });

  test('while the queue is out of reach it does not wait for the next attempt', async () => {
    const bench = await Bench.start();
    await bench.stopQueue();
    const consumer = bench.consume();
    await sleep(2500);
    const began = Date.now();
    await Promise.all([consumer.stop(), consumer.stop()]);
    assert.ok(Date.now() - began < 3000, `${Date.now() - began} ms`);
  });
});
