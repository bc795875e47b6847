import type { Slot } from '../slot.ts';

/** A time at which an agent is on a visit. Milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** When whose visits are shown in a list, in little room: thousands of lists are remembered. */
export class ShownTimes {
  readonly count: number;
  readonly #byAgent: readonly { readonly agentId: string; readonly startsAndEnds: readonly number[] }[];

  constructor(slots: readonly Slot[]) {
    this.count = slots.length;
    this.#byAgent = [...Map.groupBy(slots, (slot) => slot.agentId)].map(([agentId, own]) => ({
      agentId,
      startsAndEnds: own.flatMap(({ startTime, endTime }) => [startTime.getTime(), endTime.getTime()]),
    }));
  }

  /** Whether one of the visits shown overlaps a time of its agent. */
  overlap(timesOf: (agentId: string) => readonly Span[]): boolean {
    return this.#byAgent.some(({ agentId, startsAndEnds }) => timesOf(agentId).some((span) => overlaps(startsAndEnds, span)));
  }
}

function overlaps(startsAndEnds: readonly number[], { start, end }: Span): boolean {
  for (let index = 0; index < startsAndEnds.length; index += 2) {
    if (start < (startsAndEnds[index + 1] ?? 0) && (startsAndEnds[index] ?? 0) < end) {
      return true;
    }
  }
  return false;
}
