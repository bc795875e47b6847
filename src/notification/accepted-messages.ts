import type { Message, MessageQueue } from '../service/message-ports.ts';

/** What the mail server has accepted and the queue could not be told at once, so that it is not sent again. */
export class AcceptedMessages {
  readonly #queue: MessageQueue;
  /** What the queue does not know yet, by id. */
  readonly #untold = new Map<string, Message>();
  /** Told late: its time in hand may have passed before, and then it comes back under another attempt. One id for each time the database went away just here. */
  readonly #toldLate = new Set<string>();

  constructor(queue: MessageQueue) {
    this.#queue = queue;
  }

  has({ id }: Message): boolean {
    return this.#untold.has(id) || this.#toldLate.has(id);
  }

  /** Finishes a message that was accepted; rejects when the queue cannot be told, and remembers it then. */
  async finish(message: Message): Promise<void> {
    this.#untold.set(message.id, message);
    await this.#queue.finish(message);
    this.#untold.delete(message.id);
    this.#toldLate.delete(message.id);
  }

  /** Tells the queue what it does not know yet, before its time in hand has passed and another worker sends it. Rejects when it still cannot be told. */
  async tell(): Promise<void> {
    for (const message of this.#untold.values()) {
      await this.#queue.finish(message);
      this.#untold.delete(message.id);
      this.#toldLate.add(message.id);
    }
  }
}
