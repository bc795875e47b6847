import { randomUUIDv7 } from 'node:crypto';
import { applyScreening, type Screening, type ScreeningOutcome } from '../applicant.ts';
import type { ScreeningStore } from './ports.ts';

/** Keeps the applicants as the screening service says. */
export class ApplicantService {
  readonly #screenings: ScreeningStore;

  constructor(screenings: ScreeningStore) {
    this.#screenings = screenings;
  }

  /**
   * Takes in one screening. Repeating it, also in parallel, changes nothing; an older one never undoes a newer one.
   * `unavailable` when the database is away: the message is then left for redelivery.
   */
  async screen(screening: Screening): Promise<ScreeningOutcome> {
    return this.#screenings.takeIn(screening, (known) => applyScreening(known, screening, randomUUIDv7()));
  }
}
