/** Lets pollers sleep until one batch came full: where ten are waiting there may be more. */
export class Rush {
  #begun = Promise.withResolvers<void>();

  /** Wakes everybody who sleeps. */
  begin(): void {
    this.#begun.resolve();
    this.#begun = Promise.withResolvers<void>();
  }

  /** Resolves when the next rush begins. */
  next(): Promise<void> {
    return this.#begun.promise;
  }
}
