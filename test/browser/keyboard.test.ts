import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { until } from '../until.fixture.ts';
import { Agency, dayAhead, dayOfNextWeek, instantAt, signedInAs } from './agency.fixture.ts';
import { openBrowser } from './browser.fixture.ts';

const MOST_TABS = 120;

const FOCUS_SHOWN = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) { return 'nothing has the focus'; }
  const shows = (each) => each !== null && (parseFloat(getComputedStyle(each).outlineWidth) >= 2 && getComputedStyle(each).outlineStyle !== 'none' || getComputedStyle(each).boxShadow !== 'none');
  // Inputs show it by their border; radios and check boxes on what stands for them.
  const border = element.matches('input, textarea') && !element.matches('[type=radio], [type=checkbox]');
  const beside = element.matches('[type=radio], [type=checkbox]') ? [element.nextElementSibling, element.parentElement] : [];
  return [element, ...beside].some(shows) || border ? '' : 'no focus to be seen: ' + element.outerHTML.slice(0, 200);
})()`;

const focused = (locator: Locator) => locator.evaluate((element: { matches: (selector: string) => boolean }) => element.matches(':focus'));

/** Goes on with Tab until this has the focus; each stop on the way has to show that it has it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await focused(target)) {
      return;
    }
    await page.keyboard.press('Tab');
    const fault = await page.evaluate<string>(FOCUS_SHOWN);
    assert.ok(fault === '' || fault === 'nothing has the focus', fault);
  }
  assert.fail(`cannot be reached with Tab: ${target.toString()}`);
}

describe('without a mouse', { timeout: 300_000 }, () => {
  let agency: Agency;
  before(async () => {
    agency = await Agency.start();
  });
  after(() => agency.stop());

  test('the first Tab offers to skip to the content', async (t) => {
    const { page } = await openBrowser(t, signedInAs(agency.ines));
    await page.goto('/visits');
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    assert.ok(await focused(skip));
    await page.keyboard.press('Enter');
    await until('the content has the focus', () => focused(page.getByRole('main')));
  });

  test('going to another page takes the focus to its title', async (t) => {
    const { page } = await openBrowser(t, signedInAs(agency.ines));
    await page.goto('/');
    await tabTo(page, page.getByRole('link', { name: 'My visits' }));
    await page.keyboard.press('Enter');
    const title = page.getByRole('heading', { level: 1, name: 'My visits' });
    await title.waitFor();
    await until('the title has the focus', () => focused(title));
  });

  test('an applicant books a visit; the dialog keeps the focus in it and gives it back', async (t) => {
    const day = dayAhead(3);
    const slot = await agency.offer({ day, time: '10:00' });
    await agency.offer({ day, time: '11:00' });
    const { page } = await openBrowser(t, signedInAs(agency.ines));
    await page.goto(`/properties/${agency.alfama.id}?day=${day}`);
    const time = page.getByRole('button', { name: /^Book 10:00/ });
    await tabTo(page, time);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Book a visit' });
    await dialog.waitFor();
    for (let tabs = 0; tabs < 8; tabs += 1) {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.closest("[role=dialog]") !== null'), true, 'the focus left the dialog');
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until('the focus is back', () => focused(time));
    await page.keyboard.press('Enter');
    await tabTo(page, dialog.getByRole('textbox', { name: /A note/ }));
    await page.keyboard.type('Sem rato.');
    await tabTo(page, dialog.getByRole('button', { name: 'Book this visit' }));
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Your visit is booked' }).waitFor();
    assert.equal((await agency.ana.api.getSlot(slot)).body.slot.status, 'booked');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until('something on the page has the focus', () => page.evaluate<boolean>('document.activeElement !== document.body'));
  });

  test('an agent offers a visit, opens it and withdraws it', async (t) => {
    const day = dayOfNextWeek(3);
    const { page } = await openBrowser(t, signedInAs(agency.ana));
    await page.goto('/');
    const offer = page.getByRole('button', { name: 'Offer a visit' });
    await tabTo(page, offer);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Offer a visit' });
    const property = dialog.getByRole('combobox', { name: 'Property' });
    await tabTo(page, property);
    await page.keyboard.type('Alfama');
    // A person looks at what is offered before choosing.
    await page.getByRole('option', { name: agency.azores.title }).waitFor({ state: 'detached' });
    await page.getByRole('option', { name: agency.alfama.title }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until('the property is chosen', async () => (await property.inputValue()) === agency.alfama.title);
    // Fields of dates are in the language of the browser itself, which is started in American English.
    await tabTo(page, dialog.getByLabel('Day'));
    await page.keyboard.type(`${day.slice(5, 7)}${day.slice(8, 10)}${day.slice(0, 4)}`);
    await tabTo(page, dialog.getByLabel('From'));
    await page.keyboard.type('1430');
    await tabTo(page, dialog.getByLabel('To'));
    await page.keyboard.type('1515');
    const written = await Promise.all(['Day', 'From', 'To'].map((label) => dialog.getByLabel(label).inputValue()));
    assert.deepEqual(written, [day, '14:30', '15:15']);
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: /^Offered: / }).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await until('the focus is back', () => focused(offer));
    await tabTo(page, page.getByRole('button', { name: 'Next week' }));
    await page.keyboard.press('Enter');
    const slot = page.getByRole('table').getByRole('button', { name: /^14:30–15:15, Available/ });
    await tabTo(page, slot);
    await page.keyboard.press('Enter');
    const details = page.getByRole('dialog');
    await tabTo(page, details.getByRole('button', { name: 'Withdraw the visit' }));
    await page.keyboard.press('Enter');
    const question = details.getByRole('group', { name: 'Withdraw this visit?' });
    await tabTo(page, question.getByRole('button', { name: 'Withdraw the visit' }));
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'The visit is withdrawn.' }).waitFor();
    await details.waitFor({ state: 'detached' });
    await until('something on the page has the focus', () => page.evaluate<boolean>('document.activeElement !== document.body'));
    const { body } = await agency.ana.api.listSlots({ from: instantAt(day, '14:00'), to: instantAt(day, '15:00') });
    assert.deepEqual(body.slots.map(({ status }) => status), ['cancelled']);
  });

  test('somebody books a visit while it is being withdrawn: the dialog shows who, and keeps the focus', async (t) => {
    const slot = await agency.offer({ day: dayOfNextWeek(4), time: '10:00' });
    const { page } = await openBrowser(t, signedInAs(agency.ana));
    await page.goto(`/?day=${dayOfNextWeek(4)}`);
    await page.getByRole('table').getByRole('button', { name: /^10:00–10:30, Available/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Withdraw the visit' }).press('Enter');
    const question = dialog.getByRole('group', { name: 'Withdraw this visit?' });
    await question.getByRole('button', { name: 'Keep it' }).focus();
    await agency.book(slot, agency.ines);
    await dialog.getByText('Inês Carvalho').first().waitFor();
    await question.waitFor({ state: 'detached' });
    await until('the dialog has the focus', () => page.evaluate<boolean>('document.activeElement.closest("[role=dialog]") !== null'));
  });
});
