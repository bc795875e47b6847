import type { PageRequest } from '../page.ts';
import type { AvailableSlots } from '../service/ports.ts';
import type { Slot } from '../slot.ts';
import { runByOrganization } from './by-organization.ts';
import type { Connection } from './database.ts';
import { pageParameters } from './page.ts';
import { listAvailableSlots, listAvailableSlotsOfSeveral, type ListAvailableSlotsResult } from './slot.gen.ts';

/** Which list of free visits is wanted. */
export interface AvailabilityQuestion {
  readonly organizationId: string;
  readonly propertyId: string;
  readonly page: PageRequest;
}

/** Reads lists in one round trip, in the order of the questions. */
export async function readAvailableSlots(database: Connection, questions: readonly AvailabilityQuestion[]): Promise<AvailableSlots[]> {
  const pages = questions.map(({ page }) => pageParameters(page));
  const columns = {
    organizationIds: questions.map(({ organizationId }) => organizationId),
    propertyIds: questions.map(({ propertyId }) => propertyId),
    // pgtyped's arrays know no null.
    froms: pages.map(({ from }) => from ?? '-infinity'),
    tos: pages.map(({ to }) => to ?? 'infinity'),
    afterStarts: pages.map(({ afterStart }) => afterStart),
    afterIds: pages.map(({ afterId }) => afterId),
    limits: pages.map(({ limit }) => limit),
  };
  const rows = await runByOrganization({ ofOne: listAvailableSlots, ofSeveral: listAvailableSlotsOfSeveral }, columns, database);
  const lists = questions.map((question): { question: AvailabilityQuestion; slots: Slot[] } => ({ question, slots: [] }));
  for (const row of rows) {
    const list = lists[row.place - 1];
    list?.slots.push(toAvailableSlot(row, list.question));
  }
  const now = rows[0]?.now ?? null;
  return lists.map(({ slots }) => ({ slots, now: slots.length === 0 ? null : now }));
}

function toAvailableSlot(row: ListAvailableSlotsResult, { organizationId, propertyId }: AvailabilityQuestion): Slot {
  return {
    id: row.id,
    // As PostgreSQL writes ids, however it was asked for.
    propertyId: propertyId.toLowerCase(),
    agentId: row.agent_id,
    organizationId,
    startTime: row.start_time,
    endTime: row.end_time,
    status: 'available',
    bookingId: null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
