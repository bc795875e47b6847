import type { Connection } from './database.ts';

/**
 * A connection for one transaction whose user may ask several things at once, as a pool allows it: the statements run
 * one after the other. pg itself says that it will not queue them in its next version.
 */
export class StatementsInTurn implements Connection {
  readonly #connection: Connection;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number }> {
    const answer = this.#last.then(() => this.#connection.query(text, values));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Resolves when every statement asked for so far has ended: one that outlived its transaction would stand alone. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
