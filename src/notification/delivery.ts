import type { Message, MessageQueue, NoticeStore } from '../service/message-ports.ts';
import { traced } from '../service/tracing.ts';
import { AcceptedMessages } from './accepted-messages.ts';
import { composeMail, toNodemailer, type MailSettings } from './mail.ts';
import { createWorker, type Worker, type WorkerWatch } from './outbox-worker.ts';
import { isPatienceAtEnd, retryDelaySeconds } from './retry.ts';
import { readRefusal, type MailSender } from './smtp.ts';

const IDLE_MS = 500;
const KEEP_EVERY_MS = 3_000;

/** What can become of an attempt. `obsolete`: it was not true any more. */
export const MAIL_OUTCOMES = ['sent', 'postponed', 'undelivered', 'obsolete'] as const;
export type MailOutcome = (typeof MAIL_OUTCOMES)[number];

export interface Delivery extends WorkerWatch {
  readonly queue: MessageQueue;
  readonly notices: NoticeStore;
  readonly sender: MailSender;
  readonly settings: MailSettings;
  readonly onOutcome: (outcome: MailOutcome) => void;
}

/**
 * Delivers what is due, one message at a time: so a crash repeats one message at most, and the repeated one carries the
 * same Message-ID. A message is finished only after the mail server has accepted it. Where the database cannot be told of that, it is told
 * later, and the message is not sent again however it comes back.
 */
export function createDeliveryWorker(delivery: Delivery): Worker & { wake(): void } {
  let wake = () => {};
  const accepted = new AcceptedMessages(delivery.queue);
  const worker = createWorker('delivery', delivery, async () => {
    await accepted.tell();
    const message = await delivery.queue.take();
    if (message === null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, IDLE_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    } else {
      await deliver(message, delivery, accepted);
    }
    return 0;
  });
  return { ...worker, wake: () => wake() };
}

async function deliver(message: Message, delivery: Delivery, accepted: AcceptedMessages): Promise<void> {
  const { queue, onOutcome, logger } = delivery;
  const keeping = setInterval(() => {
    queue.keep(message).catch((error: unknown) => logger.warn({ err: error }, 'cannot say that a message is in hand'));
  }, KEEP_EVERY_MS);
  try {
    const about = { 'visita.message_id': message.id, 'visita.message.kind': message.kind, 'visita.message.attempt': message.attempts + 1 };
    const { outcome, reason } = await traced(delivery.tracer, 'deliver message', { kind: 'job', facts: about }, async (span) => {
      const attempted = await attempt(message, delivery, accepted);
      span?.note({ 'visita.outcome': attempted.outcome });
      return attempted;
    });
    onOutcome(outcome);
    delivery.onRound('delivery', 'done');
    const facts = { message_id: message.id, kind: message.kind, recipient: message.recipient, attempts: message.attempts + 1 };
    logger[outcome === 'undelivered' ? 'error' : 'info']({ ...facts, outcome, ...(reason === null ? {} : { reason }) }, 'message');
  } finally {
    clearInterval(keeping);
  }
}

/** Rejects when the database cannot be asked or told: the message then comes back when its time in hand has passed. */
async function attempt(
  message: Message,
  { queue, notices, sender, settings, tracer, logger }: Delivery,
  accepted: AcceptedMessages,
): Promise<{ outcome: MailOutcome; reason: string | null }> {
  if (accepted.has(message)) {
    await accepted.finish(message);
    return { outcome: 'sent', reason: null };
  }
  const notice = await notices.findNotice(message);
  if (notice === null) {
    await queue.finish(message);
    return { outcome: 'obsolete', reason: null };
  }
  try {
    const mail = toNodemailer(composeMail(notice, settings));
    await traced(tracer, 'send mail', { kind: 'client' }, () => sender.send(mail));
  } catch (error) {
    const { isPermanent, reason } = readRefusal(error);
    if (reason === 'failed') {
      logger.error({ err: error, message_id: message.id }, 'a message could not be sent for an unknown reason');
    }
    if (isPermanent || (message.kind !== 'visit_reminder' && isPatienceAtEnd(message.since, new Date()))) {
      await queue.giveUp(message, reason);
      return { outcome: 'undelivered', reason };
    }
    await queue.postpone(message, retryDelaySeconds(message.attempts + 1));
    return { outcome: 'postponed', reason };
  }
  await accepted.finish(message);
  return { outcome: 'sent', reason: null };
}
