import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { TestMachine } from '../process.fixture.ts';
import { until } from '../until.fixture.ts';
import { Agency, dayAhead, signedInAs } from './agency.fixture.ts';
import { openBrowser, PHONE } from './browser.fixture.ts';

const DAY = dayAhead(3);

/** Opens what books the visit at this time. */
async function choose(page: Page, time: string): Promise<Locator> {
  await page.getByRole('button', { name: new RegExp(`^Book ${time}`) }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

const bookButton = (dialog: Locator) => dialog.getByRole('button', { name: 'Book this visit' });
const noteField = (dialog: Locator) => dialog.getByRole('textbox', { name: /A note for the agent/ });

describe('applicants book from a phone', { timeout: 200_000 }, () => {
  let agency: Agency;
  let machine: TestMachine;
  before(async () => {
    agency = await Agency.start();
    machine = await TestMachine.make();
  });
  after(async () => {
    await machine.remove();
    await agency.stop();
  });

  async function openProperty(t: TestContext, who: 'ines' | 'rui', url = agency.url) {
    const visitor = await openBrowser(t, { ...signedInAs(agency[who]), url, size: PHONE });
    await visitor.page.goto(`/properties/${agency.alfama.id}?day=${DAY}`);
    return visitor;
  }

  test('two taps book a visit, with a note; it stands under My visits, is saved as a calendar file and cancelled', async (t) => {
    const slot = await agency.offer({ day: DAY, time: '09:00' });
    const { page } = await openProperty(t, 'ines');
    const dialog = await choose(page, '09:00–09:30');
    await noteField(dialog).fill('Venho com a minha irmã.\nHá elevador?');
    await bookButton(dialog).click();
    await page.getByRole('dialog', { name: 'Your visit is booked' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Your visit is booked: T2 em Alfama' }).waitFor();
    const { body } = await agency.ana.api.getSlot(slot);
    const { body: booked } = await agency.ana.api.getBooking(body.slot.booking_id ?? '');
    assert.equal(booked.booking.notes, 'Venho com a minha irmã.\nHá elevador?');
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: /^Add to calendar/ }).click();
    assert.match((await download).suggestedFilename(), /\.ics$/);
    await dialog.getByRole('link', { name: 'My visits' }).click();
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
    await page.getByText('09:00–09:30').waitFor();
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Cancel/ }).click();
    await page.getByRole('status').filter({ hasText: /cancelled/i }).waitFor();
    await until('the time is free again', async () => (await agency.ana.api.getSlot(slot)).body.slot.status === 'available');
    await agency.ana.api.cancelSlot(slot);
  });

  test('of two who press at the same moment one has the visit; the other is told kindly, keeps the note and books what is left', async (t) => {
    const slot = await agency.offer({ day: DAY, time: '10:00' });
    const left = await agency.offer({ day: DAY, time: '11:00' });
    const people = [await openProperty(t, 'ines'), await openProperty(t, 'rui')];
    for (const { expectTrouble } of people) {
      expectTrouble(/status of 409/);
    }
    const dialogs = await Promise.all(people.map(({ page }) => choose(page, '10:00–10:30')));
    await Promise.all(dialogs.map((dialog, nth) => noteField(dialog).fill(`Nota ${nth}`)));
    await Promise.all(dialogs.map((dialog) => bookButton(dialog).click()));
    const outcomes = await Promise.all(
      dialogs.map(async (dialog) => {
        const booked = dialog.getByText('A confirmation is on its way');
        await booked.or(dialog.getByText('Somebody was a moment faster')).first().waitFor();
        return (await booked.count()) > 0 ? 'booked' : 'told';
      }),
    );
    assert.deepEqual(outcomes.toSorted(), ['booked', 'told']);
    const loser = outcomes.indexOf('told');
    const dialog = dialogs[loser] ?? assert.fail('one has lost');
    assert.equal(await noteField(dialog).inputValue(), `Nota ${loser}`);
    assert.equal(await bookButton(dialog).count(), 0);
    await dialog.getByRole('button', { name: /11:00–11:30/ }).click();
    await bookButton(dialog).click();
    await dialog.getByText('A confirmation is on its way').waitFor();
    const { body: other } = await agency.ana.api.getSlot(left);
    const { body: booked } = await agency.ana.api.getBooking(other.slot.booking_id ?? '');
    assert.equal(booked.booking.notes, `Nota ${loser}`);
    await agency.ana.api.cancelSlot(slot);
    await agency.ana.api.cancelSlot(left);
  });

  test('a time that somebody else books while it is chosen says so at once, before it is tried', async (t) => {
    const slot = await agency.offer({ day: DAY, time: '12:00' });
    const { page } = await openProperty(t, 'rui');
    const dialog = await choose(page, '12:00–12:30');
    await noteField(dialog).fill('Chego de bicicleta.');
    await agency.book(slot, agency.ines);
    await dialog.getByText('Somebody was a moment faster').waitFor();
    assert.equal(await noteField(dialog).inputValue(), 'Chego de bicicleta.');
    await agency.ana.api.cancelSlot(slot);
  });

  test('without a network a booking is refused at once, and made when it is asked for again, not before', async (t) => {
    const slot = await agency.offer({ day: DAY, time: '17:00' });
    const { page, context, expectTrouble } = await openProperty(t, 'rui');
    expectTrouble(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/);
    const dialog = await choose(page, '17:00–17:30');
    await context.setOffline(true);
    await bookButton(dialog).click();
    await dialog.getByRole('alert').filter({ hasText: 'No connection' }).waitFor();
    await context.setOffline(false);
    await bookButton(dialog).waitFor();
    assert.equal((await agency.ana.api.getSlot(slot)).body.slot.status, 'available');
    await bookButton(dialog).click();
    await dialog.getByText('A confirmation is on its way').waitFor();
    await agency.ana.api.cancelSlot(slot);
  });

  test('a booking whose answer got lost is told as made', async (t) => {
    const slot = await agency.offer({ day: DAY, time: '18:00' });
    const { page, expectTrouble } = await openProperty(t, 'rui');
    expectTrouble(/ERR_FAILED/);
    await page.route('**/api/v1/bookings', async (route) => {
      if (route.request().method() !== 'POST') {
        return route.continue();
      }
      await route.fetch();
      return route.abort();
    });
    const dialog = await choose(page, '18:00–18:30');
    await bookButton(dialog).click();
    await page.getByRole('dialog', { name: 'Your visit is booked' }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    assert.equal((await agency.ana.api.getSlot(slot)).body.slot.status, 'booked');
    await agency.ana.api.cancelSlot(slot);
  });

  test('Back closes what covers the page, and the next one leaves it', async (t) => {
    const slot = await agency.offer({ day: DAY, time: '13:00' });
    const { page } = await openBrowser(t, { ...signedInAs(agency.rui), size: PHONE });
    await page.goto('/visits');
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
    await page.goto(`/properties/${agency.alfama.id}?day=${DAY}`);
    const place = page.url();
    for (const close of [() => page.goBack(), () => page.keyboard.press('Escape')]) {
      const dialog = await choose(page, '13:00–13:30');
      await close();
      await dialog.waitFor({ state: 'detached' });
      assert.equal(page.url(), place);
    }
    await page.goForward();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(page.url(), place);
    await choose(page, '13:00–13:30');
    await page.reload();
    // Begins without what covered it.
    const dialog = await choose(page, '13:00–13:30');
    await bookButton(dialog).click();
    await dialog.getByRole('link', { name: 'My visits' }).click();
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: agency.alfama.title }).waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { level: 1, name: 'Properties to visit' }).waitFor();
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'Properties to visit' }).waitFor();
    await agency.ana.api.cancelSlot(slot);
  });

  test('a cancelled visit is seen on open pages without a reload, whichever server they are on', async (t) => {
    const second = await machine.start(agency.sameDatabase);
    const keep = await agency.offer({ day: DAY, time: '16:00' });
    for (const [where, server] of Object.entries({ 'the same server': agency.url, 'another server process': second.url })) {
      const slot = await agency.offer({ day: DAY, time: '14:00' });
      const booking = await agency.book(slot, agency.ines);
      const mine = await openBrowser(t, { ...signedInAs(agency.ines), url: server, size: PHONE });
      await mine.page.goto('/visits');
      const card = mine.page.getByText('14:00–14:30');
      await card.first().waitFor();
      const other = await openProperty(t, 'rui', server);
      const free = other.page.getByRole('button', { name: /^Book 14:00–14:30/ });
      await other.page.getByRole('button', { name: /^Book 16:00/ }).waitFor();
      assert.equal(await free.count(), 0);
      await Promise.all([mine, other].map(({ page }) => page.evaluate('globalThis.untouched = true')));
      const from = performance.now();
      assert.equal((await agency.ana.api.cancelBooking(booking)).status, 200);
      const seen = async (sign: Locator) => {
        await sign.waitFor();
        return Math.round(performance.now() - from);
      };
      const [cancelled, freed] = await Promise.all([seen(mine.page.getByText('Cancelled by the agency').first()), seen(free)]);
      t.diagnostic(`page on ${where}: cancellation seen after ${cancelled} ms, free time after ${freed} ms`);
      for (const { page } of [mine, other]) {
        assert.equal(await page.evaluate('globalThis.untouched'), true, 'the page was not loaded again');
      }
      await agency.ana.api.cancelSlot(slot);
    }
    await agency.ana.api.cancelSlot(keep);
  });
});
