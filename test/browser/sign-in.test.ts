import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DEMO_AGENTS, DEMO_APPLICANTS, DEMO_ORGANIZATION, demoUserId } from '../../src/embedded/demo-people.ts';
import { TestMachine, type TestProgram } from '../process.fixture.ts';
import { signToken } from '../token.fixture.ts';
import { openBrowser, PHONE } from './browser.fixture.ts';

const ALFAMA = '0a9e1c1a-0000-4000-8000-0000000000c1';

describe('the demo agency, as npm start brings it', { timeout: 200_000 }, () => {
  let machine: TestMachine;
  let server: TestProgram;
  before(async () => {
    machine = await TestMachine.make();
    server = await machine.start();
  });
  after(() => machine.remove());

  test('an agent signs in with a click, finds their pages, and signs out', async (t) => {
    const { page } = await openBrowser(t, { url: server.url });
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: /Ana Sousa/ }).click();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Properties' }).waitFor();
    await page.getByRole('button', { name: 'Your account: Ana Sousa' }).click();
    await page.getByText(DEMO_AGENTS.ana.email).waitFor();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    assert.equal(await page.getByText('Your session has ended').count(), 0);
    await page.reload();
    await page.getByRole('button', { name: /Ana Sousa/ }).waitFor();
  });

  test('whoever signs out on a page of theirs leaves a place where anybody can begin', async (t) => {
    const { page } = await openBrowser(t, { url: server.url });
    await page.goto('/bookings');
    await page.getByRole('button', { name: /Ana Sousa/ }).click();
    await page.getByRole('button', { name: 'Your account: Ana Sousa' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: /João Reis/ }).click();
    await page.getByRole('link', { name: 'My visits' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    assert.equal(await page.getByText('There is no such page').count(), 0);
  });

  test('an applicant signs in and sees what applicants see; a new page remembers them', async (t) => {
    const { page, context } = await openBrowser(t, { url: server.url, size: PHONE });
    await page.goto('/');
    await page.getByRole('button', { name: /Inês Carvalho/ }).click();
    await page.getByRole('link', { name: 'My visits' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Bookings' }).count(), 0);
    const another = await context.newPage();
    await another.goto('/visits');
    await another.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
  });

  test('signing out in one tab signs out in the other', async (t) => {
    const { page, context } = await openBrowser(t, { url: server.url });
    await page.goto('/');
    await page.getByRole('button', { name: /Rui Tavares/ }).click();
    await page.getByRole('link', { name: 'My visits' }).waitFor();
    const another = await context.newPage();
    await another.goto('/visits');
    await another.getByRole('button', { name: /^Your account/ }).click();
    await another.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  });

  test('a link to a page asks to sign in first and goes on there', async (t) => {
    const { page } = await openBrowser(t, { url: server.url, size: PHONE });
    await page.goto(`/properties/${ALFAMA}`);
    await page.getByRole('button', { name: /Rui Tavares/ }).click();
    await page.getByRole('heading', { level: 1, name: /T2 em Alfama/ }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/properties/${ALFAMA}`);
  });

  test('a token that has expired asks to sign in again, says why, and goes on at the same address', async (t) => {
    const { email } = DEMO_APPLICANTS.joao;
    const past = Math.floor(Date.now() / 1000) - 60;
    const token = await signToken({ sub: demoUserId(email), email, iat: past - 3600, exp: past });
    const { page, expectTrouble } = await openBrowser(t, { url: server.url, token, email });
    expectTrouble(/status of 401/);
    await page.goto(`/properties/${ALFAMA}`);
    await page.getByRole('status').filter({ hasText: 'Your session has ended' }).waitFor();
    await page.getByRole('button', { name: /João Reis/ }).click();
    await page.getByRole('heading', { level: 1, name: /T2 em Alfama/ }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/properties/${ALFAMA}`);
  });

  test('a token that expires under an open page asks to sign in again', async (t) => {
    const { email } = DEMO_AGENTS.ana;
    const soon = Math.floor(Date.now() / 1000) + 6;
    const token = await signToken({ sub: demoUserId(email), email, app_metadata: { organization_id: DEMO_ORGANIZATION }, exp: soon });
    const { page, expectTrouble } = await openBrowser(t, { url: server.url, token, email });
    expectTrouble(/status of 401/);
    await page.goto('/properties');
    await page.getByRole('heading', { level: 1, name: 'Properties' }).waitFor();
    await page.getByText('Your session has ended').waitFor();
    await page.getByRole('button', { name: /Ana Sousa/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Properties' }).waitFor();
  });
});
