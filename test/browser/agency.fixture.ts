import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { startVisita, type SignedIn, type TestVisita } from '../visita.fixture.ts';

export const LISBON = 'Europe/Lisbon';

type Agent = SignedIn & { readonly agentId: string };
type Applicant = SignedIn & { readonly applicantId: string };

/** A day in Lisbon, so many days from today, as `2027-03-15`. */
export function dayAhead(days: number): string {
  return Temporal.Now.zonedDateTimeISO(LISBON).toPlainDate().add({ days }).toString();
}

/** A day of the week after this one in Lisbon, 1 being its Monday. */
export function dayOfNextWeek(weekday: number): string {
  const today = Temporal.Now.zonedDateTimeISO(LISBON).toPlainDate();
  return today.add({ days: 7 - today.dayOfWeek + weekday }).toString();
}

/** What the clock of a place shows as an instant in UTC. */
export function instantAt(day: string, time: string, zone = LISBON): string {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).toInstant().toString();
}

/** An agency on a server of its own: two agents, two applicants, a property in Lisbon and one in the Azores. */
export class Agency {
  readonly visita: TestVisita;
  readonly ana: Agent;
  readonly miguel: Agent;
  readonly ines: Applicant;
  readonly rui: Applicant;
  readonly alfama = { id: randomUUID(), title: 'T2 em Alfama', address: 'Rua dos Remédios 42, 1100-448 Lisboa', time_zone: LISBON };
  readonly azores = { id: randomUUID(), title: 'Moradia em Ponta Delgada', address: 'Rua do Castilho 7, 9500-043 Ponta Delgada', time_zone: 'Atlantic/Azores' };

  static async start(): Promise<Agency> {
    const visita = await startVisita();
    const organizationId = randomUUID();
    const agency = new Agency(visita, {
      ana: await visita.agent(organizationId, 'Ana Sousa'),
      miguel: await visita.agent(organizationId, 'Miguel Ferreira'),
      ines: await visita.applicant(organizationId, { name: 'Inês Carvalho' }),
      rui: await visita.applicant(organizationId, { name: 'Rui Tavares' }),
    });
    for (const property of [agency.alfama, agency.azores]) {
      await agency.describe(property);
    }
    return agency;
  }

  private constructor(visita: TestVisita, people: Pick<Agency, 'ana' | 'miguel' | 'ines' | 'rui'>) {
    this.visita = visita;
    this.ana = people.ana;
    this.miguel = people.miguel;
    this.ines = people.ines;
    this.rui = people.rui;
  }

  get url(): string {
    return this.visita.server.url;
  }

  /** What makes another server serve this agency. */
  get sameDatabase(): Record<string, string> {
    const { url, serverUrl } = this.visita.database;
    return { DATABASE_URL: serverUrl, MIGRATION_DATABASE_URL: url, SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'visita@agency.example' };
  }

  async describe({ id, ...said }: { id: string; title: string; address: string; time_zone?: string }): Promise<void> {
    const { status } = await this.ana.api.putProperty(id, said);
    assert.ok(status === 200 || status === 201, `PUT of a property was answered ${status}`);
  }

  /** Offers half an hour at a property, at a time of the place. */
  async offer(visit: { day: string; time: string; agent?: Agent; property?: { id: string; time_zone?: string } }): Promise<string> {
    const { day, time, agent = this.ana, property = this.alfama } = visit;
    const start = instantAt(day, time, property.time_zone);
    const end = Temporal.Instant.from(start).add({ minutes: 30 }).toString();
    const { status, body } = await agent.api.createSlot({ property_id: property.id, start_time: start, end_time: end });
    assert.equal(status, 201, JSON.stringify(body));
    return body.slot.id;
  }

  async book(slotId: string, applicant: Applicant = this.ines, notes = ''): Promise<string> {
    const { status, body } = await applicant.api.createBooking({ slot_id: slotId, notes });
    assert.equal(status, 201, JSON.stringify(body));
    return body.booking.id;
  }

  stop(): Promise<void> {
    return this.visita.stop();
  }
}

/** What a browser needs to be signed in as somebody. */
export function signedInAs({ api, email }: SignedIn): { token: string | null; email: string; url: string } {
  return { token: api.token, email, url: api.url };
}
