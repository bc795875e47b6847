import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { pino } from 'pino';
import { hasCode } from '../errors.ts';
import { startEmbeddedSqs, type EmbeddedSqs } from './sqs.ts';

const logger = pino({ enabled: false });
const cleanUp: (() => Promise<void>)[] = [];
after(async () => {
  for (const undo of cleanUp.reverse()) {
    await undo();
  }
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visita-sqs-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(dataDir: string, port = 0): Promise<EmbeddedSqs> {
  const sqs = await startEmbeddedSqs({ port, dataDir, logger });
  cleanUp.push(() => sqs.stop());
  return sqs;
}

function clientOf({ endpoint, credentials }: Pick<EmbeddedSqs, 'endpoint' | 'credentials'>, region = 'eu-west-1'): SQSClient {
  const client = new SQSClient({ endpoint, region, credentials });
  cleanUp.push(async () => client.destroy());
  return client;
}

async function receive(client: SQSClient, QueueUrl: string, VisibilityTimeout = 30, WaitTimeSeconds = 0) {
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, WaitTimeSeconds, MaxNumberOfMessages: 10 }),
  );
  return Messages ?? [];
}

const bodies = (messages: { Body?: string | undefined }[]) => messages.map((message) => message.Body).sort();

/** Starts the emulator in a process of its own, sends and receives as told, and kills the process. */
async function sendInProcessAndKill(dataDir: string, sent: string[], received: number): Promise<void> {
  const script = `
    import { pino } from 'pino';
    const { startEmbeddedSqs } = await import(${JSON.stringify(new URL('./sqs.ts', import.meta.url).href)});
    console.log(JSON.stringify(await startEmbeddedSqs({ port: 0, dataDir: ${JSON.stringify(dataDir)}, logger: pino({ enabled: false }) })));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface(child.stdout), 'line');
    const sqs = JSON.parse(line);
    const client = clientOf(sqs);
    for (const body of sent) {
      await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl, MessageBody: body }));
    }
    for (let i = 0; i < received; i++) {
      await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl, VisibilityTimeout: 3 }));
    }
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

describe('queues', () => {
  test('both exist under URLs that need no DNS, for a client of any region', async () => {
    const sqs = await start(await newFolder());
    assert.match(sqs.queueUrl, /^http:\/\/127\.0\.0\.1:\d+\/000000000000\/applicant-events$/);
    for (const region of ['eu-west-1', 'us-east-1']) {
      const client = clientOf(sqs, region);
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'applicant-events' }));
      assert.equal(QueueUrl, sqs.queueUrl);
      const { QueueUrls } = await client.send(new ListQueuesCommand({}));
      assert.deepEqual(QueueUrls, [sqs.queueUrl, sqs.deadLetterQueueUrl]);
    }
  });

  test('the dead-letter queue is the redrive target and keeps messages 14 days', async () => {
    const sqs = await start(await newFolder());
    const attributes = async (QueueUrl: string) =>
      (await clientOf(sqs).send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;
    const deadLetter = await attributes(sqs.deadLetterQueueUrl);
    assert.equal(deadLetter?.MessageRetentionPeriod, '1209600');
    const source = await attributes(sqs.queueUrl);
    assert.equal(source?.VisibilityTimeout, '30');
    assert.equal(JSON.parse(source?.RedrivePolicy ?? '{}').deadLetterTargetArn, deadLetter?.QueueArn);
  });

  test('a plain HTTP call with the queue URL puts a message in', async () => {
    const sqs = await start(await newFolder());
    const answer = await fetch(sqs.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: JSON.stringify({ QueueUrl: sqs.queueUrl, MessageBody: 'from outside' }),
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(bodies(await receive(clientOf(sqs), sqs.queueUrl)), ['from outside']);
  });
});

describe('who may call', () => {
  test('it listens on the loopback address only', async (t) => {
    const sqs = await start(await newFolder());
    const { port } = new URL(sqs.endpoint);
    const other = Object.values(networkInterfaces()).flat().find((address) => address?.family === 'IPv4' && !address.internal);
    if (other === undefined) {
      t.skip('this machine has no other address');
      return;
    }
    const socket = connect({ host: other.address, port: Number(port), timeout: 3000 });
    const reached = await Promise.race([
      once(socket, 'connect').then(() => true, () => false),
      once(socket, 'timeout').then(() => false, () => false),
    ]);
    socket.destroy();
    assert.equal(reached, false);
  });

  test('no web page gets a message in, and nothing but SQS is served', async () => {
    const sqs = await start(await newFolder());
    const call = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' };
    const status = async (path: string, method: string, headers: Record<string, string>) => {
      const sent = request(`${sqs.endpoint}${path}`, { method, headers }).end(method === 'GET' ? undefined : '{}');
      const [answer] = await once(sent, 'response');
      answer.resume();
      return answer.statusCode;
    };
    assert.equal(await status('/', 'POST', call), 200);
    assert.equal(await status('/', 'POST', { ...call, origin: 'https://page.example' }), 403);
    assert.equal(await status('/', 'POST', { ...call, host: 'rebound.example:4566' }), 403);
    assert.equal(await status('/', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }), 403);
    assert.equal(await status('/', 'POST', { ...call, 'content-type': 'text/plain;application/x-amz-json-1.0' }), 403);
    assert.equal(await status('/_fauxqs/queues/applicant-events', 'GET', {}), 403);
    assert.equal(await status('/bucket/object', 'PUT', {}), 403);
  });

  test('a taken port is one error that names EMBEDDED_SQS_PORT', async () => {
    const sqs = await start(await newFolder());
    const port = Number(new URL(sqs.endpoint).port);
    await assert.rejects(start(await newFolder(), port), (error: unknown) => {
      assert.ok(hasCode(error, 'unavailable'));
      assert.match(String(error), /EMBEDDED_SQS_PORT/);
      assert.match(String(error), new RegExp(`\\b${port}\\b`));
      return true;
    });
  });

  test('a damaged data folder fails as what it is', async () => {
    const folder = await newFolder();
    await (await start(folder)).stop();
    await writeFile(join(folder, 'sqs', 'fauxqs.db'), 'not a database '.repeat(1000));
    await assert.rejects(start(folder), /not a database/);
  });
});

describe('across a restart', () => {
  test('the folder is private', async () => {
    const folder = await newFolder();
    await start(folder);
    assert.equal((await stat(join(folder, 'sqs'))).mode & 0o777, 0o700);
  });

  test('messages outlast a kill -9; those in hand come back when their visibility timeout ends', async () => {
    const folder = await newFolder();
    await sendInProcessAndKill(folder, ['one', 'two', 'three'], 1);
    const sqs = await start(folder);
    const client = clientOf(sqs);
    const seen = new Set<string | undefined>();
    const deadline = Date.now() + 20_000;
    while (seen.size < 3 && Date.now() < deadline) {
      for (const message of await receive(client, sqs.queueUrl, 30, 1)) {
        seen.add(message.Body);
        await client.send(new DeleteMessageCommand({ QueueUrl: sqs.queueUrl, ReceiptHandle: message.ReceiptHandle }));
      }
    }
    assert.deepEqual([...seen].sort(), ['one', 'three', 'two']);
    await sqs.stop();
    const again = await start(folder);
    assert.deepEqual(await receive(clientOf(again), again.queueUrl), [], 'deleted messages stay deleted');
    assert.equal((await clientOf(again).send(new GetQueueUrlCommand({ QueueName: 'applicant-events' }))).QueueUrl, again.queueUrl);
  });

  test('dead letters keep their reason', async () => {
    const folder = await newFolder();
    const sqs = await start(folder);
    await clientOf(sqs).send(
      new SendMessageCommand({
        QueueUrl: sqs.deadLetterQueueUrl,
        MessageBody: 'x',
        MessageAttributes: { reason: { DataType: 'String', StringValue: 'email is missing' } },
      }),
    );
    await sqs.stop();
    const again = await start(folder);
    const { Messages } = await clientOf(again).send(
      new ReceiveMessageCommand({ QueueUrl: again.deadLetterQueueUrl, MessageAttributeNames: ['All'] }),
    );
    assert.equal(Messages?.[0]?.MessageAttributes?.reason?.StringValue, 'email is missing');
  });

  test('a message given back at once (visibility timeout 0) is not lost', async () => {
    const sqs = await start(await newFolder());
    const client = clientOf(sqs);
    await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl, MessageBody: 'x' }));
    const [message] = await receive(client, sqs.queueUrl);
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: sqs.queueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    assert.deepEqual(bodies(await receive(client, sqs.queueUrl, 30, 5)), ['x']);
  });

  test('stopping ends open long polls', async () => {
    const sqs = await start(await newFolder());
    const polling = receive(new SQSClient({ ...sqs, maxAttempts: 1 }), sqs.queueUrl, 30, 20).catch(() => []);
    await sleep(300);
    const began = Date.now();
    await sqs.stop();
    await polling;
    assert.ok(Date.now() - began < 5000);
  });
});
