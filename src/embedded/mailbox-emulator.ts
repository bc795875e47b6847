import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { MailDev } from 'maildev';
import type { MailboxPlan, MailboxPorts } from './mailbox-thread.ts';

// Runs in the thread of mailbox-thread.ts: says where it listens, and ends when it is told anything.

const MOST_MAILS = 500;

async function start({ host, publicPort, mailDirectory }: MailboxPlan): Promise<{ ports: MailboxPorts; mailbox: MailDev }> {
  const mailbox = new MailDev({ smtp: 0, ip: host, web: 0, webIp: host, mailDirectory, maxEmails: MOST_MAILS, silent: true });
  const { api, smtp } = await mailbox.start();
  const web = api?.getAddress()?.port;
  if (api === undefined || web === undefined) {
    throw new Error('maildev serves no page: it was built differently than expected');
  }
  refuseOtherPages(api.server.server, [`${host}:${publicPort}`, `localhost:${publicPort}`]);
  return { ports: { web, smtp: smtp.getAddress().port }, mailbox };
}

/** maildev lets any web page in the browser of this machine read the mails. Its own page alone may (the Host against rebinding). */
function refuseOtherPages(server: Server, hosts: readonly string[]): void {
  const isOwn = ({ headers }: IncomingMessage) =>
    hosts.includes(headers.host ?? '') && (headers.origin === undefined || hosts.some((host) => headers.origin === `http://${host}`));
  const serve = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isOwn(request)) {
      serve.forEach((listener) => Reflect.apply(listener, server, [request, response]));
    } else {
      response.writeHead(403).end();
    }
  });
  server.prependListener('upgrade', (request: IncomingMessage, socket) => {
    if (!isOwn(request)) {
      socket.destroy();
    }
  });
}

const { ports, mailbox } = await start(workerData);
parentPort?.once('message', () => {
  void mailbox.stop().finally(() => process.exit());
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
parentPort?.postMessage(ports);
