import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { hasCode } from '../errors.ts';
import { startEmbeddedMailbox, type EmbeddedMailbox } from './mailbox.ts';

const logger = pino({ enabled: false });

describe('the embedded mailbox', () => {
  let dataDir: string;
  let mailbox: EmbeddedMailbox;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'visita-mailbox-'));
    mailbox = await startEmbeddedMailbox({ port: 0, smtpPort: 0, dataDir, logger });
  });
  after(async () => {
    await mailbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const subjects = async (): Promise<unknown[]> => {
    const mails: unknown = await (await fetch(`${mailbox.url}/api/email`)).json();
    const list: unknown = Array.isArray(mails) ? mails : Reflect.get(Object(mails), 'data');
    return Array.isArray(list) ? list.map((mail) => Reflect.get(Object(mail), 'subject')) : [];
  };

  test('keeps and shows what is sent to it, also after a restart, and nobody else on the machine reads the files', async () => {
    await createTransport(mailbox.smtpUrl).sendMail({ from: 'a@visita.example', to: 'b@visita.example', subject: 'A visit', text: 'At ten' });
    assert.deepEqual(await subjects(), ['A visit']);
    assert.match(await (await fetch(mailbox.url, { headers: { accept: 'text/html' } })).text(), /<html/i);
    assert.equal((await stat(join(dataDir, 'mailbox'))).mode & 0o077, 0);
    await mailbox.stop();
    mailbox = await startEmbeddedMailbox({ port: 0, smtpPort: 0, dataDir, logger });
    assert.deepEqual(await subjects(), ['A visit']);
  });

  test('listens on the loopback address alone', async () => {
    const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      for (const url of [mailbox.url, mailbox.smtpUrl]) {
        const socket = connect(Number(new URL(url).port), address);
        const [error] = await once(socket, 'error');
        assert.equal(error.code, 'ECONNREFUSED');
      }
    }
  });

  test('a sender that breaks off, or is broken off by the stop, ends its connection and nothing else', async () => {
    for (const turn of [1, 2, 3]) {
      const short = await startEmbeddedMailbox({ port: 0, smtpPort: 0, dataDir: join(dataDir, `short-${turn}`), logger });
      const senders = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const socket = connect(Number(new URL(short.smtpUrl).port), '127.0.0.1').on('error', () => undefined);
          await once(socket, 'data');
          socket.write('EHLO sender.example\r\nMAIL FROM:<a@visita.example>\r\n');
          return socket;
        }),
      );
      senders.slice(10).forEach((socket) => socket.resetAndDestroy());
      await short.stop();
      senders.forEach((socket) => socket.destroy());
    }
    assert.ok(Array.isArray(await subjects()));
  });

  for (const headers of [{ origin: 'https://elsewhere.example' }, { host: 'rebound.example' }]) {
    test(`is not read by another web page (${JSON.stringify(headers)})`, async () => {
      const asked = request(`${mailbox.url}/api/email`, { headers }).end();
      const [answer] = await once(asked, 'response');
      assert.equal(answer.statusCode, 403);
      answer.resume();
    });
  }

  for (const { variable, ports } of [
    { variable: 'MAILBOX_PORT', ports: (taken: number) => ({ port: taken, smtpPort: 0 }) },
    { variable: 'EMBEDDED_SMTP_PORT', ports: (taken: number) => ({ port: 0, smtpPort: taken }) },
  ]) {
    test(`names ${variable} when that port is taken`, async () => {
      const occupier = createServer().listen(0, '127.0.0.1');
      await once(occupier, 'listening');
      const taken = (occupier.address() as AddressInfo).port;
      const starting = startEmbeddedMailbox({ ...ports(taken), dataDir, logger });
      await assert.rejects(starting, (error) => hasCode(error, 'unavailable') && error instanceof Error && error.message.includes(`${variable} to`));
      occupier.close();
    });
  }

  test('takes a free port where nobody named one and the usual one is taken', async () => {
    const usual = { port: null, smtpPort: null };
    const first = await startEmbeddedMailbox({ ...usual, dataDir: join(dataDir, 'first'), logger });
    const second = await startEmbeddedMailbox({ ...usual, dataDir: join(dataDir, 'second'), logger });
    assert.notEqual(first.url, second.url);
    assert.notEqual(first.smtpUrl, second.smtpUrl);
    await Promise.all([first.stop(), second.stop()]);
  });
});
