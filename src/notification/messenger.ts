import type { MessageQueue, NoticeStore } from '../service/message-ports.ts';
import { createDeliveryWorker, type MailOutcome } from './delivery.ts';
import type { MailSettings } from './mail.ts';
import { createOutboxWorker, type Worker, type WorkerWatch } from './outbox-worker.ts';
import { createMailSender } from './smtp.ts';

/** Tells people what happened: from the outbox to the mail server. */
export interface Messenger {
  start(settings: MailSettings): void;
  /** Finishes the message in hand, then lets go of everything. */
  stop(): Promise<void>;
}

/** @param parts.release closes what the queue and the notices stand on */
export function createMessenger(parts: WorkerWatch & {
  readonly queue: MessageQueue;
  readonly notices: NoticeStore;
  readonly smtpUrl: string;
  readonly onOutcome: (outcome: MailOutcome) => void;
  readonly release: () => Promise<void>;
}): Messenger {
  const { queue, smtpUrl, release } = parts;
  const sender = createMailSender(smtpUrl);
  const workers: Worker[] = [];
  return {
    start(settings) {
      const delivery = createDeliveryWorker({ ...parts, sender, settings });
      workers.push(createOutboxWorker(queue, () => delivery.wake(), parts), delivery);
      workers.forEach((worker) => worker.start());
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      sender.close();
      await release();
    },
  };
}
