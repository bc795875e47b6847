import { randomUUIDv7 } from 'node:crypto';
import { cancelByAgent } from '../booking.ts';
import { organizationsOf, type AgentCaller, type Caller } from '../caller.ts';
import { VisitaError } from '../errors.ts';
import { mergeIntoPage, type Page, type PageRequest } from '../page.ts';
import { cancelSlot, checkVisitIsAhead, checkVisitLength, type Slot, type SlotOffer } from '../slot.ts';
import type { BookingWithApplicant, CancellationStore, SlotFilter, SlotStore } from './ports.ts';
import { announceToNobody, visitOf, type AnnounceVisit } from './visit-change.ts';

/** What agents do with their slots, and what everybody may see of them. */
export class SlotService {
  readonly #slots: SlotStore;
  readonly #cancellations: CancellationStore;
  readonly #announce: AnnounceVisit;

  constructor(slots: SlotStore, cancellations: CancellationStore, announce: AnnounceVisit = announceToNobody) {
    this.#slots = slots;
    this.#cancellations = cancellations;
    this.#announce = announce;
  }

  /**
   * Offers a slot. `invalid_argument` when it is too short, too long or not in the future (the database's clock
   * decides), `conflict` when the agent offers the property at an overlapping time already.
   */
  async offer(agent: AgentCaller, visit: Pick<SlotOffer, 'propertyId' | 'startTime' | 'endTime'>): Promise<Slot> {
    checkVisitLength(visit.startTime, visit.endTime);
    const { organizationId, agentId } = agent;
    const { slot, now } = await this.#slots.offerSlot({ ...visit, id: randomUUIDv7(), organizationId, agentId });
    if (slot === null) {
      checkVisitIsAhead(visit.startTime, now);
      throw new Error('an offer that is ahead is stored, or refused as a duplicate');
    }
    await this.#announce({ kind: 'offered', visit: visitOf(slot) });
    return slot;
  }

  /** The agent's own slots. */
  async listOwn(agent: AgentCaller, filter: SlotFilter): Promise<Page<Slot>> {
    const slots = await this.#slots.listSlotsOfAgent(agent.organizationId, agent.agentId, filter);
    return mergeIntoPage([slots], filter.limit);
  }

  /**
   * What can be booked of a property now, with the database's clock where there is anything. Unknown properties and those of other
   * organizations have nothing.
   */
  async listAvailable(caller: Caller, propertyId: string, page: PageRequest): Promise<Page<Slot> & { now: Date | null }> {
    const lists = await Promise.all(
      organizationsOf(caller).map((organization) => this.#slots.listAvailableSlots(organization, propertyId, page)),
    );
    const now = lists.find((list) => list.now !== null)?.now ?? null;
    return { ...mergeIntoPage(lists.map(({ slots }) => slots), page.limit), now };
  }

  /** A slot of one of the caller's organizations, else `not_found`. */
  async get(caller: Caller, id: string): Promise<Slot> {
    const found = await Promise.all(
      organizationsOf(caller).map((organization) => this.#slots.findSlot(organization, id)),
    );
    const slot = found.find((candidate) => candidate !== null);
    if (slot === undefined || slot === null) {
      throw slotNotFound();
    }
    return slot;
  }

  /**
   * Calls a slot off, and with it the booking it may have.
   * `not_found`, `forbidden` (another agent's slot), `conflict` (cancelled already, or the visit has started).
   */
  async cancel(agent: AgentCaller, id: string): Promise<{ slot: Slot; booking: BookingWithApplicant | null }> {
    const cancelled = await this.#cancellations.cancel(async (cancellation) => {
      const visit = await cancellation.lockSlot(agent.organizationId, id);
      if (visit === null) {
        throw slotNotFound();
      }
      if (visit.slot.agentId !== agent.agentId) {
        throw new VisitaError('forbidden', 'the slot belongs to another agent');
      }
      const slot = cancelSlot(visit.slot, visit.now);
      const booking = visit.booking === null ? null : cancelByAgent(visit.booking, visit.now);
      const saved = await cancellation.save(slot, booking, { role: 'agent', id: agent.agentId });
      const applicant = visit.booking?.applicant;
      return saved.booking === null || applicant === undefined
        ? { slot: saved.slot, booking: null }
        : { slot: saved.slot, booking: { ...saved.booking, applicant } };
    });
    await this.#announce({ kind: cancelled.booking === null ? 'withdrawn' : 'released', visit: visitOf(cancelled.slot) });
    return cancelled;
  }
}

/** Says the same whether the slot does not exist or belongs to another organization. */
export function slotNotFound(): VisitaError {
  return new VisitaError('not_found', 'there is no such slot');
}
