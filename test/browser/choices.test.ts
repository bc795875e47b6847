import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { Agency, signedInAs } from './agency.fixture.ts';
import { openBrowser } from './browser.fixture.ts';

const schemeOf = (page: Page) => page.evaluate<string>('document.documentElement.dataset.mantineColorScheme');
const groundOf = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

describe('what a reader chooses', { timeout: 200_000 }, () => {
  let agency: Agency;
  before(async () => {
    agency = await Agency.start();
  });
  after(() => agency.stop());

  test('the language is that of the browser, until another is chosen; the choice is remembered', async (t) => {
    const { page } = await openBrowser(t, { ...signedInAs(agency.ines), language: 'pt-PT' });
    await page.goto('/visits');
    await page.getByRole('heading', { level: 1, name: 'As minhas visitas' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'pt-PT');
    await page.getByRole('button', { name: /Idioma, Português/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.match(await page.title(), /^My visits/);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
  });

  test('a browser of neither language reads the language of the agency', async (t) => {
    const { page, context } = await openBrowser(t, signedInAs(agency.ines));
    await context.addInitScript("Object.defineProperty(navigator, 'languages', { get: () => ['fr-FR', 'fr'] })");
    await page.goto('/visits');
    await page.getByRole('heading', { level: 1, name: 'As minhas visitas' }).waitFor();
  });

  test('colours are those of the device, until others are chosen; the choice is remembered', async (t) => {
    const { page } = await openBrowser(t, { ...signedInAs(agency.ines), colours: 'dark' });
    await page.goto('/');
    await page.getByRole('button', { name: 'Use light colours' }).waitFor();
    const dark = await groundOf(page);
    assert.equal(await schemeOf(page), 'dark');
    await page.getByRole('button', { name: 'Use light colours' }).click();
    await page.getByRole('button', { name: 'Use dark colours' }).waitFor();
    assert.notEqual(await groundOf(page), dark);
    await page.reload();
    await page.getByRole('button', { name: 'Use dark colours' }).waitFor();
    assert.equal(await schemeOf(page), 'light');
  });

  test('a path that leads nowhere says so and leads back', async (t) => {
    const { page } = await openBrowser(t, signedInAs(agency.ana));
    await page.goto('/nothing/here');
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'To the start' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByRole('heading', { level: 1, name: 'Calendar' }).waitFor();
  });

  test('a script or a style that somebody wrote into the page does not run, and the browser says so', async (t) => {
    const { page, expectTrouble, troubles } = await openBrowser(t, signedInAs(agency.ines));
    expectTrouble(/Content Security Policy|TrustedHTML|TrustedScript/);
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(INJECT);
    const ran = await page.evaluate<string[]>('globalThis.ran ?? []');
    assert.deepEqual(ran, []);
    assert.equal(troubles.filter((trouble) => trouble.includes('Content Security Policy')).length >= 3, true, troubles.join('\n'));
  });
});

const INJECT = `(() => {
  const add = (name, content) => {
    const element = document.createElement(name);
    element.append(content);
    document.body.append(element);
  };
  const attempt = (work) => { try { work(); } catch { /* refused */ } };
  attempt(() => add('script', 'globalThis.ran = ["inline script"]'));
  attempt(() => add('style', 'body { display: none }'));
  attempt(() => { document.body.insertAdjacentHTML('beforeend', '<img src="/favicon.svg" onload="globalThis.ran = [1]">'); });
  attempt(() => { const image = new Image(); image.setAttribute('onload', 'globalThis.ran = ["handler"]'); image.src = '/favicon.svg'; document.body.append(image); });
  attempt(() => { const link = document.createElement('a'); link.href = 'javascript:globalThis.ran = ["javascript address"]'; document.body.append(link); link.click(); });
  if (getComputedStyle(document.body).display === 'none') { globalThis.ran = ['style']; }
  return new Promise((resolve) => setTimeout(resolve, 300));
})()`;
