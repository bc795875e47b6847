/** Lets at most `atOnce` tasks run at a time; the others wait in line. One that is no longer wanted gives up its turn. */
export class InTurn {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  async run<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result> {
    while (this.#running >= this.#atOnce) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#running += 1;
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
