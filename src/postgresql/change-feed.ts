import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { VisitaError } from '../errors.ts';
import type { Change, ChangeFeed, ChangeListener } from '../service/change-feed.ts';
import { findFeedPosition, listEvents, listTouchedSlots, type ListEventsResult, type ListTouchedSlotsResult } from './change-feed.gen.ts';
import { ChangePosition } from './change-position.ts';
import type { Connection } from './database.ts';

const LOOK_EVERY_MS = 350;
const BACK_OFF_MS = 500;
const MOST_EVENTS_A_LOOK = 1_000;
/** How many of the newest rows are searched for holes when the feed begins. */
const DEPTH = 10_000;
/** Longer without an answer, and the feed begins anew instead of telling everything that happened meanwhile. */
const LONGEST_OUTAGE_MS = 10_000;

/** One stretch of following the audit trail, from the first listener until the last one leaves. */
interface Watch {
  readonly aborter: AbortController;
  readonly begun: Promise<void>;
}

/**
 * Tells what others commit by looking for new rows of the audit trail, for all listeners together and only while there
 * are any. The booking knows nothing of it: no trigger, no NOTIFY, no lock.
 */
export class PostgresqlChangeFeed implements ChangeFeed {
  readonly #database: Connection;
  readonly #logger: Logger;
  readonly #onFailure: () => void;
  readonly #listeners = new Set<ChangeListener>();
  #watch: Watch | null = null;
  /** Stretches whose last look may be on its way still. */
  readonly #running = new Set<Promise<void>>();
  /** All that was committed before this is known: the time of a question, not of its answer, which may have been long on its way. */
  #knownUntil = 0;
  #stopped = false;

  /** @param options.onFailure called for every look that failed */
  constructor(database: Connection, options: { onFailure: () => void; logger: Logger }) {
    this.#database = database;
    this.#onFailure = options.onFailure;
    this.#logger = options.logger;
  }

  async subscribe(listener: ChangeListener): Promise<() => void> {
    if (this.#stopped) {
      throw new VisitaError('unavailable', 'the server is about to stop');
    }
    this.#listeners.add(listener);
    const watch = (this.#watch ??= this.#begin());
    try {
      await watch.begun;
    } catch (error) {
      if (this.#watch === watch) {
        this.#watch = null;
      }
      this.#leave(listener);
      throw error;
    }
    return () => this.#leave(listener);
  }

  /** How old what is known may be, in seconds: what was committed later may be missing. 0 while nobody listens. */
  ageSeconds(): number {
    return this.#watch === null ? 0 : (performance.now() - this.#knownUntil) / 1000;
  }

  /** Resolves when nothing runs any more. Nobody is told anything from then on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#listeners.clear();
    this.#watch?.aborter.abort();
    await Promise.all(this.#running);
  }

  #leave(listener: ChangeListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) {
      this.#watch?.aborter.abort();
      this.#watch = null;
    }
  }

  #begin(): Watch {
    const aborter = new AbortController();
    this.#knownUntil = performance.now();
    const position = this.#findPosition();
    const begun = position.then(() => undefined);
    // Who waits for the beginning hears why there is none.
    const running = position.then((found) => this.#follow(found, aborter.signal)).catch(() => undefined);
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
    return { aborter, begun };
  }

  async #follow(begin: ChangePosition, signal: AbortSignal): Promise<void> {
    let position = begin;
    for (let failures = 0; !signal.aborted; ) {
      let pause = LOOK_EVERY_MS;
      try {
        if (failures > 0) {
          position = await this.#findPositionAfterOutage(position, signal);
        }
        const look = await this.#look(position, signal);
        position = look.position;
        failures = 0;
        pause = look.mayHaveMore ? 0 : LOOK_EVERY_MS;
      } catch (error) {
        failures += 1;
        this.#onFailure();
        if (failures === 1) {
          this.#logger.warn({ err: error }, 'what changed cannot be read; tried again until it can');
        }
        pause = BACK_OFF_MS;
      }
      // Not at the same moments as other servers.
      await delay(pause * (0.75 + Math.random() / 4), undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(position: ChangePosition, signal: AbortSignal): Promise<{ position: ChangePosition; mayHaveMore: boolean }> {
    const after = position.highest;
    const askedAt = performance.now();
    const missing = position.missing(askedAt).map(String);
    const events = await listEvents.run({ after: String(after), missing, limit: MOST_EVENTS_A_LOOK }, this.#database);
    const changes = await this.#changesOf(events);
    const ids = events.map(({ id }) => Number(id));
    if (!position.see(ids, performance.now())) {
      const anew = await this.#findPosition();
      this.#knownUntil = askedAt;
      this.#tell((listener) => listener.onLostTrack(), signal);
      return { position: anew, mayHaveMore: false };
    }
    const mayHaveMore = ids.filter((id) => id > after).length === MOST_EVENTS_A_LOOK;
    if (!mayHaveMore) {
      this.#knownUntil = askedAt;
    }
    if (changes.length > 0) {
      this.#tell((listener) => listener.onChanges(changes), signal);
    }
    return { position, mayHaveMore };
  }

  async #changesOf(events: readonly ListEventsResult[]): Promise<Change[]> {
    const ofSlots = events.flatMap((event) => (event.slot_id === null ? [] : [{ ...event, slotId: event.slot_id }]));
    const touched =
      ofSlots.length === 0
        ? []
        : await listTouchedSlots.run(
            {
              eventIds: ofSlots.map(({ id }) => id),
              organizationIds: ofSlots.map((event) => event.organization_id),
              slotIds: ofSlots.map(({ slotId }) => slotId),
              ofBookings: ofSlots.map((event) => event.booking_id !== null),
            },
            this.#database,
          );
    const slotsOf = Map.groupBy(touched, (slot) => slot.event_id);
    return events.flatMap((event) => toChanges(event, slotsOf.get(event.id) ?? []));
  }

  /** Where it stood, unless that was long ago or the database is another one by now, restored or failed over. */
  async #findPositionAfterOutage(before: ChangePosition, signal: AbortSignal): Promise<ChangePosition> {
    const now = await this.#findPosition();
    if (performance.now() - this.#knownUntil <= LONGEST_OUTAGE_MS && now.highest >= before.highest) {
      return before;
    }
    this.#tell((listener) => listener.onLostTrack(), signal);
    return now;
  }

  async #findPosition(): Promise<ChangePosition> {
    const spans = await findFeedPosition.run({ depth: DEPTH }, this.#database);
    const holes = spans.map(({ before, id }) => ({ after: Number(before), before: Number(id) }));
    return new ChangePosition(Number(spans[0]?.highest ?? 0), holes, performance.now());
  }

  #tell(about: (listener: ChangeListener) => void, signal: AbortSignal): void {
    if (signal.aborted) {
      return;
    }
    for (const listener of this.#listeners) {
      try {
        about(listener);
      } catch (error) {
        // Its own mistake: the others are told all the same.
        this.#logger.error({ err: error }, 'a listener of the change feed failed');
      }
    }
  }
}

/** What an event changed, and each other slot that it hid or showed again. */
function toChanges(event: ListEventsResult, touched: readonly ListTouchedSlotsResult[]): Change[] {
  const { organization_id: organizationId, agent_id: agentId, booking_id: bookingId, applicant_id: applicantId, type } = event;
  const own = touched.find(({ overlaps }) => !overlaps);
  const change = { organizationId, type, slotId: event.slot_id, propertyId: own?.property_id ?? event.property_id, agentId, bookingId, applicantId };
  const overlapped = touched.filter(({ overlaps }) => overlaps).map((slot): Change => ({
    organizationId, type: 'slot.overlapped', slotId: slot.id, propertyId: slot.property_id, agentId, bookingId: null, applicantId: null,
  }));
  return [change, ...overlapped];
}
