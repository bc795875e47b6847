import type { KeptAnswer } from '../service/availability.ts';
import type { components } from './contract.gen.ts';

type SlotBody = components['schemas']['Slot'];
type SlotPage = components['schemas']['SlotPage'];

/** What may differ between the free slots of one property, in the order of their JSON, and how long each is written. */
const VARYING = [
  ['id', 36],
  ['agent_id', 36],
  ['start_time', 24],
  ['end_time', 24],
  ['created_at', 24],
  ['updated_at', 24],
] as const;
const HEAD = Buffer.from('{"slots":[');
const MEGABYTE = 1024 * 1024;

/** Where a packed page lies, and how it is written: the first slot, what differs in each, the end. */
interface Layout {
  /** Counted from the first byte that was ever kept. */
  readonly at: number;
  readonly size: number;
  readonly slots: number;
  readonly slotSize: number;
  readonly values: readonly Value[];
}

/** A value that differs: where in a slot's JSON it begins, and how long it is. */
interface Value {
  readonly place: number;
  readonly width: number;
}

/**
 * Room for pages of slots, each in less than half the room of its JSON: of one property most of it is the same in every slot. It lies
 * outside V8's heap, where thousands of pages would be looked at in every collection, and never grows: who comes takes the
 * place of who has been there longest.
 */
export class PackedSlots {
  readonly #room: Buffer;
  #written = 0;
  /** Where pages are written out, one after the other: a room for each would be garbage that V8 is slow to see. */
  #desk = HEAD;

  constructor(bytes = 16 * MEGABYTE) {
    this.#room = Buffer.allocUnsafeSlow(bytes);
  }

  /** Keeps a page whose JSON is `json`. A page of slots that have less in common is kept as it is. */
  keep(page: SlotPage, json: string): KeptAnswer<string> {
    const { slots, next_cursor: cursor } = page;
    const [first] = slots;
    if (first === undefined || !slots.every((slot) => isLike(slot, first))) {
      return { again: () => json };
    }
    const pattern = JSON.stringify(first);
    const varying = VARYING.filter(([name]) => slots.some((slot) => slot[name] !== first[name]));
    const differing = slots.map((slot) => varying.map(([name]) => slot[name]).join('')).join('');
    const packed = `${pattern},${differing}],"next_cursor":${JSON.stringify(cursor)}}`;
    return new PackedPage(this, {
      at: this.#write(packed),
      size: packed.length,
      slots: slots.length,
      slotSize: pattern.length + 1,
      values: varying.map(([name, width]) => ({ place: placeOf(name, first, pattern), width })),
    });
  }

  /** The JSON of what was kept; null when its place was taken since. */
  unpack({ at, size, slots, slotSize, values }: Layout): string | null {
    if (at + this.#room.length < this.#written) {
      return null;
    }
    const kept = this.#room;
    const from = at % kept.length;
    const valuesFrom = from + slotSize;
    const endFrom = valuesFrom + slots * values.reduce((sum, { width }) => sum + width, 0);
    const endTo = HEAD.length + slots * slotSize - 1;
    const desk = this.#deskFor(endTo + from + size - endFrom);
    kept.copy(desk, HEAD.length, from, valuesFrom);
    for (let filled = slotSize; filled < slots * slotSize; filled *= 2) {
      desk.copyWithin(HEAD.length + filled, HEAD.length, HEAD.length + Math.min(filled, slots * slotSize - filled));
    }
    fillIn(desk, values, { kept, from: valuesFrom, slots, slotSize });
    return desk.toString('latin1', 0, endTo + kept.copy(desk, endTo, endFrom, from + size));
  }

  // Ids, instants and cursors are ASCII: as many bytes as characters.
  #write(packed: string): number {
    const left = this.#room.length - (this.#written % this.#room.length);
    const at = packed.length <= left ? this.#written : this.#written + left;
    this.#room.write(packed, at % this.#room.length, 'latin1');
    this.#written = at + packed.length;
    return at;
  }

  #deskFor(size: number): Buffer {
    if (this.#desk.length < size) {
      this.#desk = Buffer.alloc(size, HEAD);
    }
    return this.#desk;
  }
}

/** A page in that room. */
class PackedPage implements KeptAnswer<string> {
  readonly #room: PackedSlots;
  readonly #layout: Layout;

  constructor(room: PackedSlots, layout: Layout) {
    this.#room = room;
    this.#layout = layout;
  }

  again(): string | null {
    return this.#room.unpack(this.#layout);
  }
}

function isLike(slot: SlotBody, first: SlotBody): boolean {
  return (
    slot.property_id === first.property_id &&
    slot.organization_id === first.organization_id &&
    slot.status === first.status &&
    slot.booking_id === first.booking_id &&
    VARYING.every(([name, width]) => slot[name].length === width)
  );
}

function placeOf(name: (typeof VARYING)[number][0], slot: SlotBody, json: string): number {
  return json.indexOf(JSON.stringify({ [name]: slot[name] }).slice(1, -1)) + name.length + '"":"'.length;
}

/** Byte by byte: a call for so few takes longer. */
function fillIn(desk: Buffer, values: readonly Value[], packed: { readonly kept: Buffer; readonly from: number; readonly slots: number; readonly slotSize: number }): void {
  const { kept, slots, slotSize } = packed;
  let { from } = packed;
  for (let slot = 0; slot < slots; slot += 1) {
    for (const { place, width } of values) {
      const shift = HEAD.length + slot * slotSize + place - from;
      for (const until = from + width; from < until; from += 1) {
        desk[from + shift] = kept[from] ?? 0;
      }
    }
  }
}
