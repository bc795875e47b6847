import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Lists repeat themselves: the fastest level already leaves a tenth, and unpacking takes less time than writing JSON. */
const LEVEL = 1;
/** zlib takes no smaller pieces. */
const SMALLEST_PIECE = 64;

/** JSON of a body that fits the contract, written once and sent as often as it is true. Kept packed: thousands are remembered. */
export class SerializedJson<Body> {
  readonly #packed: Buffer;
  readonly #length: number;
  #fresh: Buffer | null;
  /** Only says which body it is. */
  declare readonly body?: Body;

  constructor(body: Body) {
    this.#fresh = Buffer.from(JSON.stringify(body));
    this.#length = this.#fresh.length;
    // A copy of its own size: what zlib gives is a piece of 16 kB, which would be kept with it.
    this.#packed = Buffer.concat([deflateRawSync(this.#fresh, { level: LEVEL })]);
  }

  /** The JSON in UTF-8. */
  bytes(): Buffer {
    const fresh = this.#fresh;
    this.#fresh = null;
    // Room for all of it and for the end, so that zlib takes one piece and no more than that.
    return fresh ?? inflateRawSync(this.#packed, { chunkSize: Math.max(SMALLEST_PIECE, this.#length + 1) });
  }
}
