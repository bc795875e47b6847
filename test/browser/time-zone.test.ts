import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Agency, dayAhead, dayOfNextWeek, instantAt, signedInAs } from './agency.fixture.ts';
import { openBrowser, PHONE } from './browser.fixture.ts';

const NEW_YORK = 'America/New_York';

describe('a browser in New York, properties in Portugal', { timeout: 200_000 }, () => {
  let agency: Agency;
  before(async () => {
    agency = await Agency.start();
  });
  after(() => agency.stop());

  test('an applicant reads and books times of the property, with its zone named', async (t) => {
    const day = dayAhead(3);
    await agency.offer({ day, time: '00:30' });
    await agency.offer({ day, time: '10:00', property: agency.azores });
    const { page } = await openBrowser(t, { ...signedInAs(agency.ines), size: PHONE, timeZone: NEW_YORK });
    assert.equal(await page.evaluate('Intl.DateTimeFormat().resolvedOptions().timeZone'), NEW_YORK);
    await page.goto(`/properties/${agency.alfama.id}?day=${day}`);
    await page.getByText('Europe/Lisbon').waitFor();
    // In New York it is the evening of the day before.
    await page.getByRole('button', { name: new RegExp(`^Book 00:30–01:00, .*\\b${Number(day.slice(8))}\\b`) }).waitFor();
    await page.goto(`/properties/${agency.azores.id}?day=${day}`);
    await page.getByText('Atlantic/Azores').waitFor();
    await page.getByRole('button', { name: /^Book 10:00–10:30/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Book this visit' }).click();
    await page.getByRole('dialog', { name: 'Your visit is booked' }).waitFor();
    const { body } = await agency.ines.api.listBookings({ status: 'confirmed' });
    assert.deepEqual(body.bookings.map(({ start_time: start }) => Date.parse(start)), [Date.parse(instantAt(day, '10:00', 'Atlantic/Azores'))]);
    await page.goto('/visits');
    await page.getByText('10:00–10:30').first().waitFor();
    await page.getByText('Atlantic/Azores').first().waitFor();
  });

  test("an agent's calendar shows the property's times, and what is offered there is on its clock", async (t) => {
    const day = dayOfNextWeek(2);
    await agency.offer({ day, time: '09:00' });
    await agency.offer({ day, time: '17:00' });
    const { page } = await openBrowser(t, { ...signedInAs(agency.ana), timeZone: NEW_YORK });
    await page.goto('/');
    await page.getByRole('button', { name: 'Next week' }).click();
    const zone = page.getByRole('combobox', { name: 'Time zone of the calendar' });
    await zone.click();
    await page.getByRole('option', { name: /Europe\/Lisbon/ }).click();
    const column = page.getByRole('table').getByRole('button', { name: /^09:00–09:30, Available/ });
    await column.waitFor();
    const five = page.getByRole('table').getByRole('button', { name: /^17:00–17:30, Available/ });
    await five.scrollIntoViewIfNeeded();
    const [from, to] = [await column.boundingBox(), await five.boundingBox()];
    assert.ok(from !== null && to !== null);
    const hour = (to.y - from.y) / 8;
    await page.mouse.move(from.x + from.width / 2, to.y - 2 * hour + 3);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2, to.y - 1.5 * hour - 3, { steps: 8 });
    await page.mouse.up();
    const dialog = page.getByRole('dialog', { name: 'Offer a visit' });
    assert.equal(await dialog.getByLabel('From').inputValue(), '15:00');
    await dialog.getByRole('combobox', { name: 'Property' }).fill('Ponta');
    await dialog.getByRole('option', { name: /Ponta Delgada/ }).click();
    await dialog.getByText('Atlantic/Azores').waitFor();
    // The same instant is an hour earlier there.
    assert.equal(await dialog.getByLabel('From').inputValue(), '14:00');
    await dialog.getByLabel('From').fill('11:00');
    await dialog.getByLabel('To').fill('11:45');
    await dialog.getByRole('button', { name: 'Offer this visit' }).click();
    await page.getByRole('table').getByRole('button', { name: /^12:00–12:45, Available, Moradia em Ponta Delgada/ }).waitFor();
    // What was booked above may be on a later day of the same week: on a Sunday it is.
    const { body } = await agency.ana.api.listSlots({ property_id: agency.azores.id, status: 'available', from: instantAt(day, '00:00'), limit: 10 });
    assert.deepEqual(body.slots.map(({ start_time: start }) => Date.parse(start)), [Date.parse(instantAt(day, '11:00', 'Atlantic/Azores'))]);
  });
});
