import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { until } from '../until.fixture.ts';
import { Agency, dayOfNextWeek, instantAt, signedInAs } from './agency.fixture.ts';
import { openBrowser } from './browser.fixture.ts';

const [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY] = [dayOfNextWeek(1), dayOfNextWeek(2), dayOfNextWeek(3), dayOfNextWeek(4), dayOfNextWeek(5)];
const onGrid = (page: Page, what: RegExp) => page.getByRole('table').getByRole('button', { name: what });
const said = (page: Page, what: RegExp | string) => page.getByRole('status').filter({ hasText: what });

async function chooseProperty(dialog: Locator, title: string): Promise<void> {
  await dialog.getByRole('combobox', { name: 'Property' }).fill(title);
  await dialog.getByRole('option', { name: title }).click();
}

/** The calendar ends a drag in the page's next turn, and until then takes no other: no hand is as fast as that, but a test is. */
const calendarAtRest = (page: Page) => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));

async function fillOffer(dialog: Locator, visit: { day: string; from: string; to: string }): Promise<void> {
  await dialog.getByLabel('Day').fill(visit.day);
  await dialog.getByLabel('From').fill(visit.from);
  await dialog.getByLabel('To').fill(visit.to);
}

describe("the agent's week", { timeout: 400_000 }, () => {
  let agency: Agency;
  before(async () => {
    agency = await Agency.start();
  });
  after(() => agency.stop());

  async function openNextWeek(t: TestContext) {
    const visitor = await openBrowser(t, signedInAs(agency.ana));
    await visitor.page.goto('/');
    await visitor.page.getByRole('button', { name: 'Next week' }).click();
    return visitor;
  }

  async function slotAt(day: string, time: string) {
    const start = Date.parse(instantAt(day, time));
    const { body } = await agency.ana.api.listSlots({ from: new Date(start).toISOString(), to: new Date(start + 60_000).toISOString() });
    return body.slots[0] ?? assert.fail(`no slot at ${day} ${time}`);
  }

  test('dragging over free time offers a visit there', async (t) => {
    await agency.offer({ day: TUESDAY, time: '10:00' });
    await agency.offer({ day: TUESDAY, time: '15:00' });
    const { page } = await openNextWeek(t);
    const [ten, three] = [onGrid(page, /^10:00–10:30, Available/), onGrid(page, /^15:00–15:30, Available/)];
    await three.scrollIntoViewIfNeeded();
    const [from, to] = [await ten.boundingBox(), await three.boundingBox()];
    assert.ok(from !== null && to !== null);
    const hour = (to.y - from.y) / 5;
    const x = from.x + from.width / 2;
    const dialog = page.getByRole('dialog', { name: 'Offer a visit' });
    // From one day to the next is no visit.
    await page.mouse.move(x, from.y + 2 * hour + 3);
    await page.mouse.down();
    await page.mouse.move(x + from.width * 1.1, from.y + 2.5 * hour, { steps: 8 });
    await page.mouse.up();
    await calendarAtRest(page);
    await page.mouse.move(x, from.y + 2 * hour + 3);
    await page.mouse.down();
    await page.mouse.move(x, from.y + 2.5 * hour, { steps: 5 });
    assert.equal(await dialog.count(), 0);
    await page.mouse.move(x, from.y + 3 * hour - 3, { steps: 5 });
    await page.mouse.up();
    await chooseProperty(dialog, agency.alfama.title);
    assert.equal(await dialog.getByLabel('Day').inputValue(), TUESDAY);
    assert.equal(await dialog.getByLabel('From').inputValue(), '12:00');
    assert.equal(await dialog.getByLabel('To').inputValue(), '13:00');
    await dialog.getByRole('button', { name: 'Offer this visit' }).click();
    await said(page, /^Offered: .*12:00–13:00/).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await onGrid(page, /^12:00–13:00, Available, T2 em Alfama/).waitFor();
    assert.equal(Date.parse((await slotAt(TUESDAY, '12:00')).end_time), Date.parse(instantAt(TUESDAY, '13:00')));
  });

  test('what was typed stays, whatever property is chosen then and however many are to be offered', async (t) => {
    const { page } = await openNextWeek(t);
    await page.getByRole('button', { name: 'Offer a visit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Offer a visit' });
    await dialog.getByLabel('Day').fill(WEDNESDAY);
    await dialog.getByLabel('From').fill('16:00');
    await dialog.getByLabel('To').fill('17:00');
    const typed = () => Promise.all(['Day', 'From', 'To'].map((label) => dialog.getByLabel(label).inputValue()));
    await chooseProperty(dialog, agency.azores.title);
    await dialog.getByText('Azores').waitFor();
    assert.deepEqual(await typed(), [WEDNESDAY, '16:00', '17:00']);
    await dialog.getByText('Several', { exact: true }).click();
    await dialog.getByText('One visit', { exact: true }).click();
    assert.deepEqual(await typed(), [WEDNESDAY, '16:00', '17:00']);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('an offer that overlaps another says why it is refused, and can be mended', async (t) => {
    await agency.offer({ day: WEDNESDAY, time: '10:00' });
    const { page, expectTrouble } = await openNextWeek(t);
    expectTrouble(/status of 409/);
    await page.getByRole('button', { name: 'Offer a visit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Offer a visit' });
    await chooseProperty(dialog, agency.alfama.title);
    await fillOffer(dialog, { day: WEDNESDAY, from: '10:15', to: '10:45' });
    await dialog.getByRole('button', { name: 'Offer this visit' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'You already offer this property at that time' }).waitFor();
    await dialog.getByLabel('To').fill('10:10');
    await dialog.getByRole('button', { name: 'Offer this visit' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'The end must come after the start' }).waitFor();
    await fillOffer(dialog, { day: WEDNESDAY, from: '10:30', to: '11:00' });
    await dialog.getByRole('button', { name: 'Offer this visit' }).click();
    await onGrid(page, /^10:30–11:00, Available/).waitFor();
  });

  test('several are offered at once; a summary says which were not, and why', async (t) => {
    await agency.offer({ day: FRIDAY, time: '17:00' });
    const { page, expectTrouble } = await openNextWeek(t);
    expectTrouble(/status of 409/);
    await page.getByRole('button', { name: 'Offer a visit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Offer a visit' });
    await chooseProperty(dialog, agency.alfama.title);
    await dialog.getByText('Several').click();
    await dialog.getByLabel('First day').fill(MONDAY);
    await dialog.getByLabel('Last day').fill(FRIDAY);
    await dialog.getByLabel('From').fill('16:30');
    await dialog.getByLabel('To').fill('18:00');
    for (const day of ['Tue', 'Wed', 'Thu']) {
      await dialog.getByText(day, { exact: true }).click();
    }
    await said(page, '6 visits on 2 days').waitFor();
    await dialog.getByRole('button', { name: 'Offer 6 visits' }).click();
    await dialog.getByText('You already offer this property at that time').first().waitFor();
    const { body } = await agency.ana.api.listSlots({ from: instantAt(MONDAY, '16:00'), to: instantAt(FRIDAY, '18:30'), limit: 100 });
    const late = body.slots.filter(({ start_time: start }) => [MONDAY, FRIDAY].some((day) => start >= new Date(instantAt(day, '16:00')).toISOString() && start < new Date(instantAt(day, '18:00')).toISOString()));
    assert.equal(late.length, 6);
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    await onGrid(page, /^17:30–18:00, Available/).first().waitFor();
  });

  test('a click on a booked visit says who comes and what happened; its booking is cancelled, then the visit withdrawn', async (t) => {
    const slot = await agency.offer({ day: WEDNESDAY, time: '14:00' });
    const booking = await agency.book(slot, agency.ines, 'Levo a minha avó.');
    const { page } = await openNextWeek(t);
    await onGrid(page, /^14:00–14:30, Booked, Inês Carvalho/).click();
    const dialog = page.getByRole('dialog', { name: /T2 em Alfama/ });
    await dialog.getByText('Levo a minha avó.').waitFor();
    await dialog.getByRole('link', { name: agency.ines.email }).waitFor();
    await dialog.getByText('Inês Carvalho booked').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
    const question = dialog.getByRole('group', { name: 'Cancel this booking?' });
    await question.getByText(`Inês Carvalho will be told by e-mail (${agency.ines.email})`).waitFor();
    await question.getByRole('button', { name: 'Keep the booking' }).click();
    assert.equal((await agency.ana.api.getBooking(booking)).body.booking.status, 'confirmed');
    await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
    await question.getByRole('button', { name: 'Cancel the booking' }).click();
    await said(page, 'The booking is cancelled. Inês Carvalho will be told').waitFor();
    assert.equal((await agency.ana.api.getBooking(booking)).body.booking.status, 'cancelled_by_agent');
    await onGrid(page, /^14:00–14:30, Available/).click();
    await dialog.getByRole('button', { name: 'Withdraw the visit' }).click();
    await dialog.getByText('nobody will be told').waitFor();
    await dialog.getByRole('group', { name: 'Withdraw this visit?' }).getByRole('button', { name: 'Withdraw the visit' }).click();
    await said(page, 'The visit is withdrawn.').waitFor();
    await onGrid(page, /^14:00–14:30/).waitFor({ state: 'detached' });
    assert.equal((await agency.ana.api.getSlot(slot)).body.slot.status, 'cancelled');
    await page.getByText('Withdrawn', { exact: true }).click();
    await onGrid(page, /^14:00–14:30, Withdrawn/).waitFor();
  });

  test('whose answer got lost is not told that it cannot be: what was cancelled or withdrawn is', async (t) => {
    const slot = await agency.offer({ day: MONDAY, time: '18:30' });
    const booking = await agency.book(slot, agency.ines);
    const { page, expectTrouble } = await openNextWeek(t);
    expectTrouble(/status of 409|ERR_FAILED/);
    let lost = 0;
    await page.route(/\/api\/v1\/(?:bookings|slots)\/[^/]+$/, async (route) => {
      if (route.request().method() !== 'DELETE') {
        return route.continue();
      }
      const answer = await route.fetch();
      // The first attempt is done, and nobody hears of it.
      lost += answer.ok() ? 1 : 0;
      return answer.ok() ? route.abort() : route.fulfill({ response: answer });
    });
    const dialog = page.getByRole('dialog');
    await onGrid(page, /^18:30–19:00, Booked/).click();
    await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
    await dialog.getByRole('group', { name: 'Cancel this booking?' }).getByRole('button', { name: 'Cancel the booking' }).click();
    await said(page, 'The booking is cancelled').waitFor();
    assert.equal((await agency.ana.api.getBooking(booking)).body.booking.status, 'cancelled_by_agent');
    await onGrid(page, /^18:30–19:00, Available/).click();
    await dialog.getByRole('button', { name: 'Withdraw the visit' }).click();
    await dialog.getByRole('group', { name: 'Withdraw this visit?' }).getByRole('button', { name: 'Withdraw the visit' }).click();
    await said(page, 'The visit is withdrawn.').waitFor();
    assert.equal((await agency.ana.api.getSlot(slot)).body.slot.status, 'cancelled');
    assert.equal(lost, 2);
  });

  test('the week is searched by who comes, and filtered by property and status', async (t) => {
    const slot = await agency.offer({ day: WEDNESDAY, time: '08:00' });
    await agency.offer({ day: WEDNESDAY, time: '08:30', property: agency.azores });
    await agency.book(slot, agency.rui);
    const { page } = await openNextWeek(t);
    const [ruis, azores] = [onGrid(page, /^08:00–08:30, Booked, Rui Tavares/), onGrid(page, /Moradia em Ponta Delgada/)];
    await azores.waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('tavares');
    await azores.waitFor({ state: 'detached' });
    await ruis.waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('castilho');
    await ruis.waitFor({ state: 'detached' });
    await azores.waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    await page.getByText('Available', { exact: true }).click();
    await azores.waitFor({ state: 'detached' });
    await ruis.waitFor();
    await agency.ana.api.cancelSlot(slot);
  });

  test('what was chosen of the calendar is still so after a reload and on the way back from a booking', async (t) => {
    const slot = await agency.offer({ day: THURSDAY, time: '09:00' });
    await agency.offer({ day: THURSDAY, time: '09:30' });
    const booking = await agency.book(slot, agency.rui);
    const { page } = await openNextWeek(t);
    const search = page.getByRole('searchbox', { name: 'Search' });
    const [ruis, free] = [onGrid(page, /^09:00–09:30, Booked, Rui Tavares/), onGrid(page, /^09:30–10:00, Available, T2 em Alfama/)];
    await free.waitFor();
    await search.pressSequentially('rui tav');
    await free.waitFor({ state: 'detached' });
    await page.reload();
    await ruis.waitFor();
    assert.equal(await search.inputValue(), 'rui tav');
    await ruis.click();
    const dialog = page.getByRole('dialog', { name: /T2 em Alfama/ });
    await dialog.getByRole('link', { name: 'Open the booking' }).click();
    await page.getByRole('heading', { level: 1, name: /Rui Tavares/ }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/bookings/${booking}`);
    await page.goBack();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    await ruis.waitFor();
    assert.equal(await search.inputValue(), 'rui tav');
    await page.getByRole('link', { name: 'Calendar' }).click();
    await until('nothing is chosen any more', async () => (await search.inputValue()) === '' && new URL(page.url()).search === '');
    await page.goBack();
    await ruis.waitFor();
    await agency.ana.api.cancelSlot(slot);
  });

  test('of a visit over midnight each day shows its piece, with the times of the whole', async (t) => {
    const start = instantAt(THURSDAY, '23:30');
    const end = instantAt(FRIDAY, '00:45');
    assert.equal((await agency.ana.api.createSlot({ property_id: agency.alfama.id, start_time: start, end_time: end })).status, 201);
    const { page } = await openNextWeek(t);
    const pieces = onGrid(page, /^23:30–00:45, Available/);
    await pieces.first().waitFor();
    assert.deepEqual((await pieces.allInnerTexts()).map((text) => /(until )?\d\d:\d\d(?=\s*T2 em Alfama)/.exec(text)?.[0]), ['23:30', 'until 00:45']);
  });

  test("the agency's bookings are listed and searched; one is opened and cancelled there", async (t) => {
    const slot = await agency.offer({ day: FRIDAY, time: '09:00', agent: agency.miguel });
    const booking = await agency.book(slot, agency.ines, 'Até já!');
    const other = await agency.offer({ day: FRIDAY, time: '09:30', agent: agency.miguel });
    await agency.book(other, agency.rui);
    const { page } = await openBrowser(t, signedInAs(agency.ana));
    await page.goto('/bookings');
    const ruis = page.getByRole('link', { name: /09:30–10:00.*Rui Tavares/ });
    await ruis.waitFor();
    await page.getByRole('searchbox').fill('inês');
    await ruis.waitFor({ state: 'detached' });
    // From today on, on whatever day it is opened again.
    assert.deepEqual([...new URL(page.url()).searchParams], [['search', 'inês']]);
    await page.getByRole('link', { name: /09:00–09:30.*Inês Carvalho/ }).click();
    await page.getByRole('heading', { level: 1, name: /Inês Carvalho/ }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/bookings/${booking}`);
    await page.getByText('Até já!').waitFor();
    await page.getByRole('button', { name: 'Cancel the booking' }).click();
    await page.getByRole('group', { name: 'Cancel this booking?' }).getByRole('button', { name: 'Cancel the booking' }).click();
    await said(page, 'The booking is cancelled').waitFor();
    await page.getByText('Cancelled by the agency').first().waitFor();
    await page.goBack();
    await page.getByRole('link', { name: /09:00–09:30.*Inês Carvalho/ }).waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), 'inês');
    await page.getByRole('searchbox').fill('');
    await page.getByLabel('To day').fill('2020-01-01');
    await page.getByText('Nothing matches').waitFor();
  });

  test('a property is added, changed and passed on', async (t) => {
    const { page, context } = await openBrowser(t, signedInAs(agency.ana));
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/properties');
    await page.getByRole('button', { name: 'Add a property' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Title' }).fill('T1 em Braga');
    await dialog.getByRole('textbox', { name: 'Address' }).fill('Rua do Souto 3, 4700-329 Braga');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await said(page, 'Saved: T1 em Braga').waitFor();
    await page.getByRole('link', { name: /T1 em Braga/ }).click();
    await page.getByRole('heading', { level: 1, name: 'T1 em Braga' }).waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('T1 no centro de Braga');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'T1 no centro de Braga' }).waitFor();
    await page.getByRole('button', { name: 'Copy the link' }).click();
    await page.getByText('Copied').first().waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), page.url());
  });
});
