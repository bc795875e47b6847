import { VisitaError } from '../errors.ts';
import { BookingService } from './booking.ts';
import type { IdempotencyKey, IdempotencyStore, SentAnswer } from './ports.ts';
import { SlotService } from './slot.ts';
import { announceToNobody, type AnnounceVisit, type VisitChange } from './visit-change.ts';

/** The services whose effects can be had once under a key. */
export interface IdempotentServices {
  readonly slots: SlotService;
  readonly bookings: BookingService;
}

/** Lets a request that is repeated under its key take effect once (draft-ietf-httpapi-idempotency-key-header). */
export class IdempotencyService {
  readonly #store: IdempotencyStore;
  readonly #announce: AnnounceVisit;

  constructor(store: IdempotencyStore, announce: AnnounceVisit = announceToNobody) {
    this.#store = store;
    this.#announce = announce;
  }

  /**
   * Does `work` and keeps its answer, in one transaction; or gives the answer kept for the same request before. Work
   * that throws leaves nothing behind, and its key is free again. `fingerprint` tells requests apart (SHA-256).
   * `idempotency_in_progress` while the first request under the key runs, `idempotency_mismatch` when the answer kept
   * belongs to another request; and what `work` raises.
   */
  async once(
    key: IdempotencyKey,
    fingerprint: Buffer,
    work: (services: IdempotentServices) => Promise<SentAnswer>,
  ): Promise<{ answer: SentAnswer; replayed: boolean }> {
    const changes: VisitChange[] = [];
    const collect = async (change: VisitChange) => void changes.push(change);
    const answered = await this.#store.inOneTransaction(async (transaction) => {
      if (!(await transaction.lock(key))) {
        throw new VisitaError('idempotency_in_progress', 'the first request under this Idempotency-Key still runs');
      }
      const kept = await transaction.findKeptAnswer(key);
      if (kept === null) {
        const { slots, bookings, cancellations } = transaction;
        const answer = await work({
          slots: new SlotService(slots, cancellations, collect),
          bookings: new BookingService(bookings, cancellations, slots, collect),
        });
        await transaction.keep(key, { fingerprint, answer });
        return { answer, replayed: false };
      }
      if (!kept.fingerprint.equals(fingerprint)) {
        throw new VisitaError('idempotency_mismatch', 'this Idempotency-Key was used for another request');
      }
      return { answer: kept.answer, replayed: true };
    });
    // Only now is it committed.
    for (const change of changes) {
      await this.#announce(change);
    }
    return answered;
  }
}
