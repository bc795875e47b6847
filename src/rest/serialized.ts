/** JSON of a body that fits the contract, written once and sent as often as it is true. */
export class SerializedJson<Body> {
  readonly text: string;
  /** Only says which body it is. */
  declare readonly body?: Body;

  constructor(body: Body) {
    this.text = JSON.stringify(body);
  }
}
