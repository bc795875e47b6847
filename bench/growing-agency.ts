import { Client } from 'pg';
import { whileBare } from './bare-tables.ts';
import type { BenchDatabase } from './database.ts';
import { addAgencies, addOffers, addPastVisits, addSlots, settle } from './fill.ts';
import type { Side } from './growth-measure.ts';
import { BenchRequests } from './requests.ts';
import { BenchServer } from './server.ts';

/** Ten million half hours of 200 agents are three years of days and nights: more than anybody offers, but none of them overlap. */
const AGENCY = { applicants: 2_000, agents: 200, properties: 5_000 };
/** A property in use has 40 free visits at least, so that a list is a full page at every size: small agencies use fewer properties. */
const SLOTS_OF_PROPERTY = 40;
/** For every ten visits ahead one that was. */
const AHEAD_FOR_EACH_PAST = 10;

/** An agency that gets more and more slots, and visits of the past with them. */
export class GrowingAgency {
  readonly #database: BenchDatabase;
  #from = 0;
  #slots = 0;

  static async begin(database: BenchDatabase): Promise<GrowingAgency> {
    const agency = new GrowingAgency(database);
    await agency.#withClient((client) => addAgencies(client, AGENCY));
    return agency;
  }

  private constructor(database: BenchDatabase) {
    this.#database = database;
  }

  /** Adds slots until there are so many. */
  async growTo(slots: number, say: (line: string) => void): Promise<this> {
    const [from, span] = [this.#slots, { agents: AGENCY.agents, properties: this.#propertiesAt(slots) }];
    await this.#withClient(async (client) => {
      const addRows = async () => {
        await addSlots(client, { ...span, from, to: slots });
        await addPastVisits(client, { ...span, from: from / AHEAD_FOR_EACH_PAST, to: slots / AHEAD_FOR_EACH_PAST }, AGENCY.applicants);
        await addOffers(client);
      };
      await whileBare(client, ['slots', 'offers', 'bookings'], addRows, say);
      await settle(client);
    });
    [this.#from, this.#slots] = [from, slots];
    return this;
  }

  /** A fresh server, and what is to be asked of it. */
  async startServer(folder: string): Promise<Side> {
    await this.#database.warmUp();
    const size = { ...AGENCY, slots: this.#slots, properties: this.#propertiesAt(this.#slots) };
    const requests = await BenchRequests.prepare(this.#database, size);
    return { database: this.#database, server: await BenchServer.start(this.#database, folder), requests, added: { from: this.#from, to: this.#slots } };
  }

  /** Whether its database has huge pages. */
  async hasHugePages(): Promise<boolean> {
    return this.#withClient(async (client) => {
      const { rows } = await client.query<{ huge_pages_status: string }>('SHOW huge_pages_status');
      return rows[0]?.huge_pages_status === 'on';
    });
  }

  #propertiesAt(slots: number): number {
    return Math.min(AGENCY.properties, slots / SLOTS_OF_PROPERTY);
  }

  async #withClient<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client({ connectionString: this.#database.migrationUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
