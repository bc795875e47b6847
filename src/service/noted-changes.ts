import type { ShownTimes, Span } from './shown-times.ts';
import type { VisitChange } from './visit-change.ts';

interface BusyTime extends Span {
  readonly at: number;
  readonly noted: number;
}

interface PropertyOf {
  readonly organizationId: string;
  readonly propertyId: string;
}

const NEVER: readonly BusyTime[] = [];

/** What has changed of late, so that a remembered list can be asked whether it was read before. */
export class NotedChanges {
  readonly #keptMs: number;
  readonly #properties = new Map<string, { at: number; noted: number }>();
  readonly #busyAgents = new Map<string, BusyTime[]>();
  #count = 0;
  /** Nothing read before this is to be trusted. */
  #floor = 0;

  /** @param keptMs for how long a change is kept, in milliseconds: as long as any list */
  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** How many were noted so far: a list that begins to be read now has all of them. */
  get count(): number {
    return this.#count;
  }

  /** Something about the property's list is different now. */
  noteProperty(property: PropertyOf): void {
    this.#count += 1;
    const key = keyOfProperty(property);
    // Anew at its end, so that the Map runs by age.
    this.#properties.delete(key);
    this.#properties.set(key, { at: this.#count, noted: performance.now() });
    this.#dropOld(this.#properties, ({ noted }) => noted);
  }

  /** An agent is busy: that hides their other offers at that time, and those are in the lists that would have to go. */
  noteBusy({ agentId, startTime, endTime }: VisitChange['visit']): void {
    this.#count += 1;
    const noted = performance.now();
    const times = (this.#busyAgents.get(agentId) ?? []).filter((time) => noted - time.noted < this.#keptMs);
    times.push({ at: this.#count, noted, start: startTime.getTime(), end: endTime.getTime() });
    this.#busyAgents.delete(agentId);
    this.#busyAgents.set(agentId, times);
    this.#dropOld(this.#busyAgents, (busy) => busy.at(-1)?.noted ?? 0);
  }

  /** Whether a list that was read when `asOf` changes were known may be another one by now. */
  concern({ asOf, property, times }: { readonly asOf: number; readonly property: string; readonly times: ShownTimes }): boolean {
    return (
      asOf < this.#floor ||
      (this.#properties.get(property)?.at ?? 0) > asOf ||
      times.overlap((agentId) => this.#busyAgents.get(agentId)?.filter((busy) => busy.at > asOf) ?? NEVER)
    );
  }

  /** Anything may have changed. */
  forget(): void {
    this.#count += 1;
    this.#floor = this.#count;
    this.#properties.clear();
    this.#busyAgents.clear();
  }

  #dropOld<Kept>(kept: Map<string, Kept>, notedAt: (kept: Kept) => number): void {
    const oldest = performance.now() - this.#keptMs;
    for (const [key, value] of kept) {
      if (notedAt(value) >= oldest) {
        break;
      }
      kept.delete(key);
    }
  }
}

/** Names a property of an organization. */
export function keyOfProperty({ organizationId, propertyId }: PropertyOf): string {
  return `${organizationId} ${propertyId}`;
}
