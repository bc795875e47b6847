import type { PageRequest } from '../page.ts';
import type { AvailableSlots, SlotFilter, SlotStore } from '../service/ports.ts';
import type { Slot, SlotOffer, SlotStatus } from '../slot.ts';
import { readAvailableSlots } from './available-slots.ts';
import { runByOrganization } from './by-organization.ts';
import type { Connection } from './database.ts';
import { pageParameters } from './page.ts';
import { findSlots, findSlotsOfSeveral, listOverlappingProperties, listSlotsOfAgent, offerSlot } from './slot.gen.ts';

/** Slots in PostgreSQL. */
export class PostgresqlSlotStore implements SlotStore {
  readonly #database: Connection;

  constructor(database: Connection) {
    this.#database = database;
  }

  async offerSlot(offer: SlotOffer): Promise<{ slot: Slot | null; now: Date }> {
    const [row] = await offerSlot.run(offer, this.#database);
    if (row === undefined) {
      throw new Error('offerSlot gives one row, always');
    }
    if (row.created_at === null || row.created_at === undefined) {
      return { slot: null, now: row.now };
    }
    const times = { createdAt: row.created_at, updatedAt: row.created_at };
    return { slot: { ...offer, ...times, status: 'available', bookingId: null }, now: row.now };
  }

  async findSlot(organizationId: string, id: string): Promise<Slot | null> {
    const [slot = null] = await readSlots(this.#database, [{ organizationId, id }]);
    return slot;
  }

  async listSlotsOfAgent(organizationId: string, agentId: string, filter: SlotFilter): Promise<Slot[]> {
    const { propertyId, status } = filter;
    const parameters = { organizationId, agentId, propertyId, status, ...pageParameters(filter) };
    return (await listSlotsOfAgent.run(parameters, this.#database)).map(toSlot);
  }

  async listAvailableSlots(organizationId: string, propertyId: string, page: PageRequest): Promise<AvailableSlots> {
    const [list] = await readAvailableSlots(this.#database, [{ organizationId, propertyId, page }]);
    if (list === undefined) {
      throw new Error('each question has its list');
    }
    return list;
  }

  /** Where else the agent of a visit has something to offer at that time. */
  async listOverlappingProperties(visit: Pick<Slot, 'organizationId' | 'agentId' | 'startTime' | 'endTime'>): Promise<string[]> {
    const { organizationId, agentId, startTime, endTime } = visit;
    const rows = await listOverlappingProperties.run({ organizationId, agentId, startTime, endTime }, this.#database);
    return rows.map((row) => row.property_id);
  }
}

/** Which slot is wanted. */
export interface SlotQuestion {
  readonly organizationId: string;
  readonly id: string;
}

/** Reads slots in one round trip, in the order of the questions; null for what the organization does not have. */
export async function readSlots(database: Connection, questions: readonly SlotQuestion[]): Promise<(Slot | null)[]> {
  const columns = { organizationIds: questions.map(({ organizationId }) => organizationId), ids: questions.map(({ id }) => id) };
  const rows = await runByOrganization({ ofOne: findSlots, ofSeveral: findSlotsOfSeveral }, columns, database);
  const found = new Map(rows.map((row) => [keyOf({ organizationId: row.organization_id, id: row.id }), toSlot(row)]));
  return questions.map((question) => found.get(keyOf(question)) ?? null);
}

/** PostgreSQL writes ids in small letters, however they were asked for. */
function keyOf({ organizationId, id }: SlotQuestion): string {
  return `${organizationId} ${id}`.toLowerCase();
}

/** The columns of a slot. */
export interface SlotRow {
  organization_id: string;
  id: string;
  property_id: string;
  agent_id: string;
  start_time: Date;
  end_time: Date;
  status: SlotStatus;
  booking_id: string | null;
  created_at: Date;
  updated_at: Date;
}

export function toSlot(row: SlotRow): Slot {
  return {
    id: row.id,
    propertyId: row.property_id,
    agentId: row.agent_id,
    organizationId: row.organization_id,
    startTime: row.start_time,
    endTime: row.end_time,
    status: row.status,
    bookingId: row.booking_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
