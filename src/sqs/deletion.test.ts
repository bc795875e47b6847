import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@aws-sdk/client-sqs';
import { Bench } from './consumer.fixture.ts';
import { MessageDeletion } from './deletion.ts';
import { describeFailure } from './failure.ts';

/** The queue with so many messages in hand, and how large the requests for deletion were. */
async function withMessages(count: number) {
  const bench = await Bench.start();
  for (let i = 0; i < count; i++) {
    await bench.send(`{"number": ${i}}`);
  }
  const messages: Message[] = [];
  while (messages.length < count) {
    messages.push(...(await bench.receive(5)));
  }
  const sizes: number[] = [];
  bench.client.middlewareStack.add(
    (next) => (args) => {
      if ('Entries' in args.input) {
        sizes.push(args.input.Entries?.length ?? 0);
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  return { bench, messages, sizes, deletion: new MessageDeletion(bench.client, bench.queueUrl) };
}

test('messages settled in the same moment are deleted ten at a time, and all of them', async () => {
  const { bench, messages, sizes, deletion } = await withMessages(23);
  await Promise.all(messages.map((message) => deletion.delete(message)));
  assert.deepEqual(sizes, [10, 10, 3]);
  assert.equal(await bench.waiting(), 0);
});

test('a message alone is deleted at once', async () => {
  const { bench, messages, sizes, deletion } = await withMessages(2);
  for (const message of messages) {
    await deletion.delete(message);
  }
  assert.deepEqual(sizes, [1, 1]);
  assert.equal(await bench.waiting(), 0);
});

test('one that the queue does not delete says so, and the others are deleted', async () => {
  const { bench, messages, deletion } = await withMessages(3);
  // SQS refuses a receipt handle that it does not know; the emulator takes any. So what it answers is changed here.
  bench.client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if ('Successful' in answer.output) {
        const [refused, ...deleted] = answer.output.Successful ?? [];
        Object.assign(answer.output, { Successful: deleted, Failed: [{ Id: refused?.Id, Code: 'ReceiptHandleIsInvalid', SenderFault: true }] });
      }
      return answer;
    },
    { step: 'initialize' },
  );
  const outcomes = await Promise.allSettled(messages.map((message) => deletion.delete(message)));
  assert.deepEqual(outcomes.map(({ status }) => status), ['rejected', 'fulfilled', 'fulfilled']);
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  assert.equal(describeFailure(refused?.reason).code, 'ReceiptHandleIsInvalid');
});

test('while the queue is out of reach every deletion says so', async () => {
  const { bench, messages, deletion } = await withMessages(2);
  await bench.stopQueue();
  const outcomes = await Promise.allSettled(messages.map((message) => deletion.delete(message)));
  assert.deepEqual(outcomes.map(({ status }) => status), ['rejected', 'rejected']);
});
