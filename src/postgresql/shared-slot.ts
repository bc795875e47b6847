import type { PageRequest } from '../page.ts';
import type { AvailableSlots, SlotFilter, SlotStore } from '../service/ports.ts';
import type { Slot, SlotOffer } from '../slot.ts';
import { readAvailableSlots, type AvailabilityQuestion } from './available-slots.ts';
import type { SharedConnection } from './database.ts';
import { isValueRefused } from './errors.ts';
import { SharedStatement } from './shared-statement.ts';
import { readSlots, type SlotQuestion } from './slot.ts';

/**
 * Lists of free visits that are asked for together share a statement, and so do single slots, those of several organizations where one node has them all;
 * everything else is left to `single`.
 */
export class SharedSlotStore implements SlotStore {
  readonly #single: SlotStore;
  readonly #lists: SharedStatement<AvailabilityQuestion, AvailableSlots>;
  readonly #slots: SharedStatement<SlotQuestion, Slot | null>;

  /** @param agenciesAtOnce for how many organizations something of a kind may be read at the same time where they do not share: the connections of `database` */
  constructor(database: SharedConnection, single: SlotStore, agenciesAtOnce: number) {
    this.#single = single;
    const sharing = { groupsAtOnce: agenciesAtOnce, isOnesFault: isValueRefused, mayMix: () => database.isOneNode };
    this.#lists = new SharedStatement({
      ...sharing,
      groupOf: ({ organizationId }) => organizationId,
      together: (questions) => readAvailableSlots(database, questions),
      alone: ({ organizationId, propertyId, page }) => single.listAvailableSlots(organizationId, propertyId, page),
    });
    this.#slots = new SharedStatement({
      ...sharing,
      groupOf: ({ organizationId }) => organizationId,
      together: (questions) => readSlots(database, questions),
      alone: ({ organizationId, id }) => single.findSlot(organizationId, id),
    });
  }

  listAvailableSlots(organizationId: string, propertyId: string, page: PageRequest): Promise<AvailableSlots> {
    return this.#lists.ask({ organizationId, propertyId, page });
  }

  offerSlot(offer: SlotOffer): Promise<{ slot: Slot | null; now: Date }> {
    return this.#single.offerSlot(offer);
  }

  findSlot(organizationId: string, id: string): Promise<Slot | null> {
    return this.#slots.ask({ organizationId, id });
  }

  listSlotsOfAgent(organizationId: string, agentId: string, filter: SlotFilter): Promise<Slot[]> {
    return this.#single.listSlotsOfAgent(organizationId, agentId, filter);
  }
}
