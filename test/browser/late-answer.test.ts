import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../until.fixture.ts';
import { Agency, dayAhead, dayOfNextWeek, signedInAs } from './agency.fixture.ts';
import { openBrowser } from './browser.fixture.ts';

const said = (page: Page, what: string) => page.getByRole('status').filter({ hasText: what });
const onGrid = (page: Page, what: RegExp) => page.getByRole('table').getByRole('button', { name: what });

/** Keeps answers of one method back until they are let go: the server's own, or `refused` (403). */
async function holdBack(page: Page, method: string, { refused }: { readonly refused: boolean }): Promise<{ letGo: () => void; asked: Promise<void> }> {
  const gate = Promise.withResolvers<undefined>();
  const arrival = Promise.withResolvers<undefined>();
  const problem = { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'no', error: 'no', code: 'forbidden', request_id: 'held-back' };
  await page.route('**/api/v1/**', async (route) => {
    if (route.request().method() !== method) {
      await route.fallback();
      return;
    }
    arrival.resolve(undefined);
    await gate.promise;
    await (refused ? route.fulfill({ status: 403, contentType: 'application/problem+json', json: problem }) : route.continue());
  });
  return { letGo: () => gate.resolve(undefined), asked: arrival.promise };
}

/** Withdraws the visit at ten and closes the dialog before the answer comes; gives what lets the answer through. */
async function withdrawUnheard(page: Page, { refused }: { readonly refused: boolean }): Promise<() => void> {
  await onGrid(page, /^10:00–10:30, Available/).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Withdraw the visit' }).click();
  const { letGo, asked } = await holdBack(page, 'DELETE', { refused });
  await dialog.getByRole('group').getByRole('button', { name: 'Withdraw the visit' }).click();
  await asked;
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  return letGo;
}

describe('an answer that comes after its dialog was closed', { timeout: 200_000 }, () => {
  let agency: Agency;
  before(async () => {
    agency = await Agency.start();
  });
  after(() => agency.stop());

  test('is said, and takes nobody from the page', async (t) => {
    await agency.offer({ day: dayOfNextWeek(1), time: '10:00' });
    const { page } = await openBrowser(t, signedInAs(agency.ana));
    await page.goto('/bookings');
    await page.getByRole('link', { name: 'Calendar' }).click();
    await page.getByRole('button', { name: 'Next week' }).click();
    const letGo = await withdrawUnheard(page, { refused: false });
    letGo();
    await said(page, 'The visit is withdrawn.').waitFor();
    await onGrid(page, /^10:00–10:30, Available/).waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).pathname, '/');
  });

  test('leaves another dialog open that was opened meanwhile', async (t) => {
    const day = dayOfNextWeek(2);
    await agency.offer({ day, time: '10:00' });
    await agency.offer({ day, time: '12:00' });
    const { page } = await openBrowser(t, signedInAs(agency.ana));
    await page.goto(`/?day=${day}`);
    const letGo = await withdrawUnheard(page, { refused: false });
    await onGrid(page, /^12:00–12:30, Available/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('12:00–12:30').waitFor();
    letGo();
    await said(page, 'The visit is withdrawn.').waitFor();
    await dialog.getByText('12:00–12:30').waitFor();
  });

  test('is said where it is a refusal', async (t) => {
    const day = dayOfNextWeek(3);
    await agency.offer({ day, time: '10:00' });
    const { page, expectTrouble } = await openBrowser(t, signedInAs(agency.ana));
    expectTrouble(/status of 403/);
    await page.goto(`/?day=${day}`);
    const letGo = await withdrawUnheard(page, { refused: true });
    letGo();
    await said(page, 'Withdraw the visit: You may not do this').waitFor();
  });

  test('is said of offers as well, of one and of several', async (t) => {
    const day = dayOfNextWeek(4);
    const { page, expectTrouble } = await openBrowser(t, signedInAs(agency.ana));
    expectTrouble(/status of 403/);
    await page.goto(`/?day=${day}`);
    const dialog = page.getByRole('dialog', { name: 'Offer a visit' });
    for (const [mode, send, told] of [
      ['One visit', 'Offer this visit', 'Offer this visit: You may not do this'],
      ['Several', /^Offer \d+ visits?$/, ' visits are on offer'],
    ] as const) {
      await page.getByRole('button', { name: 'Offer a visit' }).click();
      await dialog.getByText(mode, { exact: true }).click();
      if (mode === 'One visit') {
        // What was chosen once stays chosen.
        await dialog.getByRole('combobox', { name: 'Property' }).fill(agency.alfama.title);
        await dialog.getByRole('option', { name: agency.alfama.title }).click();
      }
      const offering = await holdBack(page, 'POST', { refused: true });
      await dialog.getByRole('button', { name: send }).click();
      await offering.asked;
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      offering.letGo();
      await said(page, told).waitFor();
    }
  });
});

describe('the focus', { timeout: 200_000 }, () => {
  let agency: Agency;
  before(async () => {
    agency = await Agency.start();
  });
  after(() => agency.stop());

  const hasFocus = (page: Page, name: string) => page.evaluate<boolean>(`(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).startsWith(${JSON.stringify(name)})`);

  test('stays on the button of what is under way and was refused', async (t) => {
    const day = dayAhead(3);
    await agency.offer({ day, time: '10:00' });
    const { page, expectTrouble } = await openBrowser(t, signedInAs(agency.ines));
    expectTrouble(/status of 403/);
    await page.goto(`/properties/${agency.alfama.id}?day=${day}`);
    await page.getByRole('button', { name: /^Book 10:00/ }).click();
    const dialog = page.getByRole('dialog');
    const { letGo, asked } = await holdBack(page, 'POST', { refused: true });
    await dialog.getByRole('button', { name: 'Book this visit' }).press('Enter');
    await asked;
    assert.equal(await hasFocus(page, 'Book this visit'), true, 'while it is asked');
    // Nothing is sent twice.
    await page.keyboard.press('Enter');
    letGo();
    await dialog.getByRole('alert').waitFor();
    assert.equal(await hasFocus(page, 'Book this visit'), true, 'when it was refused');
  });

  test('goes back to what had asked when somebody thinks better of it', async (t) => {
    const day = dayOfNextWeek(5);
    const slot = await agency.offer({ day, time: '10:00' });
    await agency.book(slot, agency.ines);
    const agent = await openBrowser(t, signedInAs(agency.ana));
    await agent.page.goto(`/?day=${day}`);
    await onGrid(agent.page, /^10:00–10:30, Booked/).click();
    const dialog = agent.page.getByRole('dialog');
    for (const [ask, keep] of [['Cancel the booking', 'Keep the booking'], ['Withdraw the visit', 'Keep it']] as const) {
      await dialog.getByRole('button', { name: ask }).press('Enter');
      await dialog.getByRole('button', { name: keep }).press('Enter');
      await until('the button that asked has the focus', () => hasFocus(agent.page, ask));
    }
    const applicant = await openBrowser(t, signedInAs(agency.ines));
    for (const path of ['/visits', '/']) {
      await applicant.page.goto(path);
      await applicant.page.getByRole('button', { name: /^Cancel/ }).press('Enter');
      // A person sees the dialog, which has the focus then, before closing it.
      await until('the dialog has the focus', () => hasFocus(applicant.page, 'Keep it'));
      await applicant.page.keyboard.press('Escape');
      await applicant.page.getByRole('dialog').waitFor({ state: 'detached' });
      await until('the button that opened it has the focus', () => hasFocus(applicant.page, 'Cancel'));
    }
  });
});
