/** JSON of a body that fits the contract, in a form that is kept and written out as often as it is true. */
export class SerializedJson<Body> {
  readonly #write: () => string;
  /** Only says which body it is. */
  declare readonly body?: Body;

  constructor(write: () => string) {
    this.#write = write;
  }

  text(): string {
    return this.#write();
  }
}
