import { Pool, type PoolClient, type PoolConfig } from 'pg';

type OnTaken = (error: Error | undefined, client: PoolClient | undefined, done: (release?: unknown) => void) => void;

/** A pool that tells how long each statement or transaction waited for its connection. */
export class MeasuredPool extends Pool {
  readonly #onWait: (seconds: number) => void;

  constructor(config: PoolConfig, onWait: (seconds: number) => void) {
    super(config);
    this.#onWait = onWait;
  }

  // What runs a single statement takes its connection here as well, with a callback.
  override connect(): Promise<PoolClient>;
  override connect(onTaken: OnTaken): void;
  override connect(onTaken?: OnTaken): Promise<PoolClient> | void {
    const since = performance.now();
    const waited = () => this.#onWait((performance.now() - since) / 1000);
    if (onTaken === undefined) {
      return super.connect().finally(waited);
    }
    super.connect((error, client, done) => {
      waited();
      onTaken(error, client, done);
    });
  }
}
