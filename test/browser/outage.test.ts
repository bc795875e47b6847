import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TestMachine } from '../process.fixture.ts';
import { Agency, dayAhead } from './agency.fixture.ts';
import { openBrowser, PHONE } from './browser.fixture.ts';

const AWAY = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|status of 503/;

describe('the server goes away under an open page', { timeout: 200_000 }, () => {
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

  test('the page says so, and is up to date again by itself when it is back', async (t) => {
    const server = await machine.start(agency.sameDatabase);
    const { page, expectTrouble } = await openBrowser(t, { url: server.url, token: agency.ines.api.token, email: agency.ines.email, size: PHONE });
    expectTrouble(AWAY);
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('link', { name: /T2 em Alfama/ }).waitFor();
    const saysSo = page.getByRole('status').filter({ hasText: 'No live connection' });
    assert.equal(await saysSo.count(), 0);
    await server.kill('SIGKILL');
    await saysSo.waitFor();
    // Something happens that the page cannot have heard of.
    await agency.describe({ ...agency.alfama, title: 'T2 em Alfama, com terraço' });
    const again = await machine.start({ ...agency.sameDatabase, PORT: new URL(server.url).port });
    t.after(() => again.destroy());
    await page.getByText('T2 em Alfama, com terraço').first().waitFor();
    await saysSo.waitFor({ state: 'detached' });
    await agency.describe(agency.alfama);
  });

  test('somebody who opens a page meanwhile reads what is wrong, and tries again', async (t) => {
    await agency.offer({ day: dayAhead(3), time: '10:00' });
    const server = await machine.start(agency.sameDatabase);
    const { page, expectTrouble } = await openBrowser(t, { url: server.url, token: agency.rui.api.token, email: agency.rui.email, size: PHONE });
    expectTrouble(AWAY);
    await page.goto('/');
    const property = page.getByRole('link', { name: /T2 em Alfama/ });
    await property.waitFor();
    await server.kill('SIGKILL');
    await property.click();
    await page.getByRole('alert').filter({ hasText: 'No connection' }).waitFor();
    const again = await machine.start({ ...agency.sameDatabase, PORT: new URL(server.url).port });
    t.after(() => again.destroy());
    await page.getByRole('button', { name: /^Book 10:00/ }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('whoever could not book meanwhile is not told so any more when it is back, and books', async (t) => {
    const day = dayAhead(3);
    const slot = await agency.offer({ day, time: '15:00' });
    const server = await machine.start(agency.sameDatabase);
    const { page, expectTrouble } = await openBrowser(t, { url: server.url, token: agency.rui.api.token, email: agency.rui.email, size: PHONE });
    expectTrouble(AWAY);
    await page.goto(`/properties/${agency.alfama.id}?day=${day}`);
    await page.getByRole('button', { name: /^Book 15:00/ }).click();
    await server.kill('SIGKILL');
    const dialog = page.getByRole('dialog');
    const book = dialog.getByRole('button', { name: 'Book this visit' });
    await book.click();
    const saysSo = dialog.getByRole('alert').filter({ hasText: 'No connection' });
    await saysSo.waitFor();
    const again = await machine.start({ ...agency.sameDatabase, PORT: new URL(server.url).port });
    t.after(() => again.destroy());
    await saysSo.waitFor({ state: 'detached' });
    await book.click();
    await page.getByRole('dialog', { name: 'Your visit is booked' }).waitFor();
    assert.equal((await agency.ana.api.getSlot(slot)).body.slot.status, 'booked');
  });
});
