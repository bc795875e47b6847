import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Lists repeat themselves: the fastest level already leaves a tenth, and unpacking takes less time than writing JSON. */
const LEVEL = 1;

/** JSON of a body that fits the contract, written once and sent as often as it is true. Kept packed: thousands are remembered. */
export class SerializedJson<Body> {
  readonly #packed: Buffer;
  #fresh: Buffer | null;
  /** Only says which body it is. */
  declare readonly body?: Body;

  constructor(body: Body) {
    this.#fresh = Buffer.from(JSON.stringify(body));
    this.#packed = deflateRawSync(this.#fresh, { level: LEVEL });
  }

  /** The JSON in UTF-8. */
  bytes(): Buffer {
    const fresh = this.#fresh;
    this.#fresh = null;
    return fresh ?? inflateRawSync(this.#packed);
  }
}
