import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { z } from 'zod';

/** What the emulator is told. */
export interface MailboxPlan {
  readonly host: string;
  /** Under which port people open the page; it listens on another. */
  readonly publicPort: number;
  readonly mailDirectory: string;
}

const MailboxPorts = z.object({ web: z.number(), smtp: z.number() });

/** Where the emulator listens, on this machine. */
export type MailboxPorts = z.infer<typeof MailboxPorts>;

/**
 * The emulator, in a thread of its own: neither reading it nor what it does with a mail holds up a request. Started when it
 * is first asked for; one that broke is started again by the next who asks.
 */
export class MailboxThread {
  readonly #plan: MailboxPlan;
  readonly #logger: Logger;
  #running: { worker: Worker; ports: Promise<MailboxPorts>; ended: Promise<unknown> } | null = null;

  constructor(plan: MailboxPlan, logger: Logger) {
    this.#plan = plan;
    this.#logger = logger;
  }

  async ports(): Promise<MailboxPorts> {
    this.#running ??= this.#start();
    return await this.#running.ports;
  }

  /** What goes wrong is logged, and said again to whoever asks. */
  readAhead(): void {
    this.ports().catch(() => undefined);
  }

  async stop(): Promise<void> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    this.#running?.worker.postMessage('stop');
    await this.#running?.ended;
  }

  #start(): { worker: Worker; ports: Promise<MailboxPorts>; ended: Promise<unknown> } {
    // The emulator announces itself on standard output, whatever its options say; that is ours.
    const worker = new Worker(new URL('./mailbox-emulator.ts', import.meta.url), { workerData: this.#plan, stdout: true });
    worker.stdout.resume();
    worker.on('error', (error) => this.#logger.error({ err: error }, 'the embedded mailbox broke'));
    worker.once('exit', () => (this.#running = null));
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    // Rejects when the thread breaks before it has said anything.
    const ports = once(worker, 'message').then(([said]) => MailboxPorts.parse(said));
    return { worker, ports, ended };
  }
}
