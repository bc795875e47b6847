import type { Connection, Transactions } from './database.ts';
import {
  addDemoAgent,
  addDemoApplicant,
  addDemoBooking,
  addDemoProperty,
  addDemoSlots,
  hasDemo,
  type AddDemoAgentParams,
  type AddDemoApplicantParams,
  type AddDemoBookingParams,
  type AddDemoPropertyParams,
  type AddDemoSlotsParams,
} from './demo.gen.ts';

type Of<Params> = Omit<Params, 'organizationId'>;

/** Writes the demo agency down. */
export class PostgresqlDemoStore {
  readonly #database: Transactions;

  constructor(database: Transactions) {
    this.#database = database;
  }

  /** Runs `fill` in one transaction; not where the organization has agents already. */
  async fillOnce(organizationId: string, fill: (agency: ReturnType<typeof agencyOn>) => Promise<void>): Promise<void> {
    await this.#database.transaction(async (connection) => {
      const [demo] = await hasDemo.run({ organizationId }, connection);
      if (demo?.exists !== true) {
        await fill(agencyOn(connection, organizationId));
      }
    });
  }
}

function agencyOn(connection: Connection, organizationId: string) {
  return {
    addAgent: async (agent: Of<AddDemoAgentParams>) => void (await addDemoAgent.run({ ...agent, organizationId }, connection)),
    addApplicant: async (applicant: Of<AddDemoApplicantParams>) => void (await addDemoApplicant.run({ ...applicant, organizationId }, connection)),
    addProperty: async (property: Of<AddDemoPropertyParams>) => void (await addDemoProperty.run({ ...property, organizationId }, connection)),
    addSlots: async (offer: Of<AddDemoSlotsParams>) => void (await addDemoSlots.run({ ...offer, organizationId }, connection)),
    addBooking: async (booking: Of<AddDemoBookingParams>) => void (await addDemoBooking.run({ ...booking, organizationId }, connection)),
  };
}
