import { randomUUID } from 'node:crypto';
import type { ApplicantCaller, AgentCaller } from '../src/caller.ts';
import { PostgresqlBookingStore } from '../src/postgresql/booking.ts';
import { PostgresqlCancellationStore } from '../src/postgresql/cancellation.ts';
import type { Database } from '../src/postgresql/database.ts';
import { PostgresqlIdentityStore } from '../src/postgresql/identity.ts';
import { PostgresqlScreeningStore } from '../src/postgresql/screening.ts';
import { PostgresqlSlotStore } from '../src/postgresql/slot.ts';
import type { RiskLevel } from '../src/applicant.ts';
import { ApplicantService } from '../src/service/applicant.ts';
import { BookingService } from '../src/service/booking.ts';
import { SlotService } from '../src/service/slot.ts';
import { AGENCIES_OF_APPLICANT, AGENCY_OF_AGENT, atMinute, type BookingState, type SlotState, type Step, type VisitsState } from '../src/visit-model.fixture.ts';
import type { Visits } from '../src/visit-steps.fixture.ts';
import type { TestDatabase } from './database.fixture.ts';

const ANY_PAGE = { from: null, to: null, after: null, limit: 100 };

/** The people of the model in two new agencies, and their visits through the services of the product on PostgreSQL. */
export class DatabaseVisits implements Visits {
  readonly agents: readonly AgentCaller[];
  readonly applicants: readonly ApplicantCaller[];
  readonly #slots: string[] = [];
  readonly #bookings: string[] = [];
  readonly #agencies = [randomUUID(), randomUUID()];
  readonly #properties = [randomUUID(), randomUUID()];
  readonly #test: TestDatabase;
  readonly #setClock: (now: Date) => Promise<void>;
  readonly #slotService: SlotService;
  readonly #bookingService: BookingService;
  readonly #applicantService: ApplicantService;
  #now = 0;
  #screenings = 0;

  /** @param test asks the database past the product; `setClock` stops it at a time */
  constructor(database: Database, test: TestDatabase, setClock: (now: Date) => Promise<void>) {
    this.#test = test;
    this.#setClock = setClock;
    const slots = new PostgresqlSlotStore(database);
    const cancellations = new PostgresqlCancellationStore(database);
    this.#slotService = new SlotService(slots, cancellations);
    this.#bookingService = new BookingService(new PostgresqlBookingStore(database), cancellations, slots);
    this.#applicantService = new ApplicantService(new PostgresqlScreeningStore(database));
    this.agents = AGENCY_OF_AGENT.map((agency) => ({ role: 'agent', userId: randomUUID(), organizationId: this.agency(agency), agentId: randomUUID() }));
    this.applicants = AGENCIES_OF_APPLICANT.map((agencies) => ({
      role: 'applicant',
      userId: randomUUID(),
      memberships: agencies.map((agency) => ({ organizationId: this.agency(agency), applicantId: randomUUID() })),
    }));
  }

  /** Makes the people and sets the clock to the model's beginning. */
  async prepare(database: Database): Promise<void> {
    await this.#setClock(atMinute(0));
    const identities = new PostgresqlIdentityStore(database);
    for (const { organizationId, agentId, userId } of this.agents) {
      await identities.addAgent({ id: agentId, supabaseUserId: userId, organizationId, name: 'Ana', email: 'ana@agency.example', role: 'member' });
    }
    for (const { organizationId, applicantId } of this.applicants.flatMap(({ memberships }) => memberships)) {
      // With an id chosen here, so that the callers are known before.
      await this.#test.query(
        `INSERT INTO applicants (organization_id, id, external_id, name, email) VALUES ($1, $2, $2, 'Rui', 'rui@applicant.example')`,
        [organizationId, applicantId],
      );
    }
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'offer': {
        const visit = { propertyId: this.property(step.property), startTime: atMinute(step.start), endTime: atMinute(step.start + step.minutes) };
        this.#slots.push((await this.#slotService.offer(at(this.agents, step.agent), visit)).id);
        return;
      }
      case 'book':
        this.#bookings.push((await this.#bookingService.book(at(this.applicants, step.applicant), at(this.#slots, step.slot), '')).id);
        return;
      case 'cancel booking as applicant':
        await this.#bookingService.cancel(at(this.applicants, step.applicant), at(this.#bookings, step.booking));
        return;
      case 'cancel booking as agent':
        await this.#bookingService.cancel(at(this.agents, step.agent), at(this.#bookings, step.booking));
        return;
      case 'cancel slot':
        await this.#slotService.cancel(at(this.agents, step.agent), at(this.#slots, step.slot));
        return;
      case 'screen':
        return this.#screen(step.applicant, step.agency, step.riskLevel);
      case 'pass time':
        this.#now += step.minutes;
        return this.#setClock(atMinute(this.#now));
    }
  }

  /** As the tables have it. */
  async state(): Promise<VisitsState> {
    const slots = await this.#test.query<{ id: string; status: SlotState['status']; booking_id: string | null }>(
      'SELECT id, status, booking_id FROM slots WHERE organization_id = ANY ($1)',
      [this.#agencies],
    );
    const bookings = await this.#test.query<{ id: string; slot_id: string; applicant_id: string; status: BookingState['status'] }>(
      'SELECT id, slot_id, applicant_id, status FROM bookings WHERE organization_id = ANY ($1)',
      [this.#agencies],
    );
    const applicantOf = (id: string) => this.applicants.findIndex(({ memberships }) => memberships.some(({ applicantId }) => applicantId === id));
    return {
      slots: inOrder(slots, this.#slots).map(({ status, booking_id: id }) => ({ status, booking: id === null ? null : this.#bookings.indexOf(id) })),
      bookings: inOrder(bookings, this.#bookings).map((row) => ({ slot: this.#slots.indexOf(row.slot_id), applicant: applicantOf(row.applicant_id), status: row.status })),
    };
  }

  /** The numbers of the slots that an applicant finds on offer for a property. */
  async available(applicant: number, property: number): Promise<number[]> {
    const { items } = await this.#slotService.listAvailable(at(this.applicants, applicant), this.property(property), ANY_PAGE);
    return items.map(({ id }) => this.#slots.indexOf(id));
  }

  /** How many events of visits and screenings there are, and of how many exactly those are told whom it concerns. */
  async changes(): Promise<{ events: number; toldRightly: number }> {
    const [row] = await this.#test.query<{ events: number; toldRightly: number }>(
      `SELECT count(*)::int AS events, count(*) FILTER (WHERE told = CASE
           WHEN type LIKE 'booking.%' THEN ARRAY['agent', 'applicant'] WHEN type = 'applicant.registered' THEN ARRAY['applicant'] ELSE '{}'
         END)::int AS "toldRightly"
       FROM events, LATERAL (
         SELECT ARRAY(SELECT recipient FROM outbox WHERE outbox.organization_id = events.organization_id AND event_id = events.id ORDER BY recipient) AS told
       ) AS messages
       WHERE events.organization_id = ANY ($1) AND type <> 'agent.joined'`,
      [this.#agencies],
    );
    return row ?? { events: 0, toldRightly: 0 };
  }

  agency(number: number): string {
    return at(this.#agencies, number);
  }

  property(number: number): string {
    return at(this.#properties, number);
  }

  async #screen(applicant: number, agency: number, riskLevel: RiskLevel): Promise<void> {
    this.#screenings += 1;
    const organizationId = this.agency(agency);
    const record = at(this.applicants, applicant).memberships.find((membership) => membership.organizationId === organizationId);
    const screening = { externalId: record?.applicantId ?? '', organizationId, name: 'Rui', email: 'rui@applicant.example', riskLevel };
    // Each newer than the one before; when it happens does not matter here.
    await this.#applicantService.screen({ ...screening, screenedAt: atMinute(this.#screenings) });
  }
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) {
    throw new RangeError(`there is no number ${place}`);
  }
  return found;
}

// A row that no step made stands at the end, so that it is seen.
function inOrder<Row extends { id: string }>(rows: readonly Row[], ids: readonly string[]): Row[] {
  const place = ({ id }: Row) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return rows.toSorted((a, b) => place(a) - place(b));
}
