import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import ical, { type VEvent } from 'node-ical';
import type { components } from '../src/rest/contract.gen.ts';
import type { ApiClient } from './api.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type SignedIn, type TestVisita } from './visita.fixture.ts';

type Booking = components['schemas']['Booking'];

const PROPERTY = { title: 'T2, com varanda; em Alfama', address: 'Rua dos Remédios 42, 2.º Esq.\\1100-448 Lisboa', time_zone: 'Atlantic/Azores' };

/** The one event of a calendar file, as another program reads it, and where it leads. */
function eventOf(text: string): VEvent & { link: string; description: string } {
  const events = Object.values(ical.sync.parseICS(text)).filter((component) => component?.type === 'VEVENT');
  assert.equal(events.length, 1);
  const event = events[0] as VEvent & { url: { val: string }; description: string };
  return { ...event, link: event.url.val };
}

describe('a booking as a calendar file', () => {
  const organizationId = randomUUID();
  let visita: TestVisita;
  let agent: SignedIn;
  let applicant: SignedIn;
  before(async () => {
    visita = await startVisita({ DEFAULT_LOCALE: 'en', PUBLIC_URL: 'https://visits.agency.example' });
    [agent, applicant] = await Promise.all([visita.agent(organizationId, 'Marta Nunes'), visita.applicant(organizationId, { name: 'João Silva' })]);
  });
  after(() => visita.stop());

  let hours = 24;
  async function book(propertyId = randomUUID()): Promise<Booking> {
    const { slot } = (await agent.api.createSlot(visitAt({ property_id: propertyId, hours: (hours += 1) }))).body;
    return (await applicant.api.createBooking({ slot_id: slot.id, notes: 'Há elevador?' })).body.booking;
  }
  const file = (api: ApiClient, id: string) => api.call<string>('GET', `/api/v1/bookings/${id}/calendar`);

  test('is a file of one event with the place and the time of the visit', async () => {
    const propertyId = randomUUID();
    await agent.api.putProperty(propertyId, PROPERTY);
    const booking = await book(propertyId);
    const { status, headers, body } = await file(applicant.api, booking.id);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.equal(headers.get('content-disposition'), 'attachment; filename="visit.ics"');
    assert.equal(headers.get('cache-control'), 'no-store');
    const event = eventOf(body);
    assert.deepEqual(
      [event.uid, event.method, event.status, String(event.sequence), event.summary, event.location, event.link, event.attendee],
      [`${booking.id}@visita`, 'PUBLISH', 'CONFIRMED', '0', `Visit – ${PROPERTY.title}`, PROPERTY.address, 'https://visits.agency.example/visits', undefined],
    );
    // Calendars count in seconds.
    const toSeconds = (time: string) => Math.floor(Date.parse(time) / 1000) * 1000;
    assert.deepEqual([event.start.getTime(), event.end?.getTime()], [toSeconds(booking.start_time), toSeconds(booking.end_time)]);
    assert.match(body, /DTSTART:\d{8}T\d{6}Z/);
  });

  test('tells the applicant who receives them, and the agents who comes and what they wrote', async () => {
    const booking = await book();
    const colleague = await visita.agent(organizationId);
    const seen = eventOf((await file(applicant.api, booking.id)).body);
    assert.match(seen.description, /Marta Nunes/);
    assert.doesNotMatch(seen.description, /João Silva|elevador/);
    for (const { api } of [agent, colleague]) {
      const event = eventOf((await file(api, booking.id)).body);
      assert.match(event.description, /João Silva[^]*elevador/);
      assert.equal(event.link, `https://visits.agency.example/bookings/${booking.id}`);
    }
  });

  test('says that a visit was called off, under the same UID and with a higher SEQUENCE', async () => {
    const [one, other] = [await book(), await book()];
    await applicant.api.cancelBooking(one.id);
    await agent.api.cancelSlot(other.slot_id);
    for (const { id } of [one, other]) {
      const event = eventOf((await file(applicant.api, id)).body);
      assert.deepEqual([event.uid, event.status, String(event.sequence)], [`${id}@visita`, 'CANCELLED', '1']);
    }
  });

  test('is for those who may see the booking, and for nobody else', async () => {
    const { id } = await book();
    const [stranger, neighbour, foreigner] = await Promise.all([visita.agent(randomUUID()), visita.applicant(organizationId), visita.applicant(randomUUID())]);
    for (const { api } of [stranger, neighbour, foreigner]) {
      const { status, body } = await file(api, id);
      const unknown = await api.call('GET', `/api/v1/bookings/${randomUUID()}/calendar`);
      assert.deepEqual([status, { ...Object(body), request_id: '' }], [404, { ...Object(unknown.body), request_id: '' }]);
    }
    assert.equal((await file(visita.api, id)).status, 401);
    assert.equal((await file(applicant.api, 'no-uuid')).status, 400);
  });
});
