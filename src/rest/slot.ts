import { organizationsOf, requireAgent } from '../caller.ts';
import type { Page, PageRequest } from '../page.ts';
import type { AvailabilityMemory } from '../service/availability.ts';
import type { SlotService } from '../service/slot.ts';
import type { Slot } from '../slot.ts';
import { toBookingBodyFor } from './booking.ts';
import type { components } from './contract.gen.ts';
import type { Answer, Handlers, SerializedAnswer } from './contract.ts';
import { readInstant, readPageRequest, writeCursor } from './cursor.ts';
import type { PackedSlots } from './packed-slots.ts';
import type { RequestContext } from './request-context.ts';
import { SerializedJson } from './serialized.ts';

type SlotOperations = 'createSlot' | 'listSlots' | 'getSlot' | 'cancelSlot' | 'listPropertySlots';

/** What is remembered of availability: the lists as they were sent, and where they are kept. */
export interface SentAvailability {
  readonly lists: AvailabilityMemory<string>;
  readonly packed: PackedSlots;
}

/** The operations on slots. */
export function slotHandlers(slots: SlotService, availability: SentAvailability): Pick<Handlers<RequestContext>, SlotOperations> {
  return {
    async createSlot({ body }, { caller }): Promise<Answer<'createSlot'>> {
      const slot = await slots.offer(requireAgent(caller), {
        propertyId: body.property_id.toLowerCase(),
        startTime: readInstant(body.start_time),
        endTime: readInstant(body.end_time),
      });
      return { status: 201, body: { slot: toSlotBody(slot) }, headers: { location: `/api/v1/slots/${slot.id}` } };
    },

    async listSlots({ query }, { caller }): Promise<Answer<'listSlots'>> {
      const page = await slots.listOwn(requireAgent(caller), {
        ...readPageRequest(query),
        propertyId: query.property_id ?? null,
        status: query.status ?? null,
      });
      return { status: 200, body: toSlotPage(page) };
    },

    async getSlot({ params }, { caller }): Promise<Answer<'getSlot'>> {
      return { status: 200, body: { slot: toSlotBody(await slots.get(caller, params.id)) } };
    },

    async cancelSlot({ params }, { caller }): Promise<Answer<'cancelSlot'>> {
      const { slot, booking } = await slots.cancel(requireAgent(caller), params.id);
      const body = { slot: toSlotBody(slot) };
      return { status: 200, body: booking === null ? body : { ...body, booking: toBookingBodyFor(caller, booking) } };
    },

    async listPropertySlots({ params, query }, { caller }): Promise<SerializedAnswer<'listPropertySlots'>> {
      const request = readPageRequest(query);
      const read = async () => {
        const page = await slots.listAvailable(caller, params.id, request);
        const body = toSlotPage(page);
        const json = JSON.stringify(body);
        return { answer: json, keep: () => availability.packed.keep(body, json), slots: page.items, now: page.now };
      };
      const [organizationId, ...others] = organizationsOf(caller);
      if (organizationId === undefined || others.length > 0) {
        // The lists of several agencies, merged, are nobody else's.
        return { status: 200, body: new SerializedJson((await read()).answer) };
      }
      const propertyId = params.id.toLowerCase();
      const key = availabilityKey(organizationId, propertyId, request);
      return { status: 200, body: new SerializedJson(await availability.lists.list({ organizationId, propertyId, key }, read)) };
    },
  };
}

/**
 * What a remembered list is found by. Made of what was understood, not of what was written: it is kept as long as the list, and how long the text
 * of an instant is, or a parameter that nobody knows, is up to the caller.
 */
export function availabilityKey(organizationId: string, propertyId: string, request: PageRequest): string {
  return JSON.stringify([organizationId, propertyId, request]);
}

function toSlotPage(page: Page<Slot>): components['schemas']['SlotPage'] {
  return { slots: page.items.map(toSlotBody), next_cursor: writeCursor(page.next) };
}

function toSlotBody(slot: Slot): components['schemas']['Slot'] {
  return {
    id: slot.id,
    property_id: slot.propertyId,
    agent_id: slot.agentId,
    organization_id: slot.organizationId,
    start_time: slot.startTime.toISOString(),
    end_time: slot.endTime.toISOString(),
    status: slot.status,
    booking_id: slot.bookingId,
    created_at: slot.createdAt.toISOString(),
    updated_at: slot.updatedAt.toISOString(),
  };
}
