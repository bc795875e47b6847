import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '../src/sqs/client.ts';
import { TestProduction } from './production.fixture.ts';
import { until } from './until.fixture.ts';

/** A message in hand comes back after 30 s; the rest is for a busy machine. */
const REDELIVERED_WITHIN_MS = 30_000 + 120_000;

describe('many screenings at once', { timeout: 400_000 }, () => {
  let production: TestProduction;
  let client: SQSClient;
  before(async () => {
    production = await TestProduction.make();
    client = createSqsClient(production.sqs);
    await production.migrate();
  });
  after(async () => {
    client.destroy();
    await production.remove();
  });

  const body = (organizationId: string, name: string) =>
    JSON.stringify({ event_type: 'APPLICANT_SCREENED', applicant_id: randomUUID(), organization_id: organizationId, name, email: 'a@people.example', risk_level: 'LOW' });

  async function publish(bodies: readonly string[]): Promise<void> {
    for (let from = 0; from < bodies.length; from += 10) {
      const Entries = bodies.slice(from, from + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: production.sqs.queueUrl, Entries }));
    }
  }

  async function waiting(): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: production.sqs.queueUrl, AttributeNames: [...AttributeNames] }));
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
  }

  const registered = async (organizationId: string) =>
    (await production.database.query(`SELECT FROM events WHERE organization_id = $1 AND type = 'applicant.registered'`, [organizationId])).length;

  test('one bad message among ten goes to the dead-letter queue, the other nine are taken in', async () => {
    const organizationId = randomUUID();
    await publish(Array.from({ length: 10 }, (_, n) => (n === 4 ? '{"event_type": "APPLICANT_SCREENED"}' : body(organizationId, `Person ${n}`))));
    const worker = await production.start('work');
    await until('the queue is empty', async () => (await waiting()) === 0);
    assert.equal(await registered(organizationId), 9);
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: production.sqs.deadLetterQueueUrl, MaxNumberOfMessages: 10 }));
    assert.equal(Messages.length, 1);
    assert.deepEqual(await worker.kill('SIGTERM'), { code: 0, signal: null });
  });

  test('kill -9 of a worker in the middle of them loses none and takes none in twice', async () => {
    const organizationId = randomUUID();
    const count = 400;
    await publish(Array.from({ length: count }, (_, n) => body(organizationId, `Person ${n}`)));
    const killed = production.run('work');
    await until('the worker is in the middle', async () => (await registered(organizationId)) > 0);
    await killed.kill('SIGKILL');
    const left = await waiting();
    assert.ok(left > 0, 'killed before the end');
    await production.start('work');
    await until('the queue is empty', async () => (await waiting()) === 0, REDELIVERED_WITHIN_MS);
    assert.equal(await registered(organizationId), count);
    const people = await production.database.query('SELECT FROM applicants WHERE organization_id = $1', [organizationId]);
    assert.equal(people.length, count);
  });
});
