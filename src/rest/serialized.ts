/** JSON of a body that fits the contract, as it is sent. */
export class SerializedJson<Body> {
  readonly text: string;
  /** Only says which body it is. */
  declare readonly body?: Body;

  constructor(text: string) {
    this.text = text;
  }
}
